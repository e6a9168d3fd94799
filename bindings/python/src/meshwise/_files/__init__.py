"""Configs and facts that lie on disk."""
