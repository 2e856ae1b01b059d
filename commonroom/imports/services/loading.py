"""Loading a run: everything that was accepted goes in, in one transaction with its audit event, or nothing."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from commonroom.audit import services as audit
from commonroom.documents import services as documents
from commonroom.imports import rules
from commonroom.imports.models import Run
from commonroom.imports.rules import State
from commonroom.imports.services import checking, clearing, deciding, jobs, lists, previewing, taking, trusts
from commonroom.imports.services.away import AWAY, has_no_room
from commonroom.imports.services.progress import Progress
from commonroom.imports.services.taking import Taken
from commonroom.imports.sources.base import Unreadable
from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.models import Loading, Release
from commonroom.measures.services import own, releases, values
from commonroom.partnerships.models import Partnership
from commonroom.schools import services as schools
from commonroom.schools.services import CannotMix

ONE_AT_A_TIME = 7_232_001
FAILED = (
    "Something went wrong on our side while this file was loaded, and nothing of it was written. It has been noted. "
    "Press Load to try again; if it happens again, tell whoever runs this Commonroom which file it was."
)
NO_ROOM = (
    "There is no room left on the disk of the database, so nothing of this file was written. "
    "Tell whoever runs this Commonroom; once there is room, press Load again."
)
log = logging.getLogger(__name__)


def load_run(*, run_id: int, by: Any, at: datetime, taken: Taken | None = None, queue: bool = True) -> Run:
    """Load a run that somebody has asked to load. May be called again after a crash: nothing is ever loaded twice.

    `taken` spares reading the file again in the process that has just read it. Loads wait for each other. `queue`
    queues what follows from new figures; without it the caller does `after_load`.
    """
    run = Run.objects.select_related("file", "partnership", "joins").get(pk=run_id)
    if State(run.state) is not State.LOADING:
        return run
    watched = None if run.partnership_id else run.pk
    try:
        with Progress(watched) as progress:
            taken = taken or _take(run, progress)
            progress.tell("Waiting for another load to end")
            with transaction.atomic():
                _wait_for_turn()
                _load(run, taken, by, at, progress, queue)
    except _NeedsSecond as found:
        return deciding.wait_for_second(run=run, areas=found.areas, by=by, at=at)
    except _NothingNew:
        return _end(run, State.NOTHING_NEW, "Everything in it is held already, just as it stands there.", at)
    except (Unreadable, CannotMix, documents.CannotKeep) as error:
        _end(run, State.REFUSED, str(error), at)
        clearing.clear_refused(run)
    except AWAY as error:
        if has_no_room(error):
            run.loading_id = None
            return _end(run, State.TO_CHECK, NO_ROOM, at)
        raise  # the database is away: the job is done again, and nobody has to press anything
    except Exception:
        if connection.in_atomic_block and connection.needs_rollback:
            raise
        log.exception("Run %s could not be loaded", run.pk)
        run.loading_id = None
        return _end(run, State.TO_CHECK, FAILED, at)
    return run


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _take(run: Run, progress: Progress) -> Taken:
    progress.tell("Reading the file")
    path = documents.path_of(run.file_id)
    if not path.exists():
        raise documents.CannotKeep("The file is no longer in the data folder. Bring it in again.")
    name = run.preview.get("name") or run.file.name
    table = taking.open_tables(path, name, member=run.member or None)[0]
    return taking.read_table(table, year=AcademicYear(run.year) if run.year is not None else None, as_at=run.as_at)


def _load(run: Run, taken: Taken, by: Any, at: datetime, progress: Progress, queue: bool) -> None:
    """The one transaction. The run's own row is written last: until then its progress is told from outside."""
    if Run.objects.filter(pk=run.pk).exclude(state=State.LOADING).exists():
        run.refresh_from_db()
        return
    progress.tell("Comparing with what is held")
    made = checking.check(taken, as_at=run.as_at, partnership=run.partnership, rehearse=False)
    if not run.confirmed_by_name and any(area.get("needs_second") for area in made.areas):
        raise _NeedsSecond(made.areas)
    if run.partnership is not None:
        loading_id, counts = _load_own(run, run.partnership, taken, by, at)
    else:
        schools.guard_house(urns=made.urns, la_codes=checking.la_codes_of(taken))
        confirms = previewing.confirms(run, taken)
        loading = _loading(run, taken, made, by, at)
        counts = _write(run, taken, made, loading.pk, progress)
        loading_id = loading.pk
        if not any(counts.values()) and not confirms and not made.counts.get("schools_outdated"):
            raise _NothingNew
        schools.facts_changed()
        if queue:
            jobs.defer("after_load", loading_id=loading_id)
    progress.close()
    previewing.keep_problems(run, taken, made)
    run.loading_id = loading_id
    run.preview |= {
        "counts": run.preview.get("counts", {}) | made.counts,
        "areas": made.areas or run.preview.get("areas", []),
        "written": counts,
    }
    _end(run, State.LOADED, "", at)
    audit.record(
        verb="file loaded", at=at, by=by, chain=run.partnership, kind="run", object_id=run.pk,
        acting_as="" if by is None else run.preview.get("acting_as", ""),
        data={
            "loading": loading_id, "file": run.file_id, "kind": run.kind, "year": run.year, "as_at": run.as_at,
            "rows": run.rows, "written": counts, "confirmed_by": run.confirmed_by_name,
        },
    )  # fmt: skip


