"""Reading a run: what it is, what it would change, what is wrong. Nothing of it is loaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from commonroom.documents import services as documents
from commonroom.imports import rules
from commonroom.imports.models import Run, RunProblem
from commonroom.imports.rules import State
from commonroom.imports.services import checking, clearing, taking
from commonroom.imports.services.away import AWAY, has_no_room
from commonroom.imports.services.progress import Progress
from commonroom.imports.services.taking import Table, Taken
from commonroom.imports.sources.base import Problem, Unreadable
from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.models import Loading, OwnLoading
from commonroom.schools.services import CannotMix

MOST_REMARKS = 200
FAILED = (
    "Something went wrong on our side while this file was read, and nothing was written. It has been noted. "
    "Try again; if it happens again, tell whoever runs this Commonroom which file it was."
)
NO_ROOM = (
    "There is no room left on the disk of the database, so this file could not be read. Nothing was written. "
    "Tell whoever runs this Commonroom, and bring the file in again once there is room."
)
log = logging.getLogger(__name__)
Held = dict[int, Taken]


def read_run(*, run_id: int, at: datetime, keep: Held | None = None) -> list[Run]:
    """Read a run that waits; a file of several tables gets a run for each. Gives the runs, each in its next state.

    `keep` receives what was taken, by run, for loading in the same process. May be called again after a crash.
    """
    run = Run.objects.select_related("file", "partnership").get(pk=run_id)
    if State(run.state) not in (State.WAITING, State.READING):
        return [run]
    _move(run, State.READING, sentence="Being read")
    with Progress(None if run.partnership_id else run.pk) as progress:
        progress.tell("Opening the file")
        try:
            return _read(run, progress, at, keep)
        except (Unreadable, CannotMix, documents.CannotKeep) as error:
            progress.close()
            return [_refuse(run, str(error))]
        except AWAY as error:
            if has_no_room(error):
                progress.close()
                return [_refuse(run, NO_ROOM)]
            raise  # the database is away: the job is done again, and the file is not to blame
        except Exception:
            log.exception("Run %s could not be read", run.pk)
            progress.close()
            return [_refuse(run, FAILED)]


def _read(run: Run, progress: Progress, at: datetime, keep: Held | None) -> list[Run]:
    if (held := _held_already(run, "")) is not None:
        progress.close()
        return [_nothing_new(run, held)]
    path = documents.path_of(run.file_id)
    if not path.exists():
        raise documents.CannotKeep("The file is no longer in the data folder. Bring it in again.")
    tables = taking.open_tables(path, run.preview.get("name") or run.file.name, member=run.member or None)
    runs = [run, *_siblings(run, tables[1:])]
    for one, table in zip(runs, tables, strict=True):
        if not one.member:
            one.member = table.member
        progress.tell(f"Reading {table.rows:,} rows")
        _one(one, table, progress if one is run else None, keep)
    return runs


def _siblings(run: Run, tables: tuple[Table, ...]) -> list[Run]:
    """A run for each further table of the file; those made before a crash are found again."""
    made = []
    for table in tables:
        facts = {"batch": run.batch, "file": run.file, "member": table.member}
        sibling = Run.objects.filter(**facts).first()
        if sibling is None:
            sibling = Run.objects.create(
                **facts, partnership=run.partnership, state=State.READING, preview={"name": run.preview.get("name")},
                year=run.year, as_at=run.as_at, dated_by=run.dated_by, brought_at=run.brought_at,
                brought_by_id=run.brought_by_id, brought_by_name=run.brought_by_name,
            )  # fmt: skip
        made.append(sibling)
    return made


def _asked(run: Run) -> str:
    """The question that a file without a year or day of its own puts to whoever brought it in."""
    what = {"year": "year", "as_at": "day"}.get(run.preview.get("needs", ""), "year or day")
    if run.year is None and run.as_at is None:
        return f"The file does not say which {what} it is about. Say it, then go on."
    return f"The file does not say for certain which {what} it is about. Look at what is proposed, then go on."


def _one(run: Run, table: Table, progress: Progress | None, keep: Held | None) -> None:
    close: Callable[[], None] = progress.close if progress else lambda: None
    try:
        _describe(run, table)
        if run.member and (held := _held_already(run, run.member)) is not None:
            close()
            _nothing_new(run, held)
            return
        _join(run, table)
        if not _date(run, table):
            close()
            _save(run, State.TO_DATE, _asked(run))
            return
        year = None if run.year is None else AcademicYear(run.year)
        taken = taking.read_table(table, year=year, as_at=run.as_at)
        if progress:
            progress.tell("Comparing with what is held")
        made = rehearsed(run, taken)
        close()
        _settle(run, taken, made)
        if keep is not None:
            keep[run.pk] = taken
    except (Unreadable, CannotMix) as error:
        close()
        _refuse(run, str(error))


def rehearsed(run: Run, taken: Taken) -> checking.Check:
    """What a file would change, found in a transaction that is taken back."""
    with transaction.atomic():
        made = checking.check(taken, as_at=run.as_at, partnership=run.partnership)
        transaction.set_rollback(True)
    return made


def _describe(run: Run, table: Table) -> None:
    source = table.source
    if bool(run.partnership_id) is source.NATIONAL:
        raise Unreadable(
            f"This is a national file ({source.NAME}). A platform data officer brings those in, on the national page."
            if source.NATIONAL
            else "These are a partnership’s own measures. Bring them in on the partnership’s own page, so that they "
            "stay with the partnership."
        )
    run.kind = source.KIND
    header = table.header
    run.columns = len(header)
    run.rows = table.rows
    run.preview |= {
        "what": source.NAME,
        "publisher": source.PUBLISHER,
        "header": list(header),
        "header_row": table.sheet.header_row,
        "passed_over": [list(pair) for pair in table.passed_over],
    }


def _join(run: Run, table: Table) -> None:
    """Mended rows go to the load that refused them, and are of its year and day."""
    if not table.mended:
        return
    refusing = Run.objects.filter(kind=run.kind, partnership=run.partnership, state=State.LOADED)
    found = refusing.filter(pk=table.joins) if table.joins else refusing.filter(problems__refuses=True).order_by("-pk")
    other = found.first()
    if other is None:
        raise Unreadable(
            f"The first column, “{rules.PROBLEM}”, says that these are refused rows of an earlier load, and that load "
            "does not stand any more. Take the column out to load the rows as a file of their own."
        )
    run.joins, run.year, run.as_at, run.dated_by = other, other.year, other.as_at, "joined"


def _date(run: Run, table: Table) -> bool:
    by_person = run.dated_by in ("person", "joined")
    dates, certain = taking.dates_of(
        table,
        year=AcademicYear(run.year) if by_person and run.year is not None else None,
        as_at=run.as_at if by_person else None,
        file_name=run.file.name,
    )
    run.preview["needs"] = table.source.NEEDS
    run.year = dates.year.start if dates.year else None
    run.as_at = dates.as_at
    run.dated_by = run.dated_by if by_person else "content" if dates.sure else "name" if run.year or run.as_at else ""
    return certain


def _settle(run: Run, taken: Taken, made: checking.Check) -> None:
    reading = taken.reading
    run.schools = len(made.urns)
    if reading.year is not None:
        run.year = reading.year.start
    refused = reading.refused_rows
    run.preview |= {
        "counts": made.counts,
        "areas": made.areas,
        "first": made.first,
        "refused": len(refused),
        "remarks": sum(1 for problem in reading.problems if not problem.refuses) + len(made.repeats),
        "passed": dict(reading.passed_over),
        "notes": list(reading.notes),
        "measures": len(made.ids),
    }
    run.needs_second = any(area.get("needs_second") for area in made.areas)
    keep_problems(run, taken, made)
    if refused and not any(taken.frame(name) is not None for name in reading.tables) and not taken.table.known:
        worst = next(problem for problem in reading.problems if problem.refuses)
        _refuse(run, f"Not one row of it can be taken. Row {worst.row}: {worst.sentence}")
        return
    if made.nothing_new and not confirms(run, taken):
        _save(run, State.NOTHING_NEW, _same_sentence(made.counts, len(refused)))
        return
    _save(run, State.TO_CHECK, "")


def confirms(run: Run, taken: Taken) -> bool:
    """Whether a register that changes nothing still tells something: that all stood so on a later day."""
    if run.as_at is None or taken.kind not in rules.REGISTER_KINDS:
        return False
    newest = Loading.objects.filter(withdrawn_at=None, release__kind=taken.kind).values_list(
        "release__as_at", flat=True
    )
    return not any(day is not None and day >= run.as_at for day in newest)


def keep_problems(run: Run, taken: Taken, made: checking.Check) -> None:
    """Keep what is wrong, row by row, with the cells of refused rows so that they can be given back."""
    problems = list(taken.reading.problems)
    problems += [Problem(row, "", "", f"Left out: {why}.", refuses=False) for row, why in made.repeats.items()]
    refusing = [problem for problem in problems if problem.refuses]
    remarks = [problem for problem in problems if not problem.refuses][:MOST_REMARKS]
    cells = taken.table.cells_of({problem.row for problem in refusing}) if refusing else {}
    given: set[int] = set()
    rows = []
    for problem in sorted([*refusing, *remarks], key=lambda problem: problem.row):
        first = problem.refuses and problem.row not in given
        given |= {problem.row} if problem.refuses else set()
        rows.append(
            RunProblem(
                run=run, row=problem.row, column=problem.column[:200], found=problem.found[:300],
                sentence=problem.sentence, refuses=problem.refuses, cells=cells.get(problem.row) if first else None,
            )
        )  # fmt: skip
    with transaction.atomic():
        RunProblem.objects.filter(run=run).delete()
        RunProblem.objects.bulk_create(rows, batch_size=2000)


def _held_already(run: Run, member: str) -> tuple[str, datetime, str] | None:
    """By whom and when these very bytes were loaded, where that still stands."""
    if run.partnership_id:
        own = OwnLoading.objects.filter(partnership=run.partnership, sha256=run.file_id, withdrawn_at=None).first()
        return None if own is None else (own.file_name, own.loaded_at, own.loaded_by_name)
    held = (
        Loading.objects.filter(file_id=run.file_id, member=member, withdrawn_at=None)
        .select_related("file").defer("urns").first()
    )  # fmt: skip
    return None if held is None else (held.file.name, held.loaded_at, held.loaded_by_name)


def _nothing_new(run: Run, held: tuple[str, datetime, str]) -> Run:
    name, at, who = held
    return _save(
        run, State.NOTHING_NEW, f"{who} loaded this very file, as “{name}”, on {at:%-d %B %Y}. Nothing was written."
    )


def _same_sentence(counts: dict[str, Any], refused: int) -> str:
    said = "Everything in it is held already, just as it stands there. Nothing was written."
    return said if not refused else f"{said} {refused:,} rows could not be taken."


def _refuse(run: Run, sentence: str) -> Run:
    _save(run, State.REFUSED, sentence)
    if sentence not in (FAILED, NO_ROOM):
        clearing.clear_refused(run)
    return run


def _move(run: Run, to: State, *, sentence: str) -> None:
    run.state, run.sentence = to, sentence
    Run.objects.filter(pk=run.pk).update(state=to, sentence=sentence, done=0, total=0)


def _save(run: Run, to: State, sentence: str) -> Run:
    run.state, run.sentence, run.done, run.total = to, sentence, 0, 0
    run.save()
    return run


__all__ = ["Held", "confirms", "keep_problems", "read_run", "rehearsed"]
