"""`commonroom import FILE…`: bring files in from the command line, by the same path as the page."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from commonroom.imports import services
from commonroom.imports.rules import State
from commonroom.imports.services.bringing import new_batch
from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import access
from commonroom.people.models import Person
from commonroom.people.permissions import Permission

REFUSED = 3
WAITS = (State.TO_DATE, State.TO_CHECK, State.TO_CONFIRM)


class Command(BaseCommand):
    """Exit code 0 when all was loaded or held already, 3 when a file was refused or waits for a person."""

    help = "Bring files in: they are recognised by their columns, read, compared with what is held, and loaded."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--year", help="the academic year the files are about, like 2018-19")
        parser.add_argument("--as-at", help="the day the files describe, like 2026-03-06")
        parser.add_argument("--dry-run", action="store_true", help="show what would change and load nothing")
        parser.add_argument("--yes", action="store_true", help="take the year or day that a file’s name proposes")
        parser.add_argument("--partnership", help="the slug of a partnership, for its own measures")
        parser.add_argument("--as", dest="person", help="the e-mail address of the person who brings the files")
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args, **options):
        self.options = options
        self.console = Console(
            file=self.stdout,  # type: ignore[arg-type]
            quiet=options["json"],
            highlight=False,
            width=None if sys.stdout.isatty() else 160,
        )
        partnership = self._partnership(options["partnership"])
        self.person = self._person(options["person"], partnership)
        self.year, self.as_at = self._year(options["year"]), self._day(options["as_at"])
        services.mark_stopped()
        runs, batch = [], new_batch()
        for path in options["files"]:
            with entered(partnership) if partnership else nullcontext():
                runs += self._file(path, batch, partnership)
        self._show(runs)
        waits = not options["dry_run"] and any(State(run.state) in WAITS for run in runs)
        if waits or any(State(run.state) is State.REFUSED for run in runs):
            raise SystemExit(REFUSED)

    def _file(self, path, batch, partnership):
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        self.console.print(f"Reading {path.name} …")
        taken: dict = {}
        try:
            run = services.bring(
                source=path, name=path.name, batch=batch, by=self.person, at=timezone.now(), partnership=partnership,
                year=self.year, as_at=self.as_at, queue=False,
            )  # fmt: skip
        except services.CannotBring as error:
            raise CommandError(str(error)) from error
        return [self._load(one, taken) for one in services.read_run(run_id=run.pk, at=timezone.now(), keep=taken)]

    def _load(self, run, taken):
        if run.state == State.TO_DATE and self.options["yes"] and run.dated_by == "name":
            year = None if run.year is None else AcademicYear(run.year)
            try:
                services.set_date(run=run, year=year, as_at=run.as_at, by=self.person, at=timezone.now(), queue=False)
            except services.CannotDecide as error:
                run.sentence = str(error)
                return run
            run = services.read_run(run_id=run.pk, at=timezone.now(), keep=taken)[0]
        if run.state != State.TO_CHECK or self.options["dry_run"]:
            return run
        self.console.print(f"Loading {run.rows:,} rows of {run.preview.get('what', '')} …")
        run = services.ask_to_load(run=run, by=self.person, at=timezone.now(), queue=False)
        return services.load_run(run_id=run.pk, by=self.person, at=timezone.now(), taken=taken.get(run.pk))

    def _show(self, runs):
        if self.options["json"]:
            self.stdout.write(json.dumps([_facts(run) for run in runs], ensure_ascii=False, default=str))
            return
        table = Table(box=None, pad_edge=False)
        for name in ("Load", "File", "What it is", "Year or day", "Rows", "Schools", "Refused", "How it stands"):
            table.add_column(name, justify="right" if name in ("Rows", "Schools", "Refused") else "left")
        for run in runs:
            when = str(AcademicYear(run.year)) if run.year is not None else str(run.as_at or "")
            name = run.preview.get("name", "") + (f", {run.member}" if run.member else "")
            words = State(run.state).words + (f": {run.sentence}" if run.sentence else "")
            table.add_row(
                str(run.pk), name, run.preview.get("what", ""), when, f"{run.rows:,}", f"{run.schools:,}",
                f"{run.preview.get('refused', 0):,}", words,
            )  # fmt: skip
        self.console.print(table)
        if any(State(run.state) is State.TO_DATE for run in runs):
            self.console.print("Say the year or day with --year or --as-at, or take what the name proposes with --yes.")

    def _person(self, email, partnership):
        if not email:
            return None
        found = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
        wanted = Permission.BRING_OWN_MEASURES if partnership else Permission.BRING_NATIONAL_FILES
        if found is None or not access.can(found, wanted, partnership=partnership):
            raise CommandError(f"Nobody with the address {email} may bring these files in.")
        return found

    @staticmethod
    def _partnership(slug):
        if not slug:
            return None
        found = Partnership.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no partnership “{slug}”.")
        return found

    @staticmethod
    def _year(text):
        try:
            return AcademicYear.parse(text) if text else None
        except ValueError as error:
            raise CommandError(str(error)) from error

    @staticmethod
    def _day(text):
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise CommandError(f"“{text}” is no day. Write it like 2026-03-06.") from error


def _facts(run):
    kept = ("counts", "written", "refused", "remarks", "notes", "passed_over")
    return {
        "load": run.pk, "file": run.preview.get("name"), "member": run.member, "sha256": run.file_id,
        "kind": run.kind, "state": run.state, "sentence": run.sentence, "year": run.year, "as_at": run.as_at,
        "rows": run.rows, "columns": run.columns, "schools": run.schools, "loading": run.loading_id,
        **{name: run.preview.get(name) for name in kept},
    }  # fmt: skip
