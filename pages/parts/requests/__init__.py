"""The parts of the pages on which requests are logged and worked through."""
