"""Judgement of this room, pure: what may be shown, what a table holds, and what can be said of it."""
