"""Looking at a model: the engine's probes over a live object, what it holds as plain data, and noticing a change."""
