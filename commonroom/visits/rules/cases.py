"""When help, plans, meetings, reviews and queries may go on: dates in order, nothing left open. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from commonroom.kit.academic_year import AcademicYear
from commonroom.visits.rules.days import Settings, earliest_review, said

# ---- help that is found

SOURCES = {
    "school": "Another school",
    "council": "An officer of the council",
    "external": "Somebody from outside the partnership",
}
PREVENTIVE = {
    "communication": "Talking it through",
    "cluster": "Work in a cluster of schools",
    "school": "Support from another school",
}
"""What is preferred before any intervention (G43)."""
LONGEST_DEPLOYMENT = timedelta(days=366)


def why_not_match(
    source: str, who: str, hand_back_on: date | None, because: str, asked_on: date, today: date | None = None
) -> str:
    """Why a request for help cannot be matched so; empty where it can.

    School-to-school comes first; help from elsewhere says why not, and has a planned day of handing back (G20).
    """
    if source not in SOURCES:
        return "Choose who gives the help."
    if not who.strip():
        return "Name who gives the help."
    if source != "school" and not because.strip():
        return "Say why another school cannot give this help now. School-to-school support comes first."
    if source != "school" and hand_back_on is None:
        return "Give the day on which a school takes this over. Help from elsewhere always has one."
    if hand_back_on is not None and hand_back_on <= asked_on:
        return f"The hand-back comes after the request of {said(asked_on)}. Choose a later day."
    if hand_back_on is not None and today is not None and hand_back_on <= today:
        return f"{said(hand_back_on)} is past. Plan the hand-back for a day to come."
    if hand_back_on is not None and hand_back_on - asked_on > LONGEST_DEPLOYMENT:
        return "Plan the hand-back within a year. It can be moved later, with a reason."
    return ""


def why_not_begin(begins_on: date, asked_on: date, hand_back_on: date | None, today: date) -> str:
    """Why help cannot have begun on a day; empty where it can."""
    if begins_on > today:
        return "This day is still to come. Record it once the help has begun."
    if begins_on < asked_on:
        return f"The help was asked for on {said(asked_on)}. It begins on that day or later."
    if hand_back_on is not None and begins_on >= hand_back_on:
        return f"The hand-back is planned for {said(hand_back_on)}. Begin before it, or move the hand-back first."
    return ""


# ---- plans

AFTER_NOTICE = "Have it validated: somebody from outside validates it as it stands before it can be closed."


@dataclass(frozen=True)
class PlanFacts:
    """What decides whether a plan may be agreed or closed."""

    priorities: int
    without_action: tuple[str, ...]
    without_measure_of_success: tuple[str, ...]
    open_actions: tuple[str, ...]
    open_help: int
    meetings_to_come: int
    after_notice: bool
    is_validated: bool


def why_not_plan_dates(starts_on: date, ends_on: date, today: date) -> str:
    """Why a plan cannot run so; empty where it can. It is time-bound: two years at most."""
    if ends_on <= starts_on:
        return f"The plan begins on {said(starts_on)}. It ends after that day."
    if ends_on <= today:
        return f"{said(ends_on)} is past. A plan that begins now ends on a day to come."
    if abs((starts_on - today).days) > LONGEST_DEPLOYMENT.days:
        return f"{said(starts_on)} is more than a year away. Check the year."
    if ends_on - starts_on > timedelta(days=731):
        return "A rapid improvement plan runs two years at most. Choose an earlier end."
    return ""


def why_not_due(due_on: date, starts_on: date, ends_on: date) -> str:
    """Why an action cannot be due on a day; empty where it can."""
    if starts_on <= due_on <= ends_on:
        return ""
    return f"The plan runs from {said(starts_on)} to {said(ends_on)}. Choose a day within it."


def why_not_validate(on: date, agreed_on: date, today: date) -> str:
    """Why a plan cannot have been validated on a day; empty where it can: once both sides have agreed it (G36)."""
    if on > today:
        return "This day is still to come. Record the validation once it has been done."
    if on < agreed_on:
        return f"Both sides have agreed the plan since {said(agreed_on)}. It is validated on that day or later."
    return ""


def counts_as_validated(validated_on: date | None, agreed_on: date | None) -> bool:
    """Whether a validation speaks of the plan as it stands: a plan that was changed since is validated anew."""
    return validated_on is not None and agreed_on is not None and validated_on >= agreed_on


def why_not_agree(facts: PlanFacts) -> list[str]:
    """What is missing before a plan can be agreed, a sentence each."""
    missing = []
    if not facts.priorities:
        missing.append("Add a priority first: what is to become better.")
    missing += [f"Add an action with an owner and a date to “{name}”." for name in facts.without_action]
    missing += [f"Say how “{name}” will be seen to have worked." for name in facts.without_measure_of_success]
    return missing


def why_not_close(facts: PlanFacts) -> list[str]:
    """What is still open in a plan, a sentence each that says what to do."""
    still = [f"Finish or drop the action “{name}”." for name in facts.open_actions]
    if facts.open_help:
        still.append("Hand back or withdraw the help that is still being given.")
    if facts.meetings_to_come:
        still.append("Hold or cancel the meeting about this plan that is still planned.")
    if facts.after_notice and not facts.is_validated:
        still.append(AFTER_NOTICE)
    return still


def reached(current: Decimal | float | None, target: Decimal | None, direction: str) -> bool | None:
    """Whether a figure has reached its target; None where either is missing or the measure has no direction."""
    if current is None or target is None or direction == "none":
        return None
    return float(current) >= float(target) if direction == "up" else float(current) <= float(target)


def why_not_target(now: float, target: Decimal | float, direction: str, *, holds_because: str = "") -> str:
    """Why a figure cannot be what a plan is to reach, with what to do; empty where it can.

    It is better than the newest figure, in the direction of its measure; where the aim is to hold what is good already,
    a reason is said instead. A measure without a direction takes any figure.
    """
    if holds_because.strip() or not reached(now, Decimal(str(target)), direction):
        return ""
    way, side = ("higher", "above") if direction == "up" else ("lower", "below")
    return (
        f"The school is at {now:g} already, by its newest figure, and here a {way} figure is better. "
        f"Give a figure {side} {now:g}, or say why the aim is to hold what there is."
    )


# ---- meetings

MEETINGS = {
    "task-group": "Challenge task group",
    "scrutiny": "Support and scrutiny meeting",
    "internal": "Internal review meeting",
    "level": "Meeting to confirm the level of support",
    "first": "First conversation about the reasons",
}
MUST = {
    "task-group": ("head", "deputy", "chair", "adviser", "lead"),
    "scrutiny": ("head", "chair", "adviser", "service", "director"),
    "internal": ("service", "lead", "adviser"),
    "level": ("head", "chair", "adviser", "lead"),
    "first": ("head", "adviser"),
}
"""Who must be at which meeting (G03, G16, G21, G25)."""
PARTIES = {
    "head": "Headteacher",
    "deputy": "Deputy headteacher",
    "chair": "Chair of governors, or another governor for them",
    "adviser": "School’s adviser",
    "lead": "School improvement lead",
    "service": "Head of education improvement",
    "director": "Director of education",
}
RHYTHMS = {
    "fortnightly": ("Every fortnight", 14),
    "monthly": ("Every month", 31),
    "termly": ("Every term", 122),
    "half-yearly": ("Twice a year", 183),
    "none": ("No meetings", 0),
}


RECORD = {
    "progress": "Progress towards the priorities",
    "discussed": "What was talked about",
    "actions": "What happens next, by whom and by when",
}
"""What the one-page record of a meeting holds (G23)."""


def usual_rhythm(a_year: int) -> str:
    """The rhythm that gives so many meetings a year (G22)."""
    if a_year <= 0:
        return "none"
    return next((slug for slug, (_, days) in RHYTHMS.items() if days and 366 // days <= a_year), "half-yearly")


def next_due(rhythm: str, last_on: date | None, since: date) -> date | None:
    """The day by which a task group should meet next: so long after its last meeting, or after `since`."""
    days = RHYTHMS[rhythm][1]
    return (last_on or since) + timedelta(days=days) if days else None


def why_not_circulate(
    kind: str, there: Mapping[str, str], absent: Mapping[str, str], on: date, today: date
) -> list[str]:
    """What is missing before a record can be circulated. `there` names who came by party, `absent` why one did not."""
    if on > today:
        return [f"The meeting is on {said(on)}. Circulate its record once it has been held."]
    missing = [party for party in MUST[kind] if not there.get(party, "").strip() and not absent.get(party, "").strip()]
    return [f"Say who came as {PARTIES[party].lower()}, or why nobody could." for party in missing]


# ---- reviews

REVIEWS = {
    "general": "Progress towards the priorities",
    "send": "Special educational needs",
    "safeguarding": "Safeguarding",
    "governance": "Governance",
    "inclusion": "Inclusion",
    "early-years": "Early years",
}
OFFICERS = {
    "inclusion": "Inclusion officer",
    "governance": "Governance officer",
    "early-years": "Early years officer",
}
SUMMARY = {
    "progress": "Progress towards the priorities",
    "risks": "What might get in the way",
    "actions": "What happens next, by whom and by when",
}


@dataclass(frozen=True)
class Reviewed:
    """How a school's reviews of a year stand against the least number."""

    least: int
    finished: int
    planned: int

    @property
    def still_to_plan(self) -> int:
        """Reviews that are neither done nor planned."""
        return max(0, self.least - self.finished - self.planned)

    @property
    def sentence(self) -> str:
        """How it stands, for a reader who does not count."""
        if not self.least:
            return f"{self.finished or 'None'} held this year. None is due at this level of support."
        text = f"{self.finished} of at least {self.least} held this year"
        if self.still_to_plan:
            return f"{text}, {self.planned} planned. {self.still_to_plan} still to plan."
        return f"{text}, {self.planned} planned."


