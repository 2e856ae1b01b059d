"""What a note of visit asks, when it may go on, and how two texts become one. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

KINDS = {
    "annual": "Yearly visit",
    "support": "Support visit",
    "phone": "Telephone call",
    "remote": "Video call",
    "meeting": "Meeting",
}
"""All contact is noted in the one form (G31)."""

GROUPS = {
    "care": "Children in care",
    "premium": "Pupils eligible for pupil premium",
    "minority": "Black and minority ethnic pupils",
    "send": "Pupils with special educational needs or disabilities",
}
"""Whose experience a visit looks at (G10)."""

TRIGGERS = {
    "progress": "Pupils’ progress is not enough for their chances in life",
    "leadership": "Leadership or governance needs help",
    "safety": "The safety of pupils or staff",
    "inequality": "Vulnerable pupils do less well than others",
}
"""What may call for more support beyond the figures (G32)."""

TEXTS = {
    "with_whom": "Who you met",
    "seen": "What you saw and heard",
    "leadership": "Leadership and governance",
    "curriculum": "Curriculum and teaching",
    "figures": "What the figures say",
    "documents": "The school’s self-evaluation and improvement plan",
    "groups_words": "What you found about these pupils",
    "strong": "What is going well",
    "triggers_words": "What needs attention, and why",
    "agreed": "What was agreed, by whom and by when",
    "help_words": "What kind of help",
}
LISTS = {"groups": GROUPS, "triggers": TRIGGERS}
CHOICES = {"help": {"yes": "Yes", "no": "No"}}
EVALUATION = ("leadership", "curriculum", "figures", "documents")
"""What the yearly visit evaluates (G09)."""
ASKS_GROUPS = ("annual", "support")
"""Kinds of visit that look at the experience of one group at least (G10)."""
Words = dict[str, Any]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a note as the school reads and answers it."""

    number: int
    heading: str
    text: str


def clean(given: Mapping[str, Any]) -> Words:
    """The words of a note from what was sent: texts trimmed at their end, unknown keys and choices left out."""
    words: Words = {key: str(given.get(key) or "").replace("\r\n", "\n").rstrip() for key in TEXTS}
    for key, choices in LISTS.items():
        words[key] = [code for code in choices if code in (given.get(key) or ())]
    for key, choices in CHOICES.items():
        words[key] = given.get(key) if given.get(key) in choices else ""
    return words


def why_not_send(words: Words, kind: str, on: date, today: date) -> list[tuple[str, str]]:
    """What is missing before a note can go for review: (field, sentence) each; empty when nothing is."""
    missing = []
    if on > today:
        missing.append(("seen", "The visit is still to come. Send the note once it has been."))
    if not words["seen"].strip():
        missing.append(("seen", "Say what you saw and heard."))
    if kind == "annual":
        missing += [
            (key, f"The yearly visit looks at this: {TEXTS[key].lower()}. Say what you found.")
            for key in EVALUATION
            if not words[key].strip()
        ]
    if kind in ASKS_GROUPS and not words["groups"]:
        missing.append(("groups", "Choose whose experience you looked at. Each visit looks at one group at least."))
    if words["triggers"] and not words["triggers_words"].strip():
        missing.append(("triggers_words", "Say what needs attention and what you saw of it."))
    if not words["help"]:
        missing.append(("help", "Choose whether we should find help for the school."))
    if words["help"] == "yes" and not words["help_words"].strip():
        missing.append(("help_words", "Say what kind of help the school needs."))
    return missing


def paragraphs(words: Words) -> list[Paragraph]:
    """A note as numbered paragraphs, in the order of its questions; empty answers are left out."""
    found: list[Paragraph] = []

    def add(heading: str, text: str) -> None:
        for place, part in enumerate(p for p in re.split(r"\n\s*\n|\n", text) if p.strip()):
            found.append(Paragraph(len(found) + 1, heading if place == 0 else "", part.strip()))

    for key, heading in TEXTS.items():
        if key == "help_words" and words.get("help") != "yes":
            continue
        if key == "groups_words" and words.get("groups"):
            add("Whose experience was looked at", ", ".join(GROUPS[code] for code in words["groups"]) + ".")
        if key == "triggers_words" and words.get("triggers"):
            add("Needs attention", ". ".join(TRIGGERS[code] for code in words["triggers"]) + ".")
        add(heading, str(words.get(key) or ""))
    return found


def merged(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> tuple[Words, list[str]]:
    """Two texts of one thing as one in which nothing is lost, and the keys in which they differ.

    Where one text holds the other the longer stands; else both, the saved one first. Lists are united.
    """
    both: Words = {}
    differ = [key for key in theirs if theirs[key] != mine.get(key)]
    for key, saved in theirs.items():
        own = mine.get(key) or type(saved)()
        if isinstance(saved, list):
            both[key] = [code for code in LISTS[key] if code in saved or code in own]
        elif key in CHOICES:
            both[key] = own or saved
        else:
            both[key] = _joined(saved, own)
    return both, differ


def _joined(saved: str, own: str) -> str:
    if saved.strip() in own:
        return own
    if own.strip() in saved:
        return saved
    return f"{saved}\n\n{own}"


def chair_by_default(level: str, levels: tuple[str, ...]) -> bool:
    """Whether a note is shown to the chair unless it says otherwise."""
    return level in levels


ANSWERS = {
    "accurate": "It is accurate",
    "inaccurate": "Some of it is not accurate",
    "talk": "I do not recognise it, and want to talk first",
}


def why_not_reply(answer: str, corrections: Mapping[int, str], words: str, count: int) -> str:
    """A sentence for a reply that does not hold together; empty where it does. `count` paragraphs stand in the note."""
    if answer not in ANSWERS:
        return "Choose how far the note is accurate."
    if any(not 1 <= number <= count for number in corrections):
        return "The note has been corrected since you opened it. Read it again, then reply."
    if answer == "accurate" and corrections:
        return "You say that the note is accurate and correct it too. Choose “Some of it is not accurate”."
    if answer == "inaccurate" and not corrections:
        return "Say beside at least one paragraph what it should say."
    return ""
