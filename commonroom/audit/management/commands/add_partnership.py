"""`commonroom partnership add`: make a partnership from a blueprint, or from a name and LA codes."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.partnerships import blueprints, services


class Command(BaseCommand):
    """Exit code 0 when made, 1 when not."""

    help = "Make a partnership from a shipped blueprint, from a blueprint file, or from --slug, --name and --la."

    def add_arguments(self, parser):
        parser.add_argument("blueprint", nargs="?", help="a shipped blueprint’s slug, or the path of a TOML file")
        parser.add_argument("--slug", help="the first part of its addresses")
        parser.add_argument("--name", help="its full name")
        parser.add_argument("--short-name", help="its name in a sentence; its full name unless you say")
        parser.add_argument("--la", action="append", default=[], help="a three-digit LA code; may be given again")
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args, **options):
        try:
            blueprint = self._blueprint(options)
            at = timezone.now()
            made = services.make_partnership(
                blueprint=blueprint,
                at=at,
                recorded=lambda p: audit.record(
                    verb="partnership made", at=at, by=None, chain=p, kind="partnership", object_id=p.slug
                ),
            )
        except (blueprints.CannotRead, services.CannotMake) as error:
            raise CommandError(str(error)) from error
        facts = {"slug": made.slug, "name": made.name, "la_codes": made.la_codes}
        words = f"{made.name} stands at /{made.slug}/, for LA {', '.join(made.la_codes)}."
        self.stdout.write(json.dumps(facts) if options["json"] else words)

    @staticmethod
    def _blueprint(options) -> blueprints.Blueprint:
        if options["blueprint"]:
            return blueprints.open_blueprint(options["blueprint"])
        if not (options["slug"] and options["name"] and options["la"]):
            raise blueprints.CannotRead("Name a blueprint, or give --slug, --name and --la.")
        rows = [
            f"slug = {json.dumps(options['slug'])}",
            f"name = {json.dumps(options['name'])}",
            f"short_name = {json.dumps(options['short_name'] or options['name'])}",
            f"la_codes = {json.dumps(options['la'])}",
        ]
        return blueprints.parse("\n".join(rows), name="the call")