def reviewed(level: str, days: Iterable[tuple[date, bool]], today: date, settings: Settings) -> Reviewed:
    """Count the reviews of the current academic year; each is (day, whether it is finished) (G26)."""
    year = AcademicYear.of(today)
    inside = [done for day, done in days if AcademicYear.of(day) == year]
    return Reviewed(settings.reviews_least.get(level, 0), sum(inside), len(inside) - sum(inside))


def why_not_timetable(agreed_on: date, review_on: date, settings: Settings) -> str:
    """Why a timetable comes too late for its review; empty where it does not (G27)."""
    earliest = earliest_review(agreed_on, settings)
    if review_on >= earliest:
        return ""
    kind = "working days" if settings.review_notice_working else "days"
    return (
        f"A timetable is agreed {settings.review_notice_days} {kind} before the review at least. "
        f"Agreed on {said(agreed_on)}, the review can be on {said(earliest)} or later: move the review first."
    )


def why_not_finish(words: Mapping[str, str], on: date, today: date) -> list[str]:
    """What is missing before a review's summary is finished."""
    if on > today:
        return [f"The review is on {said(on)}. Finish its summary on the day or after it."]
    return [f"Write something under “{title}”." for key, title in SUMMARY.items() if not words.get(key, "").strip()]


def too_long(words_over: int, what: str) -> str:
    """The sentence for a paper (a summary, a record) that does not fit on its page."""
    count = "a word" if words_over <= 1 else f"about {words_over} words"
    return f"The {what} is {count} too long for its one page. Shorten it, then try again."


# ---- a school's affairs as a whole


@dataclass(frozen=True)
class StillOpen:
    """One thing that is not done yet, with what to do about it."""

    kind: str
    sentence: str


def why_not_end_support(still: Sequence[StillOpen]) -> str:
    """Why a school's case cannot be closed: everything in it that is still open; empty where nothing is."""
    if not still:
        return ""
    return "This cannot be closed while something in it is open. " + " ".join(one.sentence for one in still)