class _NeedsSecond(Exception):
    """Found only now: against what came since it was read, the file touches many schools of a partnership."""

    def __init__(self, areas: list[dict[str, Any]]) -> None:
        super().__init__()
        self.areas = areas


class _NothingNew(Exception):
    """Found only now: another load has brought the same in the meantime."""


def _loading(run: Run, taken: Taken, made: checking.Check, by: Any, at: datetime) -> Loading:
    source = taken.table.source
    joined = run.joins.loading_id if run.joins is not None else None
    if joined is not None:
        release = Release.objects.get(loadings__pk=joined)
    else:
        coverage = checking.coverage_of(made.urns) if made.urns and taken.frame("schools") is None else ""
        about = _topics(taken)
        when = checking.year_words(run.year) or (f"{run.as_at:%-d %B %Y}" if run.as_at else "")
        name = ", ".join(part for part in (f"{source.NAME}{about} {when}".strip(), coverage) if part)
        release = releases.make_release(
            releases.Publication(
                kind=taken.kind,
                name=name,
                year=run.year,
                as_at=run.as_at,
                coverage=", ".join(part for part in (about.removeprefix(": "), coverage) if part),
                precedence=rules.precedence(taken.kind),
            ),
            at=at,
        )
    return releases.make_loading(
        release=release,
        sha256=run.file_id,
        member=run.member,
        rows=taken.table.rows,
        urns=made.urns,
        columns=_columns(taken),
        by=by,
        at=at,
        confirmed_by=run.confirmed_by_name,
    )


def _topics(taken: Taken) -> str:
    """What a general file is about, where one kind of file carries many things."""
    described = taken.reading.tables.get("measures")
    if taken.kind != "ees" or (taken.frame("values") is None and taken.frame("area_values") is None):
        return ""
    topics = sorted(set(described["topic"].drop_nulls())) if described is not None and described.height else []
    return f": {', '.join(topics)}"[:100] if topics else ""


def _columns(taken: Taken) -> dict[str, str]:
    columns = dict(taken.reading.columns)
    frame = taken.frame("schools")
    if frame is not None:
        columns |= {name: columns.get(name, name) for name in frame.columns if not name.startswith("__")}
    elif taken.table.known:
        columns |= {"urn": "URN"}
    return columns


def _write(run: Run, taken: Taken, made: checking.Check, loading_id: int, progress: Progress) -> dict[str, int]:
    as_at = run.as_at or date.min
    counts: dict[str, int] = {}
    frame = taken.frame("schools")
    if frame is not None:
        progress.tell(f"Writing {frame.height:,} schools", 0, frame.height)
        if made.first:
            counts["schools_new"] = schools.first_register(
                (frame,), loading_id=loading_id, as_at=as_at, hashes=taken.table.hashes_of, tell=progress.count
            )
        elif made.register is not None:
            new, changed = schools.apply_register(
                made.register, loading_id=loading_id, as_at=as_at, hashes=taken.table.hashes_of, tell=progress.count
            )
            counts |= {"schools_new": new, "schools_changed": changed}
        if any(counts.values()):
            schools.note_authorities(frame)
    for name, kind in (("values", values.SCHOOLS), ("area_values", values.AREAS)):
        if name in made.figures:
            figures = made.figures[name]
            progress.tell(f"Writing {figures.height:,} figures", 0, figures.height)
            if made.counts.get("unheld"):
                values.load(kind, figures, loading_id=loading_id, carried=made.carried[name], tell=progress.count)
                counts[name] = figures.height
    progress.tell("Writing lists")
    counts |= lists.apply_lists(taken, loading_id=loading_id, as_at=as_at)
    if filled := trusts.fill_trusts(taken, loading_id=loading_id, as_at=as_at):
        counts["trusts"] = filled
    return counts


def _load_own(run: Run, partnership: Partnership, taken: Taken, by: Any, at: datetime) -> tuple[int, dict[str, int]]:
    described = taken.reading.tables["measures"]
    loading = own.load_own(
        partnership=partnership,
        values=taken.reading.tables["values"],
        measures=described,
        sha256=run.file_id,
        file_name=run.preview.get("name") or run.file.name,
        rows=taken.table.rows,
        by=by,
        at=at,
    )
    return loading.pk, {"values": taken.reading.tables["values"].height}


def _end(run: Run, to: State, sentence: str, at: datetime) -> Run:
    run.state, run.sentence, run.done, run.total, run.finished_at = to, sentence, 0, 0, at
    run.save()
    return run


__all__ = ["load_run"]
