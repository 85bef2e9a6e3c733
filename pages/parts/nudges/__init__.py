"""The parts of the Nudges page."""
