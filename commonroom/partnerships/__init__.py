"""The tenant: a partnership, its area, clusters, blueprint and settings.

Nouns: Partnership, Cluster, Owned (what every tenant row is). `scope.entered` is the one way in for jobs and commands.
"""
