"""What the engine said, as objects that show themselves, and the questions that they answer."""
