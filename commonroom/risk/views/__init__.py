"""Pages of assessment and levels."""
