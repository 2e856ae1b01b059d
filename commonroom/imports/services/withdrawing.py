"""Taking a wrong load back: what is held is then as if the file had never come, and the trail says that it did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection, transaction

from commonroom.audit import services as audit
from commonroom.documents import services as documents
from commonroom.imports.models import Run
from commonroom.imports.rules import State
from commonroom.imports.services import checking, jobs, lists, taking, trusts
from commonroom.imports.services.loading import ONE_AT_A_TIME
from commonroom.imports.services.taking import Taken
from commonroom.imports.sources.base import Unreadable
from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.models import Loading, OwnLoading
from commonroom.measures.services import inspections, own, releases, values
from commonroom.schools import services as schools
from commonroom.schools.models import SchoolChange


class CannotWithdraw(Exception):
    """A load that cannot be taken back; the message says why. Nothing has changed."""


def withdraw_run(*, run: Run, by: Any, at: datetime, because: str, acting_as: str = "", queue: bool = True) -> Run:
    """Take a load back, in one transaction. Figures of earlier files come back; schools are read again from the files
    that remain. Raises CannotWithdraw.
    """
    if not because.strip():
        raise CannotWithdraw("Say why this load is withdrawn. Your words stay with it.")
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            run = Run.objects.select_for_update(of=("self",)).select_related("file", "partnership").get(pk=run.pk)
            if State(run.state) is not State.LOADED or run.loading_id is None:
                raise CannotWithdraw(
                    f"This file stands at “{State(run.state).words}”, so there is nothing to withdraw."
                )
            told = _withdraw_own(run, by, at) if run.partnership_id else _withdraw(run, by, at, because, queue)
            run.state, run.finished_at = State.WITHDRAWN, at
            run.sentence = f"Withdrawn by {'the command line' if by is None else by.name}: {because.strip()}"
            run.preview |= {"withdrawn": told}
            run.save()
            audit.record(
                verb="load withdrawn", at=at, by=by, chain=run.partnership, kind="run", object_id=run.pk,
                because=because.strip()[:500], acting_as=acting_as,
                data={"loading": run.loading_id, "file": run.file_id, **told},
            )  # fmt: skip
    except (Unreadable, documents.CannotKeep) as error:
        raise CannotWithdraw(f"A file that would have to be read again cannot be: {error}") from error
    return run


def _withdraw_own(run: Run, by: Any, at: datetime) -> dict[str, int]:
    loading = OwnLoading.objects.get(pk=run.loading_id or 0)
    return {"figures": own.withdraw_own(loading, by=by, at=at)}


def _withdraw(run: Run, by: Any, at: datetime, because: str, queue: bool) -> dict[str, int]:
    loading = Loading.objects.select_related("release").get(pk=run.loading_id or 0)
    releases.mark_withdrawn(loading, by=by, at=at, because=because)
    pairs: set[values.Pair] = set()
    for kind in (values.SCHOOLS, values.AREAS):
        pairs |= values.take_back(kind, loading_id=loading.pk)
    touched = schools.touched_by(loading.pk)
    told = {"figures_of": len(pairs), "schools": len(touched)}
    if touched:
        _restore_schools(loading, touched)
    told["lists"] = schools.remove_lists(loading.pk) + inspections.remove_inspections(loading_id=loading.pk)
    if told["lists"] or loading.release.kind == "authorities":
        _replay_lists(loading)
    if not Loading.objects.filter(withdrawn_at=None).exists():
        schools.release_house()
    schools.facts_changed()
    if queue:
        jobs.defer("after_load", pairs=sorted(pairs), register=bool(touched))
    return told


def _restore_schools(loading: Loading, touched: set[int]) -> None:
    """Undo exactly where nothing came after; otherwise read the schools concerned again from the files that remain."""
    later = Loading.objects.filter(pk__gt=loading.pk, withdrawn_at=None, columns__has_key="urn")
    if not later.exists() and not _filled_since(loading, touched):
        schools.undo_register(loading.pk)
        return
    schools.forget_schools(sorted(touched))
    for one in _live_registers():
        taken = _take_again(one, touched)
        if taken is None:
            continue
        as_at = one.release.as_at or date.min
        frame = taken.frame("schools")
        if frame is not None:
            newer = checking.newer_registers(as_at)
            compared = schools.compare_register(frame, as_at=as_at, newer=newer)
            schools.apply_register(compared, loading_id=one.pk, as_at=as_at, hashes=taken.table.hashes_of)
        else:
            trusts.fill_trusts(taken, loading_id=one.pk, as_at=as_at)


def _filled_since(loading: Loading, touched: set[int]) -> bool:
    """Whether a list of groups, loaded before or after, has given some of these schools a trust since."""
    own = SchoolChange.objects.filter(loading_id=loading.pk).order_by("pk").values_list("pk", flat=True).first()
    lists_of_groups = Loading.objects.filter(withdrawn_at=None, release__kind="group_links").values("pk")
    given = SchoolChange.objects.filter(loading_id__in=lists_of_groups, urn__in=touched, pk__gt=own or 0)
    return given.exists()


def _live_registers() -> list[Loading]:
    """Live loadings that tell facts of schools: registers by their day, then lists of groups, which only fill."""
    live = list(Loading.objects.filter(withdrawn_at=None).select_related("release", "file"))
    registers = [one for one in live if "urn" in one.columns]
    registers.sort(key=lambda one: (one.release.as_at or date.min, one.pk))
    return registers + [one for one in live if one.release.kind == "group_links"]


def _replay_lists(gone: Loading) -> None:
    """Write the lists of the same kind again from the files that remain, oldest first: only what is missing differs."""
    same = Loading.objects.filter(withdrawn_at=None, release__kind=gone.release.kind).order_by("release__as_at", "pk")
    for one in same.select_related("release", "file"):
        taken = _take_again(one, None)
        if taken is not None:
            lists.apply_lists(taken, loading_id=one.pk, as_at=one.release.as_at or date.min)


def _take_again(loading: Loading, urns: set[int] | None) -> Taken | None:
    """What a loading's file says, of some schools only where `urns` are given; None where it has none of them."""
    if urns is not None and not urns & set(loading.urns):
        return None
    path = documents.path_of(loading.file_id)
    if not path.exists():
        raise documents.CannotKeep(f"“{loading.file.name}” is no longer in the data folder.")
    table = taking.open_tables(path, loading.file.name, member=loading.member or None, whole=True)[0]
    year = loading.release.year
    taken = taking.read_table(table, year=None if year is None else AcademicYear(year), as_at=loading.release.as_at)
    if urns is None:
        return taken
    wanted = pl.Series(sorted(urns), dtype=pl.Int32).implode()
    tables = {
        name: frame.filter(pl.col("urn").is_in(wanted)) if "urn" in frame.columns else frame
        for name, frame in taken.reading.tables.items()
    }
    return taking.with_tables(taken, tables)
