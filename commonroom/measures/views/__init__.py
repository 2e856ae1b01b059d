"""Pages of the overview: the area, one school, one figure, schools side by side, papers."""
