"""Kept files (national, by their sha256) and a partnership's documents with their classification."""
