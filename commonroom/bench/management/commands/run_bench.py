"""`commonroom bench`: measure speed and size, into `bench.json` of the data folder and the page of measurements."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commonroom.bench import report, running
from commonroom.bench.bars import BARS
from commonroom.engine.postgres import EngineError
from commonroom.engine.showing import show

PAGE = Path(settings.BASE_DIR) / "docs" / "measurements.md"


class Command(BaseCommand):
    """Exit code 0 when all was measured, whatever the figures; 1 when it could not be."""

    help = "Measure speed and size against the machine’s own, on a database of its own. Takes about ten minutes."

    def add_arguments(self, parser):
        parser.add_argument("--quick", action="store_true", help="a small England, to see that measuring works")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args, **options):
        quick, data = options["quick"], Path(settings.DATA)
        say = self.stderr.write if options["json"] else self.stdout.write
        try:
            told = running.run(data / "bench", quick=quick, say=say)
        except EngineError as error:
            raise CommandError(str(error)) from error
        report.write_json(data / ("bench-quick.json" if quick else "bench.json"), told)
        if not quick and PAGE.parent.is_dir():
            PAGE.write_text(report.page(told, today=timezone.localdate()), encoding="utf-8")
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        given = report.verdicts(told)
        rows = [
            {"what": bar.name, "measured": f"{told[bar.key]:,.2f}", "bar": f"≤ {bar.most:g} {bar.unit}",
             "verdict": given[bar.key]}
            for bar in BARS
        ]  # fmt: skip
        names = {"what": "What", "measured": "Measured", "bar": "Bar", "verdict": "Verdict"}
        show(rows, as_json=False, title="Speed and size", columns=names)
