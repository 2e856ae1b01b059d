"""`commonroom withdraw RUN`: take a wrong load back."""

from __future__ import annotations

import json
from contextlib import nullcontext

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commonroom.imports import services
from commonroom.imports.models import Run
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered


class Command(BaseCommand):
    """Exit code 0 when the load was taken back, 1 when it could not be."""

    help = "Take a wrong load back. What is held is then as if the file had never come."

    def add_arguments(self, parser):
        parser.add_argument("run", type=int, metavar="LOAD", help="the number of the load, as its page shows it")
        parser.add_argument("--because", required=True, help="why; your words stay with it")
        parser.add_argument("--partnership", help="the slug of the partnership whose own measures these are")
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args, **options):
        partnership = Partnership.objects.filter(slug=options["partnership"] or "").first()
        with entered(partnership) if partnership else nullcontext():
            run = Run.objects.filter(pk=options["run"], partnership=partnership).first()
            if run is None:
                raise CommandError(f"There is no load {options['run']}.")
            try:
                run = services.withdraw_run(run=run, by=None, at=timezone.now(), because=options["because"])
            except services.CannotWithdraw as error:
                raise CommandError(str(error)) from error
        facts = {"load": run.pk, "state": run.state, **run.preview["withdrawn"]}
        self.stdout.write(json.dumps(facts) if options["json"] else f"Load {run.pk} was withdrawn.")
