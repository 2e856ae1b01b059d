"""`commonroom demo`: make the demonstration and load it by the same path as any file. Safe to repeat."""

from __future__ import annotations

import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.demo import people as invented
from commonroom.demo import world, write
from commonroom.imports import services
from commonroom.imports.rules import State
from commonroom.imports.services.after import after_load
from commonroom.imports.services.bringing import new_batch
from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships import blueprints
from commonroom.partnerships import services as partnerships
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered, set_person
from commonroom.people.models import Person, Post
from commonroom.register import demonstration as register
from commonroom.reports import demonstration as reports
from commonroom.risk import demonstration as risk
from commonroom.schools.models import House
from commonroom.schools.rules import Holds
from commonroom.support import demonstration as support
from commonroom.visits import demonstration as visits

REFUSED = 3
SLUGS = ("rivermead", "hillcrest")
AREAS = frozenset(str(code) for code in range(990, 1000))
"""LA codes that no real area has."""
DATA_OFFICER = "priya"
STORIES = (support, visits, register, reports)
"""The rooms that have something to show, in the order in which it happened."""


class Command(BaseCommand):
    """Exit code 0 when the demonstration stands, 1 when a file of it failed, 3 where real data is held."""

    help = "Make the demonstration (two invented partnerships in an invented England) and load it."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args, **options):
        if House.objects.filter(holds=Holds.REAL).exists():
            raise CommandError(
                "This database holds real data; the demonstration is loaded in a house of its own.", returncode=REFUSED
            )
        if real := [p.name for p in Partnership.objects.order_by("pk") if set(p.la_codes) - AREAS]:
            raise CommandError(
                f"{real[0]} is a partnership of real areas; the demonstration is loaded in a house of its own.",
                returncode=REFUSED,
            )
        began = time.monotonic()
        self.quiet = options["json"]
        self._partnerships()
        self._people()
        with tempfile.TemporaryDirectory(prefix="commonroom-demo-") as folder:
            self._say("Inventing schools, their pupils and their results …")
            files = write.write_files(world.build(), Path(folder))
            for number, file in enumerate(files, 1):
                self._load(file, f"{number} of {len(files)}")
        self._say("Working out comparators …")
        after_load(register=True)
        self._stories()
        facts = {"partnerships": len(SLUGS), "people": Person.objects.count(), "files": len(files)}
        taken = round(time.monotonic() - began)
        words = f"The demonstration stands: {facts['files']} files, {facts['people']} people, in {taken} seconds."
        self.stdout.write(json.dumps(facts) if self.quiet else words)

    def _say(self, line):
        if not self.quiet:
            self.stdout.write(line)
            self.stdout.flush()

    def _partnerships(self):
        for slug in SLUGS:
            if Partnership.objects.filter(slug=slug).exists():
                continue
            at = timezone.now()
            partnerships.make_partnership(
                blueprint=blueprints.open_blueprint(slug),
                at=at,
                recorded=lambda made, at=at: audit.record(
                    verb="partnership made", at=at, by=None, chain=made, kind="partnership", object_id=made.slug
                ),
            )

    def _people(self):
        """The demonstration's people with their posts; none has a password, they sign in by one press."""
        known = {p.slug: p for p in Partnership.objects.filter(slug__in=SLUGS)}
        for one in invented.PEOPLE:
            with transaction.atomic():
                if Person.objects.filter(email=one.email).exists():
                    continue
                person = Person.objects.create_user(one.email, name=one.name)
                person.is_demonstration = True
                person.save(update_fields=["is_demonstration"])
                for post in one.posts:
                    self._post(person, post, known.get(post.partnership))

    @staticmethod
    def _post(person, post, partnership):
        began = datetime.combine(post.since, datetime.min.time(), tzinfo=UTC)
        row = Post(
            person=person, partnership=partnership, role=post.role, urn=post.school, starts_on=post.since,
            ends_on=post.until, given_at=began, given_by_name="The demonstration",
        )  # fmt: skip
        set_person(person.pk)
        if partnership is None:
            row.save()
            return
        with entered(partnership):
            row.save()

    def _stories(self):
        """What people did with it all in Rivermead, room by room, through the services."""
        self._say("Telling what people did …")
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
        rivermead = Partnership.objects.get(slug=SLUGS[0])
        known = {person.email: person for person in Person.objects.filter(is_demonstration=True)}
        people = {one.slug: known[one.email] for one in invented.PEOPLE if one.email in known}
        by_role = {
            post.role: people[one.slug]
            for one in reversed(invented.PEOPLE)
            for post in one.posts
            if one.slug in people and post.partnership == SLUGS[0] and post.until is None
        }
        risk.fill(rivermead, by_role, timezone.now())
        for room in STORIES:
            room.fill(rivermead, people, timezone.now())

    def _load(self, file, place):
        officer = Person.objects.get(email=next(p.email for p in invented.PEOPLE if p.slug == DATA_OFFICER))
        owner = Partnership.objects.get(slug=SLUGS[0]) if file.kind == "own_measures" else None
        self._say(f"  {place}: {file.path.name}")
        if owner is None:
            self._bring(file, officer, None)
            return
        with entered(owner):
            self._bring(file, officer, owner)

    def _bring(self, file, officer, partnership):
        at, taken = timezone.now(), {}
        run = services.bring(
            source=file.path, name=file.path.name, batch=new_batch(), by=officer, at=at, partnership=partnership,
            year=None if file.year is None else AcademicYear(file.year), as_at=file.as_at, queue=False,
        )  # fmt: skip
        for one in services.read_run(run_id=run.pk, at=at, keep=taken):
            if one.state == State.TO_CHECK:
                asked = services.ask_to_load(run=one, by=officer, at=at, queue=False)
                loaded = services.load_run(run_id=asked.pk, by=officer, at=at, taken=taken.get(one.pk), queue=False)
            else:
                loaded = one
            if loaded.state not in (State.LOADED, State.NOTHING_NEW):
                raise CommandError(f"{file.path.name}: {State(loaded.state).words}. {loaded.sentence}")
