"""The people of the demonstration. None of them exists; together they hold every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonroom.demo.schools import KNOWN_URNS

RIVERMEAD, HILLCREST = "rivermead", "hillcrest"
OSIER_BANK = KNOWN_URNS["Osier Bank Primary School"]
OAKFIELD = KNOWN_URNS["Oakfield Primary School"]
BELLFOUNDERS = KNOWN_URNS["Bellfounders Primary School"]
QUILLFEATHER = KNOWN_URNS["Quillfeather Primary School"]
HILLCREST_SCHOOL = 991002
"""Springton Primary School: a maintained school of Hillcrest that is open."""

_SEPTEMBER = date(2021, 9, 1)


@dataclass(frozen=True)
class Post:
    """A role held in a partnership (None: on the platform), at a school where the role is, between two dates."""

    role: str
    partnership: str | None = None
    school: int | None = None
    since: date = _SEPTEMBER
    until: date | None = None


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as, with a sentence for the sign-in page."""

    slug: str
    name: str
    email: str
    sentence: str
    posts: tuple[Post, ...] = ()
    joined: bool = True


def _rivermead(slug: str, name: str, sentence: str, *posts: Post, joined: bool = True) -> Person:
    return Person(slug, name, f"{name.lower().replace(' ', '.')}@rivermead.example", sentence, posts, joined)


def _hillcrest(slug: str, name: str, sentence: str, *posts: Post) -> Person:
    return Person(slug, name, f"{name.lower().replace(' ', '.')}@hillcrest.example", sentence, posts)


PEOPLE: tuple[Person, ...] = (
    _rivermead("amara", "Amara Osei", "Manages the partnership.", Post("partnership-manager", RIVERMEAD)),
    _rivermead("farid", "Farid Haidari", "Head of service; keeps the register of schools at risk.",
               Post("head-of-service", RIVERMEAD)),
    _rivermead("hannah", "Hannah Whitlow", "Leads school improvement.", Post("school-improvement-lead", RIVERMEAD)),
    _rivermead("ben", "Ben Whitlock", "Education adviser.", Post("adviser", RIVERMEAD)),
    _rivermead("daniel", "Daniel Farrow", "Adviser in both partnerships, two days in each.",
               Post("adviser", RIVERMEAD), Post("adviser", HILLCREST, since=date(2024, 4, 1))),
    _rivermead("lucia", "Lucia Bevan", "Works in the council’s governance team.", Post("support-officer", RIVERMEAD)),
    _rivermead("ruth", "Ruth Adeyinka", "Headteacher of Osier Bank Primary School.",
               Post("headteacher", RIVERMEAD, OSIER_BANK)),
    _rivermead("samuel", "Samuel Price", "Chair of governors at Osier Bank Primary School.",
               Post("chair-of-governors", RIVERMEAD, OSIER_BANK, date(2022, 9, 1))),
    _rivermead("chidi", "Chidi Nwosu", "Headteacher of Oakfield Primary School, and on the board.",
               Post("headteacher", RIVERMEAD, OAKFIELD), Post("board-member", RIVERMEAD, since=date(2024, 9, 1))),
    _rivermead("dora", "Dora Lindqvist", "School business manager at Oakfield Primary School.",
               Post("business-manager", RIVERMEAD, OAKFIELD, date(2022, 1, 10))),
    _rivermead("nia", "Nia Prosser", "Leads training at Oakfield Primary School.",
               Post("training-lead", RIVERMEAD, OAKFIELD, date(2023, 9, 1))),
    _rivermead("marcus", "Marcus Teale", "Headteacher of Bellfounders, a lead school; reviews other schools.",
               Post("headteacher", RIVERMEAD, BELLFOUNDERS), Post("lead-school", RIVERMEAD, BELLFOUNDERS),
               Post("peer-reviewer", RIVERMEAD, since=date(2023, 9, 1))),
    _rivermead("grace", "Grace Tolliver", "Headteacher of Quillfeather, which has not joined the partnership.",
               Post("headteacher", RIVERMEAD, QUILLFEATHER), joined=False),
    _rivermead("eleanor", "Eleanor Marsh", "Chairs the board.", Post("board-chair", RIVERMEAD)),
    _rivermead("meera", "Meera Colby", "Elected member of the council.", Post("elected-member", RIVERMEAD)),
    _rivermead("kezia", "Kezia Lowe", "Finance officer.", Post("finance-officer", RIVERMEAD)),
    _rivermead("joel", "Joel Amis", "Edits what schools and the public read.", Post("portal-editor", RIVERMEAD)),
    _rivermead("winifred", "Winifred Oake", "Returning officer for board elections.",
               Post("returning-officer", RIVERMEAD)),
    _rivermead("sofia", "Sofia Renn", "Works for the Department’s regions group.", Post("regions-group", RIVERMEAD)),
    _rivermead("beatrix", "Beatrix Lomond", "Inspector, Ofsted.", Post("ofsted", RIVERMEAD)),
    _rivermead("conrad", "Conrad Vale", "Works for the national association of partnerships.",
               Post("national-association", RIVERMEAD)),
    _rivermead("owen", "Owen Achterberg", "Led school improvement until August 2025.",
               Post("school-improvement-lead", RIVERMEAD, until=date(2025, 8, 31))),
    _rivermead("ivy", "Ivy Marlow", "Signed in, with no role."),
    _hillcrest("harun", "Harun Celik", "Manages the partnership in Hillcrest.", Post("partnership-manager", HILLCREST)),
    _hillcrest("tessa", "Tessa Markham", "Headteacher of Springton Primary School.",
               Post("headteacher", HILLCREST, HILLCREST_SCHOOL)),
    Person("priya", "Priya Raman", "priya.raman@platform.example", "Brings in national files.",
           (Post("platform-data-officer"),)),
    Person("tomasz", "Tomasz Wren", "tomasz.wren@platform.example", "Confirms national files that touch much.",
           (Post("platform-data-officer"),)),
    Person("olu", "Olu Fairbairn", "olu.fairbairn@platform.example", "Keeps the platform running.",
           (Post("platform-operator"),)),
)  # fmt: skip
