"""What people need done in the background."""

from django.utils import timezone
from procrastinate.contrib.django import app

from commonroom.people import services


@app.task(name="people.send_reset", queue="mail")
def send_reset(email: str, site: str) -> None:
    """Look an address up and write to it if somebody has it: away from the request, whose time then says nothing."""
    services.send_reset(email=email, site=site, at=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="people.forget_failures", queueing_lock="forget-failures", pass_context=False)
def forget_failures(timestamp: int) -> None:
    """Forget failed sign-ins of more than a day ago, and devices and links whose time is over."""
    services.forget_what_is_over(at=timezone.now())
