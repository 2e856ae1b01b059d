"""Judgement about visits, notes, plans, meetings and reviews. Pure."""
