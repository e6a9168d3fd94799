"""What a live model is given: ``model.supports``, ``model.supports_tp``, ``model.validate_for_mesh``."""
