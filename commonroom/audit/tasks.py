"""Anchoring once a minute."""

from django.utils import timezone
from procrastinate.contrib.django import app

from commonroom.audit import services


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="audit-anchor", pass_context=False)
def anchor_heads(timestamp: int) -> None:
    """Write the heads of chains that have grown outside the database."""
    services.anchor(at=timezone.now())
