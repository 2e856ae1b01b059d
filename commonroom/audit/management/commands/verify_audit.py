"""`commonroom audit verify`: prove the audit trail whole, or name the first bad row."""

from __future__ import annotations

import json
import sys

from django.core.management.base import BaseCommand

from commonroom.audit import services


class Command(BaseCommand):
    """Exit code 0 when every chain is whole, 1 when one is not."""

    help = "Prove every chain of the audit trail, up to its last anchor."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args, **options):
        findings = services.verify()
        if options["json"]:
            rows = [{**vars(f), "whole": f.whole, "not_yet_anchored": f.not_yet_anchored} for f in findings]
            self.stdout.write(json.dumps(rows))
        else:
            for finding in findings:
                self.stdout.write(self._line(finding))
            if not findings:
                self.stdout.write("Nothing has been recorded yet.")
        if any(not finding.whole for finding in findings):
            sys.exit(1)

    @staticmethod
    def _line(finding) -> str:
        if not finding.whole:
            return f"{finding.chain}: BROKEN at event {finding.first_bad}. {finding.sentence}"
        rest = f"; {finding.not_yet_anchored} not yet anchored" if finding.not_yet_anchored else ""
        return f"{finding.chain}: whole, {finding.events} events, anchored to {finding.anchored}{rest}"
