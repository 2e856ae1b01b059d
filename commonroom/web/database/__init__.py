"""Django's own PostgreSQL backend, but for how it learns that a kept connection has died."""
