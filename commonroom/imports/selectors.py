"""What is held and how fresh it is, runs, and any row of a kept file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from types import ModuleType
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from commonroom.documents import services as documents
from commonroom.imports import opening, sources
from commonroom.imports.models import Run
from commonroom.imports.rules import State
from commonroom.imports.sources.base import Unreadable
from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.models import Loading, OwnLoading
from commonroom.partnerships.models import Partnership

MOVING = (State.WAITING, State.READING, State.LOADING)
"""States that change by themselves: a page that shows one looks again every second."""


@dataclass(frozen=True)
class HeldKind:
    """What is held of one kind of file: its newest release, every year it has, and where to get it."""

    source: ModuleType
    loadings: tuple[Loading, ...]
    years: tuple[int, ...]
    in_area: int | None = None

    @property
    def newest(self) -> Loading | None:
        """The loading of the latest year or day, and of those the one loaded last."""
        return self.loadings[-1] if self.loadings else None

    @property
    def span(self) -> str:
        """The years in words: 2015–16 to 2018–19, without 2017–18."""
        if not self.years:
            return ""
        first, last = self.years[0], self.years[-1]
        missing = [year for year in range(first, last) if year not in self.years]
        words = str(AcademicYear(first)) if first == last else f"{AcademicYear(first)} to {AcademicYear(last)}"
        return words + (f", without {', '.join(str(AcademicYear(year)) for year in missing)}" if missing else "")


@dataclass(frozen=True)
class KeptRow:
    """One row of a kept file as it stands there."""

    file_name: str
    member: str
    sha256: str
    row: int
    cells: dict[str, str]
    release: str
    loaded_at: datetime
    loaded_by: str
    withdrawn_at: datetime | None = None
    columns: dict[str, str] = field(default_factory=dict)


def held_kinds(partnership: Partnership | None = None) -> list[HeldKind]:
    """Every kind of national file with what is held of it, in the order of their publishers and names."""
    live = Loading.objects.filter(withdrawn_at=None).select_related("release", "file").defer("urns", "columns")
    by_kind: dict[str, list[Loading]] = {}
    for loading in live:
        by_kind.setdefault(loading.release.kind, []).append(loading)
    areas = _areas(partnership, by_kind)
    found = []
    for source in sources.SOURCES:
        if not source.NATIONAL:
            continue
        loadings = sorted(by_kind.get(source.KIND, []), key=_age)
        years = sorted({one.release.year for one in loadings if one.release.year is not None})
        newest = loadings[-1].pk if loadings else None
        found.append(HeldKind(source, tuple(loadings), tuple(years), areas.get(newest) if newest else None))
    return sorted(found, key=lambda kind: (kind.newest is None, kind.source.NAME))


def runs(partnership: Partnership | None, *, own: bool) -> QuerySet[Run]:
    """Every national run and, inside a partnership, its `own` where the reader may bring files; newest first."""
    found = Run.objects.select_related("file").order_by("-pk")
    return found if own and partnership is not None else found.filter(partnership=None)


def versions(partnership: Partnership | None, *, own: bool) -> str:
    """What tells one state of these runs from the next: a digest of each with the version of its row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select md5(string_agg(id || ':' || xmin, ',' order by id)) from imports_run "
            "where partnership_id is null or partnership_id = %s",
            [partnership.pk if own and partnership is not None else None],
        )
        return cursor.fetchone()[0] or ""


def own_loadings() -> QuerySet[OwnLoading]:
    """What is held of the partnership's own measures, newest first. Inside its scope."""
    return OwnLoading.objects.filter(withdrawn_at=None).order_by("-pk")


def batch_of(person_id: int, partnership: Partnership | None) -> list[Run]:
    """The files that a person brought in last, in their order, and earlier ones that still wait for her."""
    mine = Run.objects.filter(brought_by_id=person_id, partnership=partnership).select_related("file", "partnership")
    last = mine.order_by("-pk").values_list("batch", flat=True).first()
    waiting = [State.TO_DATE, State.TO_CHECK, State.TO_CONFIRM, *MOVING]
    found = mine.filter(batch=last) | mine.filter(state__in=waiting)
    return sorted(found.order_by("-pk")[:40], key=lambda run: (run.batch != last, run.pk))


