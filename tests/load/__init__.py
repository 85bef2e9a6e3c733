"""Many people at once, without browsers: `python -m tests.load --users 60 --seconds 60`."""
