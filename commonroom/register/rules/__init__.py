"""Judgement of the register. Pure: no framework, no clock, no database."""
