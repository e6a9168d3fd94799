"""Writes the catalogue: what the classes of a package say of themselves, observed by the introspector of the engine."""
