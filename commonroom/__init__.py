"""Commonroom: where the schools of an area run their partnership."""
