"""Pages of bringing files in, of one load, of what is held, and of a row of a kept file."""
