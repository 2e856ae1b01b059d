"""What people decide about a run: its year, that it be loaded, that a second person agrees, that it be left out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonroom.audit import services as audit
from commonroom.imports.models import Run
from commonroom.imports.rules import State, may_move
from commonroom.imports.services import jobs
from commonroom.kit.academic_year import AcademicYear
from commonroom.mail import services as mail
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import selectors as people


class CannotDecide(Exception):
    """A decision that cannot be taken as things stand; the message says why."""


def set_date(
    *, run: Run, year: AcademicYear | None, as_at: date | None, by: Any, at: datetime, queue: bool = True
) -> Run:
    """Say which year or day a file is about; it is then read with that. Raises CannotDecide."""
    with transaction.atomic():
        run = _open(run, State.WAITING)
        needs = run.preview.get("needs", "")
        if needs in ("year", "both") and year is None:
            raise CannotDecide("Say which academic year the file is about, like 2018-19.")
        if needs in ("as_at", "both") and as_at is None:
            raise CannotDecide("Say which day the file describes, like 6 March 2026.")
        if as_at is not None and as_at > at.date():
            raise CannotDecide(f"{as_at:%-d %B %Y} lies in the future. Say the day on which the file was made.")
        run.year = year.start if year else run.year
        run.as_at = as_at or run.as_at
        run.dated_by, run.state, run.sentence = "person", State.WAITING, ""
        run.save()
        if queue:
            jobs.defer("read_run", run_id=run.pk, partnership_id=run.partnership_id)
    return run


def ask_to_load(*, run: Run, by: Any, at: datetime, acting_as: str = "", queue: bool = True) -> Run:
    """Ask that a checked file be loaded. Where it touches many schools of a partnership it waits for a second person,
    and the managers there are told. Raises CannotDecide.
    """
    with transaction.atomic():
        to = State.TO_CONFIRM if run.needs_second else State.LOADING
        run = _open(run, to)
        run.state, run.asked_at, run.sentence = to, at, ""
        run.asked_by_id, run.asked_by_name = _who(by)
        run.preview |= {"acting_as": acting_as}
        run.save()
        if to is State.TO_CONFIRM:
            _tell_partnerships(run, by, at, acting_as)
        elif queue:
            jobs.defer("load_run", run_id=run.pk, partnership_id=run.partnership_id)
    return run


def wait_for_second(*, run: Run, areas: list[dict[str, Any]], by: Any, at: datetime) -> Run:
    """Hand a load that is under way to a second person: against what is held now it touches many schools of a
    partnership, which did not show when it was read. The managers there are told. Raises CannotDecide.
    """
    with transaction.atomic():
        run = _open(run, State.TO_CONFIRM)
        run.state, run.needs_second = State.TO_CONFIRM, True
        run.sentence = "Since this file was read another one was loaded, and beside it this one changes much."
        run.preview |= {"areas": areas}
        run.save()
        _tell_partnerships(run, by, at, run.preview.get("acting_as", ""))
    return run


def confirm(*, run: Run, by: Any, at: datetime, acting_as: str = "", queue: bool = True) -> Run:
    """Confirm, as a second data officer, that a file which touches many schools is right. Raises CannotDecide."""
    with transaction.atomic():
        run = _open(run, State.LOADING, only=State.TO_CONFIRM)
        if by is None or by.pk == run.asked_by_id:
            raise CannotDecide(
                f"{run.asked_by_name} asked for this file to be loaded, so somebody else has to confirm it."
            )
        run.state, run.confirmed_by_name, run.sentence = State.LOADING, by.name, ""
        run.save()
        audit.record(
            verb="file confirmed", at=at, by=by, acting_as=acting_as, kind="run", object_id=run.pk,
            data={"file": run.file_id, "asked_by": run.asked_by_name},
        )  # fmt: skip
        if queue:
            jobs.defer("load_run", run_id=run.pk, partnership_id=run.partnership_id)
    return run


def leave_out(*, run: Run, by: Any, at: datetime) -> Run:
    """Leave a file out: nothing of it is loaded. Raises CannotDecide."""
    with transaction.atomic():
        run = _open(run, State.LEFT_OUT)
        run.state, run.finished_at = State.LEFT_OUT, at
        run.sentence = f"Left out by {_who(by)[1]}. Nothing was written."
        run.save()
    return run


def _open(run: Run, to: State, *, only: State | None = None) -> Run:
    """The run, locked, if it may go there from where it stands now."""
    run = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    state = State(run.state)
    if not may_move(state, to) or (only is not None and state is not only):
        raise CannotDecide(f"This file stands at “{state.words}” now, so that is no longer to be decided.")
    return run


def _who(by: Any) -> tuple[int | None, str]:
    return (None, "the command line") if by is None else (by.pk, by.name)


def _tell_partnerships(run: Run, by: Any, at: datetime, acting_as: str) -> None:
    """Tell each partnership of which many schools would change: its trail, and its managers by letter."""
    slugs = [area["slug"] for area in run.preview.get("areas", []) if area.get("needs_second")]
    for partnership in Partnership.objects.filter(slug__in=slugs):
        with entered(partnership):
            audit.record(
                verb="partnership told of a file", at=at, by=by, acting_as=acting_as, chain=partnership, kind="run",
                object_id=run.pk, data={"file": run.file_id, "kind": run.kind},
            )  # fmt: skip
            managers = people.posts_of_partnership(partnership).filter(role="partnership-manager", ended_at=None)
            for address, person_id in managers.values_list("person__email", "person_id").distinct():
                mail.post(
                    key=f"run-{run.pk}-confirm:{person_id}",
                    to=address,
                    subject="There is something to read in Commonroom",
                    body="There is something to read in Commonroom. Sign in and open the data page.",
                    at=at,
                )
