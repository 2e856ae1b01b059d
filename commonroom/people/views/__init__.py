"""Pages of signing in, of oneself, and of people and posts."""
