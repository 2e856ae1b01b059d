"""Who did or opened what, when and why: append-only, hash-chained, anchored outside the database."""
