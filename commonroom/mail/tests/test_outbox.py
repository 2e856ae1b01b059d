"""The outbox: posted with the deed, delivered once, and the text not kept."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from commonroom.mail import services
from commonroom.mail.models import Message

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _to_memory(settings):
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def post(key="a", **facts):
    values = {"to": "chidi@example.org", "subject": "News", "body": "There is something to read in Commonroom."}
    return services.post(key=key, at=AT, **{**values, **facts})


def test_letter_waits_in_the_outbox_with_its_job():
    message = post()

    job = ProcrastinateJob.objects.get(task_name="mail.deliver")
    assert (message.sent_at, job.args) == (None, {"message_id": message.pk})
    assert mail.outbox == []


def test_same_key_posts_one_letter():
    first, second = post(), post(subject="Other")

    assert first.pk == second.pk
    assert (Message.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)


def test_deed_that_fails_takes_its_letter_back():
    def deed():
        with transaction.atomic():
            post()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        deed()

    assert (Message.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)


def test_delivery_sends_once_and_blanks_the_text():
    message = post()

    sent = [services.deliver(message_id=message.pk, at=AT) for _ in range(2)]

    message.refresh_from_db()
    assert sent == [True, False]
    assert (message.sent_at, message.body, message.tries) == (AT, "", 1)
    assert [letter.to for letter in mail.outbox] == [["chidi@example.org"]]


def test_server_that_is_away_leaves_the_letter_waiting(settings):
    message = post()
    settings.MAIL_DELIVERY_BACKEND = "commonroom.mail.tests.test_outbox.Away"

    with pytest.raises(ConnectionError):
        services.deliver(message_id=message.pk, at=AT)

    message.refresh_from_db()
    assert (message.sent_at, message.tries, message.body != "") == (None, 1, True)


class Away:
    """A mail server that cannot be reached."""

    def __init__(self, **options):
        pass

    def send_messages(self, letters):
        raise ConnectionError


def test_letter_sent_the_usual_way_goes_through_the_outbox(settings):
    settings.EMAIL_BACKEND = "commonroom.mail.outbox.Outbox"

    send_mail("News", "There is something to read.", None, ["a@example.org", "b@example.org"])

    assert sorted(Message.objects.values_list("to", flat=True)) == ["a@example.org", "b@example.org"]


def test_line_breaks_cannot_be_smuggled_into_a_subject():
    assert post(subject="News\nBcc: x@example.org").subject == "News Bcc: x@example.org"
