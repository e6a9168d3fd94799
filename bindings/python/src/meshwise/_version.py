"""The version of this package: that of the engine which it carries."""

__version__ = "0.1.0"
