"""What every verb of the register asks first."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from commonroom.mail import services as mail
from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.people.models import Person, Post
from commonroom.register import access
from commonroom.register.rules.placing import KEEPERS

READ_IT = "There is something to read in Commonroom"


def keeper_role(by: Person, *, partnership: Partnership, urn: int) -> str:
    """The role by which a person keeps the register for a school. Raises Refused where she does not."""
    if urn in access.barred_schools(by, partnership=partnership):
        raise people.Refused("You have an interest in this school, so a colleague keeps its record.")
    for held in people.posts_in(by, partnership):
        if held.role in KEEPERS:
            return held.role
    raise people.Refused(
        "Only the head of service and the school improvement lead change the register. Tell one of them."
    )


def day_of(at: datetime) -> date:
    """The day on which something is done, by the clocks of this country."""
    return timezone.localtime(at).date()


def head_of_service_role(by: Person, *, partnership: Partnership) -> str:
    """The role of a head of service. Raises Refused for everybody else."""
    if any(held.role == "head-of-service" for held in people.posts_in(by, partnership)):
        return "head-of-service"
    raise people.Refused("Only the head of service changes the words of letters. Tell her what you need.")


def tell(*, person: Person, key: str, at: Any) -> None:
    """A letter that says that there is something to read, and never what."""
    mail.post(
        key=f"{key}:{person.pk}", to=person.email, subject=READ_IT, body=f"{READ_IT}. Sign in to see it.\n", at=at
    )


def tell_school(*, partnership: Partnership, urn: int, key: str, at: Any) -> None:
    """Tell a school’s head and chair, whoever holds the posts, that there is something to read."""
    posts = Post.objects.filter(
        partnership=partnership, urn=urn, role__in=access.SCHOOLS_OWN, ended_at=None, starts_on__lte=day_of(at)
    ).select_related("person")
    for post in posts:
        if post.holds_on(day_of(at)):
            tell(person=post.person, key=key, at=at)
