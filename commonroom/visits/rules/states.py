"""Which state follows which, by what deed, and who does it: the tables behind docs/states.md. Pure."""

from __future__ import annotations

from dataclasses import dataclass

ADVISER, LEAD, HEAD, CHAIR = "adviser", "school-improvement-lead", "headteacher", "chair-of-governors"
SERVICE = "head-of-service"
WHO = {
    ADVISER: "the school’s adviser",
    LEAD: "the school improvement lead",
    SERVICE: "the head of service",
    HEAD: "the headteacher",
    CHAIR: "the chair of governors",
}


@dataclass(frozen=True)
class Step:
    """From one state to another by a deed that some roles may do."""

    start: str
    deed: str
    end: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The life of one kind of thing: its states with their words, and the steps between them."""

    title: str
    states: dict[str, str]
    steps: tuple[Step, ...]
    start: str

    def step(self, state: str, deed: str) -> Step | None:
        """The step that a deed makes from a state; None where it makes none."""
        return next((step for step in self.steps if step.start == state and step.deed == deed), None)

    def why_not(self, state: str, deed: str) -> str:
        """A sentence for a deed that does not fit the state; empty where it fits."""
        if self.step(state, deed):
            return ""
        return f"This is {self.states[state]} now, so it cannot be changed that way. Open it again to see where it is."

    def deeds(self, state: str, role: str) -> tuple[str, ...]:
        """What a role may do with it in a state, in the order of the table."""
        return tuple(step.deed for step in self.steps if step.start == state and role in step.who)


_STAFF = (ADVISER, LEAD)

NOTE = Table(
    "Note of visit",
    {"draft": "a draft", "review": "with the lead for review", "shared": "shared with the school"},
    (
        Step("draft", "send", "review", (ADVISER,)),
        Step("review", "take back", "draft", (ADVISER,)),
        Step("review", "send back", "draft", (LEAD,)),
        Step("review", "share", "shared", (LEAD,)),
        Step("shared", "correct", "draft", (ADVISER,)),
    ),
    "draft",
)
BROKERAGE = Table(
    "Request for help",
    {
        "asked": "asked for",
        "matched": "matched",
        "under-way": "under way",
        "handed-back": "handed back",
        "withdrawn": "withdrawn",
    },
    (
        Step("asked", "match", "matched", (LEAD,)),
        Step("asked", "withdraw", "withdrawn", _STAFF),
        Step("matched", "begin", "under-way", _STAFF),
        Step("matched", "withdraw", "withdrawn", _STAFF),
        Step("under-way", "move the hand-back", "under-way", (LEAD,)),
        Step("under-way", "hand back", "handed-back", _STAFF),
    ),
    "asked",
)
PLAN = Table(
    "Rapid improvement plan",
    {"draft": "being written", "agreed": "agreed", "closed": "closed", "withdrawn": "withdrawn"},
    (
        Step("draft", "agree", "agreed", (HEAD, ADVISER)),
        Step("draft", "withdraw", "withdrawn", _STAFF),
        Step("agreed", "open again", "draft", _STAFF),
        Step("agreed", "close", "closed", _STAFF),
    ),
    "draft",
)
MEETING = Table(
    "Meeting about a school",
    {"planned": "planned", "circulated": "held, and its record circulated", "cancelled": "cancelled"},
    (
        Step("planned", "circulate", "circulated", _STAFF),
        Step("planned", "move", "planned", _STAFF),
        Step("planned", "cancel", "cancelled", _STAFF),
        Step("circulated", "correct", "circulated", _STAFF),
    ),
    "planned",
)
REVIEW = Table(
    "Review",
    {
        "planned": "planned",
        "timetabled": "planned, with its timetable agreed",
        "finished": "finished",
        "cancelled": "cancelled",
    },
    (
        Step("planned", "agree the timetable", "timetabled", _STAFF),
        Step("planned", "move", "planned", _STAFF),
        Step("planned", "cancel", "cancelled", (LEAD,)),
        Step("timetabled", "move", "planned", _STAFF),
        Step("timetabled", "finish", "finished", _STAFF),
        Step("timetabled", "cancel", "cancelled", (LEAD,)),
        Step("finished", "correct", "finished", _STAFF),
    ),
    "planned",
)
QUERY = Table(
    "Query between visits",
    {"open": "open", "answered": "answered"},
    (Step("open", "answer", "answered", _STAFF),),
    "open",
)
TABLES = (NOTE, BROKERAGE, PLAN, MEETING, REVIEW, QUERY)


def described() -> str:
    """The tables as the section of docs/states.md about this room."""
    lines = ["## Visits", ""]
    for table in TABLES:
        lines += [f"### {table.title}", "", "| from | deed | to | who |", "|---|---|---|---|"]
        lines += [
            f"| {table.states[s.start]} | {s.deed} | {table.states[s.end]} | {' or '.join(WHO[r] for r in s.who)} |"
            for s in table.steps
        ]
        lines.append("")
    return "\n".join(lines)
