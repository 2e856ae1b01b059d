"""The tenant: a partnership, its area, clusters, blueprint and settings, and the scope in which its rows may be touched."""