def row_of(loading_id: int, row: int) -> dict[str, str]:
    """A row of the file of a national loading, as its columns and texts stand there. Raises Unreadable."""
    return kept_row(Loading.objects.select_related("release", "file").defer("urns").get(pk=loading_id), row).cells


def kept_row(loading: Loading, row: int) -> KeptRow:
    """A row of a national loading's file with its origin. Raises Unreadable when it cannot be read any more."""
    run = Run.objects.filter(partnership=None, loading_id=loading.pk).only("preview").first()
    header_row = run.preview.get("header_row", 1) if run else 1
    return KeptRow(
        file_name=loading.file.name,
        member=loading.member,
        sha256=loading.file_id,
        row=row,
        cells=_cells(loading.file_id, loading.member or loading.file.name, row, header_row),
        release=loading.release.name,
        loaded_at=loading.loaded_at,
        loaded_by=loading.loaded_by_name,
        withdrawn_at=loading.withdrawn_at,
        columns=loading.columns,
    )


def own_row(loading: OwnLoading, row: int) -> KeptRow:
    """A row of a partnership's own file with its origin; inside the partnership's scope. Raises Unreadable."""
    run = Run.objects.filter(partnership_id=loading.partnership_id, loading_id=loading.pk).first()
    header_row = run.preview.get("header_row", 1) if run else 1
    return KeptRow(
        file_name=loading.file_name,
        member=run.member if run else "",
        sha256=loading.sha256,
        row=row,
        cells=_cells(loading.sha256, (run.member if run else "") or loading.file_name, row, header_row),
        release="The partnership’s own measures",
        loaded_at=loading.loaded_at,
        loaded_by=loading.loaded_by_name,
        withdrawn_at=loading.withdrawn_at,
    )


def urn_of(cells: dict[str, str]) -> int | None:
    """The URN that a row gives, if it gives one."""
    for name, cell in cells.items():
        if name.strip().casefold() in ("urn", "school_urn") and re.fullmatch(r"\d{6}", cell.strip()):
            return int(cell)
    return None


def refused_rows(run: Run) -> tuple[list[str], list[list[str]]]:
    """The refused rows of a run as they came, each with what is wrong with it in a first column."""
    from commonroom.imports import rules

    sentences: dict[int, list[str]] = {}
    cells: dict[int, list[str]] = {}
    for problem in run.problems.filter(refuses=True).order_by("row", "pk"):
        sentences.setdefault(problem.row, []).append(problem.sentence)
        if problem.cells is not None:
            cells[problem.row] = problem.cells
    header = [rules.problem_heading(run.pk), *run.preview.get("header", [])]
    return header, [[" ".join(sentences[row]), *cells[row]] for row in sorted(cells)]


def _cells(sha256: str, sheet: str, row: int, header_row: int) -> dict[str, str]:
    path = documents.path_of(sha256)
    if not path.exists():
        raise Unreadable("The file is no longer in the data folder. Restore it from a backup.")
    return opening.read_row(path, sheet, row, header_row=header_row)


def _age(loading: Loading) -> tuple[date, int]:
    release = loading.release
    day = release.as_at or (AcademicYear(release.year).last_day if release.year is not None else date.min)
    return day, loading.pk


def _areas(partnership: Partnership | None, by_kind: dict[str, list[Loading]]) -> dict[int, int]:
    """How many of the partnership's schools each kind's newest loading has, as counted when it was read."""
    if partnership is None:
        return {}
    newest = [max(loadings, key=_age).pk for loadings in by_kind.values()]
    found: dict[int, int] = {}
    for loading_id, preview in Run.objects.filter(partnership=None, loading_id__in=newest).values_list(
        "loading_id", "preview"
    ):
        for count in _of(partnership.slug, preview.get("areas", [])):
            found[int(loading_id or 0)] = count
    return found


def _of(slug: str, areas: Iterable[dict[str, Any]]) -> list[int]:
    return [area["schools"] + area.get("new", 0) for area in areas if area.get("slug") == slug]
