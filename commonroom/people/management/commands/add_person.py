"""`commonroom user add`: invite a person, give them a post, and print the link of the invitation."""

from __future__ import annotations

import json
import os
from contextlib import nullcontext

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import services
from commonroom.people.roles import ROLES


class Command(BaseCommand):
    """Exit code 0 when the post was given, 1 when not."""

    help = "Invite a person and give them a post. Prints a link that works once, for 14 days."

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True, help="the person’s own e-mail address")
        parser.add_argument("--name", required=True, help="the person’s name")
        parser.add_argument("--role", required=True, help=f"one of: {', '.join(ROLES)}")
        parser.add_argument("--partnership", help="the slug of the partnership; leave it out for a platform post")
        parser.add_argument("--school", type=int, help="the URN of the school, for a post at a school")
        parser.add_argument(
            "--site",
            default=f"http://localhost:{os.environ.get('PORT', '8000')}",
            help="the address of this installation, for the link",
        )
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args, **options):
        partnership = self._partnership(options["partnership"])
        try:
            with entered(partnership) if partnership else nullcontext():
                made = services.invite_person(
                    name=options["name"],
                    email=options["email"],
                    role=options["role"],
                    partnership=partnership,
                    urn=options["school"],
                    by=None,
                    at=timezone.now(),
                )
        except services.CannotGivePost as error:
            raise CommandError(str(error)) from error
        link = f"{options['site'].rstrip('/')}{services.invitation_path(made.secret)}" if made.secret else ""
        facts = {"email": made.person.email, "role": made.post.role, "link": link}
        self.stdout.write(json.dumps(facts) if options["json"] else self._words(made, link))

    @staticmethod
    def _partnership(slug):
        if not slug:
            return None
        found = Partnership.objects.filter(slug=slug).first()
        if found is None:
            known = ", ".join(Partnership.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no partnership “{slug}”. There are: {known}.")
        return found

    @staticmethod
    def _words(made, link):
        role = ROLES[made.post.role].name
        if not link:
            return f"{made.person.name} holds the post of {role.lower()} and signs in as before."
        return (
            f"{made.person.name} holds the post of {role.lower()}. The link to choose a password, for 14 days:\n{link}"
        )
