"""Instruments that hold meshwise's answers to what the frameworks themselves say, by running both on seeded grids."""
