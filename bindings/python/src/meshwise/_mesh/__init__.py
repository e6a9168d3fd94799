"""Meshes that people have, and what they say of a run, as the members of a request."""
