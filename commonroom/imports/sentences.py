"""Runs in words: what a file is, how it stands, what it would change and what it changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from commonroom.imports.models import Run
from commonroom.imports.rules import State
from commonroom.imports.selectors import MOVING
from commonroom.kit.academic_year import AcademicYear
from commonroom.web.numbers import count

MARKS = {
    State.LOADED: "done",
    State.NOTHING_NEW: "done",
    State.REFUSED: "late",
    State.TO_DATE: "watch",
    State.TO_CHECK: "watch",
    State.TO_CONFIRM: "watch",
}
TALLY = {
    State.WAITING: "waiting",
    State.READING: "being read",
    State.TO_DATE: "without a year or day yet",
    State.TO_CHECK: "to check and load",
    State.TO_CONFIRM: "waiting for a second person",
    State.LOADING: "being loaded",
    State.LOADED: "loaded",
    State.NOTHING_NEW: "with nothing new",
    State.REFUSED: "refused",
    State.LEFT_OUT: "left out",
    State.WITHDRAWN: "withdrawn",
}
ASKED = {"as_at": "Say which day", "year": "Say which year", "both": "Say which year and day"}
LISTS = {
    "links": "link,links",
    "groups": "group,groups",
    "group_links": "place in a group,places in groups",
    "authorities": "authority,authorities",
    "neighbours": "neighbour,neighbours",
    "inspections": "inspection,inspections",
}


@dataclass(frozen=True)
class Shown:
    """A run as a page shows it."""

    run: Run
    heading: str
    about: str
    mark: str
    words: str
    facts: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    areas: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    moving: bool = False
    percent: int | None = None
    passed: tuple[tuple[str, str], ...] = field(default=())


def shown(run: Run) -> Shown:
    """A run in words."""
    state = State(run.state)
    preview = run.preview
    percent = None
    if run.total:
        percent = min(100, round(100 * run.done / run.total))
    return Shown(
        run=run,
        heading=_heading(run),
        about=_about(run),
        mark=MARKS.get(state, "wait"),
        words=_words(run, state),
        facts=tuple(_facts(preview.get("counts", {}))) if state in (State.TO_CHECK, State.TO_CONFIRM) else (),
        told=tuple(_told(run)) if state is State.LOADED else (),
        areas=tuple(
            area | {"second_heading": _second_heading(area)}
            for area in preview.get("areas", [])
            if area.get("changes") or area.get("needs_second")
        ),
        notes=tuple(_notes(preview)),
        moving=state in MOVING,
        percent=percent,
        passed=tuple((name, why) for name, why in preview.get("passed_over", [])),
    )


def date_words(run: Run) -> str:
    """The year or day of a run in words, or nothing."""
    if run.year is not None and run.preview.get("needs") != "as_at":
        return str(AcademicYear(run.year))
    return f"{run.as_at:%-d %B %Y}" if run.as_at else ""


def _heading(run: Run) -> str:
    what = run.preview.get("what")
    if not what:
        return "Not a file we know" if run.state == State.REFUSED else "A file"
    when = date_words(run)
    return f"{what}, {when}" if when else what


def _about(run: Run) -> str:
    name = run.preview.get("name") or run.file.name
    parts = [f"{name}, {run.member}" if run.member else name]
    if run.schools:
        parts.append(count(run.schools, "school"))
    elif run.rows:
        parts.append(count(run.rows, "row"))
    if run.columns:
        parts.append(count(run.columns, "column"))
    return ", ".join(parts)


def _words(run: Run, state: State) -> str:
    if state is State.LOADED:
        seconds = run.preview.get("seconds", 0)
        if 0.05 <= seconds < 60:
            return f"Loaded in {seconds:.1f} seconds"
        if 60 <= seconds < 600:
            return f"Loaded in {count(round(seconds / 60), 'minute')}"
    if state is State.TO_DATE and run.preview.get("needs") in ASKED:
        return ASKED[run.preview["needs"]]
    return state.words


def tally(runs: list[Run]) -> str:
    """How many files stand how: “Three files: one loaded, two to check”. Nothing for no file."""
    states = [State(run.state) for run in runs]
    told = ", ".join(count(states.count(state), words, words) for state, words in TALLY.items() if state in states)
    return f"{count(len(runs), 'file', capital=True)}: {told}" if runs else ""


def _facts(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Labels and numbers of what would change."""
    found = []
    for name, label in (
        ("schools_new", "New schools"),
        ("schools_changed", "Changed"),
        ("schools_closed", "Closed"),
        ("schools_same", "The same"),
        ("schools_outdated", "Newer facts are held"),
        ("figures_new", "New figures"),
        ("figures_differ", "Differ"),
        ("figures_same", "The same"),
        ("figures_suppressed", "Suppressed"),
        ("schools_unknown", "Schools not in the register"),
    ):
        if name in counts and (counts[name] or name in ("schools_new", "figures_new")):
            found.append((label, f"{counts[name]:,}"))
    for name, words in LISTS.items():
        if f"{name}_new" in counts:
            found.append((f"{words.split(',')[1].capitalize()}, new or changed", f"{counts[f'{name}_new']:,}"))
            if counts.get(f"{name}_same"):
                found.append(("The same", f"{counts[f'{name}_same']:,}"))
    return found


