"""The parts of the page on which the thread is followed both ways."""
