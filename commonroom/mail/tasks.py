"""Delivery in the background."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commonroom.mail import services


@app.task(name="mail.deliver", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def deliver(message_id: int) -> None:
    """Send one letter; a mail server that is away is asked again, each time later."""
    services.deliver(message_id=message_id, at=timezone.now())
