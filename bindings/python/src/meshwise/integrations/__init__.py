"""Callbacks for trainers: ``meshwise.integrations.transformers`` and ``meshwise.integrations.lightning``.

Each is imported by its name, and imports its framework; ``import meshwise`` imports neither.
"""
