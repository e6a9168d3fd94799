"""The functions of the package, each file with what it needs, so that a question loads nothing that it does not ask."""
