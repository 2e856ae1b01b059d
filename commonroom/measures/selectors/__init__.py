"""What reads the overview: figures, comparators, schools alike, and where a figure comes from."""
