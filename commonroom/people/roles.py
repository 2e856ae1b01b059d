"""Every role: what it is called, where it is held, what it may do, and when it needs the second step.

The column names the role's column of the access matrix in the assurance design. The second step is *always* needed by
roles that may see confidential records of other schools, or that decide who may; once a *device* per 30 days by roles
that see restricted records; not demanded of the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from commonroom.people.permissions import Permission as P

SecondStep = Literal["always", "device", "none"]
Held = Literal["platform", "partnership", "school"]
STRICTEST: tuple[SecondStep, ...] = ("always", "device", "none")


@dataclass(frozen=True)
class Role:
    """One row of the table of roles."""

    slug: str
    name: str
    sentence: str
    cast: str
    second_step: SecondStep
    column: str
    held: tuple[Held, ...]
    permissions: frozenset[P]


_EVERYONE = frozenset({P.SEE_PUBLISHED, P.SEE_DATA_PAGE})
_SCHOOL = _EVERYONE | {P.SEE_SCHOOLS_OWN_MEASURES, P.SEE_SCHOOLS_DOCUMENTS}
_BOARD = _EVERYONE | {P.SEE_GROUPED_OWN_MEASURES}
_NATIONAL = {P.BRING_NATIONAL_FILES, P.CONFIRM_NATIONAL_FILES, P.WITHDRAW_NATIONAL_FILES}
_LEADS = _EVERYONE | {
    P.SEE_ALL_OWN_MEASURES,
    P.BRING_OWN_MEASURES,
    P.WITHDRAW_OWN_MEASURES,
    P.SEE_ALL_DOCUMENTS,
    P.ADD_DOCUMENTS,
    P.SEE_PEOPLE,
}
_MANAGES = _LEADS | {P.INVITE_PEOPLE, P.SET_UP_PARTNERSHIP}

_TABLE = (
    Role(
        "partnership-manager",
        "Partnership manager",
        "Runs the partnership day by day: its people, its own measures and its settings.",
        "amara",
        "always",
        "PM",
        ("partnership",),
        frozenset(_MANAGES),
    ),
    Role(
        "head-of-service",
        "Head of education improvement",
        "Leads school improvement for the council and answers for the partnership’s work with schools.",
        "farid",
        "always",
        "HoE",
        ("partnership",),
        frozenset(_MANAGES),
    ),
    Role(
        "school-improvement-lead",
        "School improvement lead",
        "Leads the advisers and keeps the picture of every school.",
        "",
        "always",
        "SIL",
        ("partnership",),
        frozenset(_LEADS),
    ),
    Role(
        "adviser",
        "Education adviser",
        "Works with an allotted group of schools, and reads published figures for all.",
        "ben",
        "always",
        "EA",
        ("partnership", "school"),
        frozenset(_SCHOOL | {P.ADD_DOCUMENTS}),
    ),
    Role(
        "support-officer",
        "Support team officer",
        "Helps schools with governance, finance, inclusion or children in care.",
        "",
        "always",
        "Sup",
        ("partnership",),
        _EVERYONE,
    ),
    Role(
        "headteacher",
        "Headteacher",
        "Leads a school, sees everything the partnership holds about it, and invites its staff.",
        "chidi",
        "device",
        "HT",
        ("school",),
        frozenset(_SCHOOL | {P.INVITE_SCHOOLS_STAFF}),
    ),
    Role(
        "chair-of-governors",
        "Chair of governors",
        "Chairs a school’s governing body and sees what the partnership holds about the school.",
        "",
        "device",
        "CoG",
        ("school",),
        frozenset(_SCHOOL),
    ),
    Role(
        "business-manager",
        "School business manager",
        "Looks after a school’s membership, bookings and invoices.",
        "dora",
        "device",
        "CPD",
        ("school",),
        _EVERYONE,
    ),
    Role(
        "training-lead",
        "Training lead",
        "Books training for a school’s staff.",
        "",
        "none",
        "CPD",
        ("school",),
        _EVERYONE,
    ),
    Role(
        "board-member",
        "Board member",
        "Sits on the partnership’s board and sees totals over schools, never another school’s records.",
        "",
        "always",
        "Bd",
        ("partnership",),
        frozenset(_BOARD),
    ),
    Role(
        "board-chair",
        "Independent chair of the board",
        "Chairs the partnership’s board.",
        "eleanor",
        "always",
        "IC",
        ("partnership",),
        frozenset(_BOARD),
    ),
    Role(
        "elected-member",
        "Elected member",
        "Sits on the council and reads what is published about support for schools, for elected members.",
        "meera",
        "none",
        "EM",
        ("partnership",),
        _EVERYONE,
    ),
    Role(
        "lead-school",
        "Lead school team",
        "Gives support to other schools on the partnership’s behalf.",
        "",
        "always",
        "LS",
        ("school",),
        _EVERYONE,
    ),
    Role(
        "peer-reviewer",
        "Peer reviewer",
        "Reviews other schools at their invitation.",
        "",
        "device",
        "PR",
        ("partnership",),
        _EVERYONE,
    ),
    Role(
        "finance-officer",
        "Finance officer",
        "Keeps the partnership’s fees, invoices and budget.",
        "",
        "device",
        "Fin",
        ("partnership",),
        _EVERYONE,
    ),
    Role(
        "portal-editor",
        "Portal editor",
        "Writes briefings and looks after shared resources.",
        "",
        "device",
        "Ed",
        ("partnership",),
        _EVERYONE,
    ),
    Role(
        "regions-group",
        "DfE Regions Group",
        "Reads what the partnership shares about an academy, for a stated reason and a limited time.",
        "",
        "always",
        "RSC",
        ("partnership",),
        _EVERYONE,
    ),
    Role(
        "ofsted",
        "Ofsted",
        "Reads what the partnership shares about a school, for a stated reason and a limited time.",
        "",
        "always",
        "Ofs",
        ("partnership",),
        _EVERYONE,
    ),
    Role(
        "national-association",
        "National association",
        "Compares partnerships by totals, never by school.",
        "",
        "none",
        "Nat",
        ("partnership",),
        _EVERYONE,
    ),
    Role(
        "returning-officer",
        "Returning officer",
        "Runs elections to the board and never learns how anyone voted.",
        "",
        "device",
        "RO",
        ("partnership",),
        _EVERYONE,
    ),
    Role(
        "platform-data-officer",
        "Platform data officer",
        "Brings in the files that government publishes, for every partnership on this platform.",
        "priya",
        "always",
        "PDO",
        ("platform",),
        frozenset(_EVERYONE | _NATIONAL),
    ),
    Role(
        "platform-operator",
        "Platform operator",
        "Keeps the platform running and gives platform posts; sees no partnership’s records.",
        "",
        "always",
        "Op",
        ("platform",),
        frozenset(_EVERYONE | {P.MANAGE_PLATFORM_PEOPLE}),
    ),
)

ROLES: dict[str, Role] = {role.slug: role for role in _TABLE}
SCHOOL_STAFF = ("business-manager", "training-lead")
"""What a headteacher may give at her own school."""


def givable(giver: Role) -> tuple[Role, ...]:
    """The roles that a holder of `giver` may give, in the order of the table."""
    if P.MANAGE_PLATFORM_PEOPLE in giver.permissions:
        return tuple(role for role in _TABLE if "platform" in role.held)
    if P.INVITE_PEOPLE in giver.permissions:
        return tuple(role for role in _TABLE if "platform" not in role.held)
    if P.INVITE_SCHOOLS_STAFF in giver.permissions:
        return tuple(ROLES[slug] for slug in SCHOOL_STAFF)
    return ()


def strictest(slugs: list[str]) -> SecondStep:
    """The strictest rule for the second step among some roles; *none* for no role."""
    rules = {ROLES[slug].second_step for slug in slugs if slug in ROLES}
    return next((rule for rule in STRICTEST if rule in rules), "none")
