"""The parts of the Import page: the file, its questions, and what accepting it would do."""
