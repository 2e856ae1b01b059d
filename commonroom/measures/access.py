"""Who may say what stands out in the area: those who answer for all of it. Everybody with a post reads it."""

from __future__ import annotations

from typing import Any

from commonroom.partnerships.models import Partnership
from commonroom.people import access

DECIDERS = ("head-of-service", "school-improvement-lead", "partnership-manager")


def role_to_decide(person: Any, *, partnership: Partnership) -> str:
    """The role by which a person may confirm, reword, set aside or add a theme of the area; empty where she may not."""
    held = {post.role for post in access.posts_in(person, partnership)}
    return next((role for role in DECIDERS if role in held), "")