def _told(run: Run) -> list[str]:
    """What a load did, in sentences."""
    counts, written = run.preview.get("counts", {}), run.preview.get("written", {})
    lines = []
    if "schools_new" in counts:
        lines.append(_schools_told(counts))
        if counts.get("schools_outdated"):
            lines.append(
                f"For {count(counts['schools_outdated'], 'school')} a newer file says something else, and that stands."
            )
    if "figures_new" in counts:
        new = count(counts["figures_new"], "figure is new", "figures are new", capital=True)
        differ = counts["figures_differ"]
        lines.append(
            f"{new} and {differ:,} differ from what was held; the earlier ones are kept." if differ else f"{new}."
        )
        if counts.get("figures_suppressed"):
            lines.append(f"{counts['figures_suppressed']:,} are suppressed by the publisher and kept as such.")
        if counts.get("schools_unknown"):
            lines.append(
                f"{count(counts['schools_unknown'], 'school is', 'schools are', capital=True)} not in the register; "
                "their figures are kept and will show when it is."
            )
    for name, words in LISTS.items():
        if written.get(name):
            one, many = words.split(",")
            lines.append(f"{count(written[name], f'{one} is', f'{many} are', capital=True)} new or changed.")
    if written.get("trusts"):
        lines.append(f"{count(written['trusts'], 'school has', 'schools have', capital=True)} the trust told here.")
    return lines


def _schools_told(counts: dict[str, int]) -> str:
    """New, changed, closed and same schools in a sentence that leaves out what did not happen."""
    parts = [count(counts["schools_new"], "school is new", "schools are new", capital=True)]
    if changed := counts["schools_changed"]:
        closed = counts.get("schools_closed", 0)
        parts.append(f"{changed:,} changed" + (f" (of which {closed:,} closed)" if closed else ""))
    if same := counts["schools_same"]:
        parts.append(f"{same:,} {'is' if same == 1 else 'are'} the same")
    return (", ".join(parts[:-1]) + " and " if len(parts) > 1 else "") + parts[-1] + "."


def _second_heading(area: dict[str, Any]) -> str:
    if area.get("closing"):
        return f"{count(area['closing'], 'school', capital=True)} in {area['name']} would close"
    return f"{count(area.get('grave', 0), 'school', capital=True)} in {area['name']} would change much"


def _notes(preview: dict[str, Any]) -> list[str]:
    notes = list(preview.get("notes", []))
    for words, number in preview.get("passed", {}).items():
        notes.append(f"{count(number, 'row was', 'rows were', capital=True)} passed over: {words}.")
    return notes
