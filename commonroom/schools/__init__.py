"""The national register: schools, groups of schools, local authorities and links.

Shared by all partnerships, keyed by URN, UID and LA code; imported, never edited by hand.
"""
