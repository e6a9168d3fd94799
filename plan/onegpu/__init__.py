"""Training steps of small models on one GPU, as rows of the table that the planner is held to."""
