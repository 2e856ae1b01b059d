"""Making partnerships."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from commonroom.partnerships.blueprints import Blueprint
from commonroom.partnerships.models import Cluster, Partnership
from commonroom.partnerships.scope import entered


class CannotMake(Exception):
    """A partnership that cannot be made; the message says why."""


def make_partnership(
    *, blueprint: Blueprint, at: datetime, recorded: Callable[[Partnership], object] = lambda partnership: None
) -> Partnership:
    """Make a partnership with its clusters. `recorded` writes its audit event in the same transaction.

    Raises CannotMake where the slug is taken.
    """
    with transaction.atomic():
        if Partnership.objects.filter(slug=blueprint.slug).exists():
            raise CannotMake(f"There is a partnership at /{blueprint.slug}/ already. Choose another slug.")
        partnership = Partnership.objects.create(
            slug=blueprint.slug,
            name=blueprint.name,
            short_name=blueprint.short_name,
            sentence=blueprint.sentence,
            la_codes=blueprint.la_codes,
            public_email=blueprint.public_email,
            blueprint=blueprint.model_dump(),
            made_at=at,
        )
        with entered(partnership):
            Cluster.objects.bulk_create(
                Cluster(partnership=partnership, name=plan.name, wards=plan.wards, urns=plan.urns)
                for plan in blueprint.clusters
            )
        recorded(partnership)
    return partnership
