"""A school's documents: who sees, adds and withdraws them, and how they leave the house."""

import pytest

from commonroom.audit.models import Event
from commonroom.documents import services
from commonroom.documents.models import Document
from commonroom.documents.rules import Classification
from commonroom.partnerships.scope import entered
from commonroom.web.testing import Visitor, upload
from tests.cast import AT, hold, make_person, sign_in

LIST = "/rivermead/schools/900101/documents/"


@pytest.fixture(autouse=True)
def _kept_here(settings, tmp_path):
    settings.DATA = tmp_path


def added(partnership, by, classification=Classification.MEMBERS, *, urn=900101, content=b"<script>alert(1)</script>"):
    import io

    with entered(partnership):
        return services.add_document(
            partnership=partnership,
            urn=urn,
            title="Prospectus",
            classification=classification,
            source=io.BytesIO(content),
            name="prospectus.html",
            by=by,
            at=AT,
            acting_as="headteacher",
        )


def put_down(answer):
    """Close the file of a download; closing the answer would close the test's own connection."""
    for close in answer._resource_closers:
        close()


@pytest.mark.parametrize("who", ["amara", "farid", "chidi", "dora"])
def test_document_when_added_by_one_who_may_then_listed_and_recorded(request, client, oakfield, who):
    visit = Visitor(sign_in(client, request.getfixturevalue(who))).opens(f"{LIST}add/")

    visit.fills(title="Prospectus", classification="members", file=upload("p.pdf", b"%PDF")).presses("Add the document")

    visit.reads("“Prospectus” has been added.", "Everyone in the partnership")
    assert Event.objects.get(verb="document.added").urn == 900101


@pytest.mark.req("E15")
def test_self_evaluation_when_added_then_the_list_says_what_it_is_and_of_which_day(client, oakfield, chidi):
    visit = Visitor(sign_in(client, chidi)).opens(f"{LIST}add/?kind=self-evaluation")

    visit.fills(
        title="How we see it", dated_on="2025-09-30", classification="restricted", file=upload("s.pdf", b"%PDF")
    )

    visit.presses("Add the document").reads("How we see it", "Self-evaluation", "30 September 2025")


def test_document_when_its_day_is_still_to_come_then_refused_and_nothing_is_kept(client, oakfield, chidi, rivermead):
    visit = Visitor(sign_in(client, chidi)).opens(f"{LIST}add/")

    visit.fills(title="Plan", dated_on="2190-01-01", classification="members", file=upload("p.pdf", b"%PDF"))

    visit.presses("Add the document").reads("That day is still to come.")
    with entered(rivermead):
        assert Document.objects.count() == 0


@pytest.mark.parametrize("who", ["grace", "ben", "eleanor", "harun"])
def test_document_when_added_by_one_who_may_not_then_not_written(request, client, oakfield, rivermead, who):
    sign_in(client, request.getfixturevalue(who))

    answer = client.post(f"{LIST}add/", {"title": "x", "classification": "members", "file": upload("p.pdf", b"x")})

    with entered(rivermead):
        assert (answer.status_code in (403, 404), Document.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("who", "status"), [("chidi", 200), ("amara", 200), ("grace", 404), ("dora", 404), ("ben", 404), ("harun", 404)]
)
def test_document_when_restricted_then_only_for_the_school_and_the_team(
    request, client, oakfield, chidi, rivermead, who, status
):
    document = added(rivermead, chidi, Classification.RESTRICTED)
    sign_in(client, request.getfixturevalue(who))

    answer = client.get(f"/rivermead/documents/{document.pk}/")
    put_down(answer)

    assert (answer.status_code, b"Prospectus" in client.get(LIST).content) == (status, status == 200)


def test_document_when_restricted_then_answers_like_one_that_is_not(client, grace, chidi, oakfield, rivermead):
    document = added(rivermead, chidi, Classification.RESTRICTED)
    sign_in(client, grace)

    held, none = client.get(f"/rivermead/documents/{document.pk}/"), client.get("/rivermead/documents/987654/")

    assert (held.status_code, len(held.content)) == (404, len(none.content))


def test_document_when_opened_then_a_download_that_nothing_sniffs(client, grace, chidi, oakfield, rivermead):
    document = added(rivermead, chidi)

    answer = sign_in(client, grace).get(f"/rivermead/documents/{document.pk}/")

    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    put_down(answer)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''prospectus.html"


def test_document_when_withdrawn_then_gone_with_its_reason_recorded(client, chidi, oakfield, rivermead):
    document = added(rivermead, chidi)
    visit = Visitor(sign_in(client, chidi)).opens(LIST).follows("Withdraw: Prospectus")

    visit.fills(because="It is last year’s").presses("Withdraw it").reads("No documents yet.")

    visit.opens(f"/rivermead/documents/{document.pk}/", expect=404)
    assert Event.objects.get(verb="document.withdrawn").because == "It is last year’s"


def test_document_when_withdrawn_without_a_reason_then_asked_for_it(client, chidi, oakfield, rivermead):
    document = added(rivermead, chidi)

    Visitor(sign_in(client, chidi)).opens(f"/rivermead/documents/{document.pk}/withdraw/").presses("Withdraw it").reads(
        "Fill in “Why?”."
    )

    with entered(rivermead):
        assert Document.objects.get().withdrawn_at is None


def test_document_when_another_head_would_withdraw_it_then_it_stays(client, grace, chidi, oakfield, rivermead):
    document = added(rivermead, chidi)

    sign_in(client, grace).post(f"/rivermead/documents/{document.pk}/withdraw/", {"because": "mine"})

    with entered(rivermead):
        assert Document.objects.get().withdrawn_at is None


def test_document_when_an_adviser_was_given_the_school_then_she_may_add(client, rivermead, oakfield):
    adviser = make_person("Nadia Frost")
    hold(adviser, "adviser", rivermead, urn=oakfield.urn)

    Visitor(sign_in(client, adviser)).opens(f"{LIST}add/").reads("The school itself and the council’s team")


def test_document_when_empty_then_a_sentence(client, chidi, oakfield):
    visit = Visitor(sign_in(client, chidi)).opens(f"{LIST}add/")

    visit.fills(title="x", classification="members", file=upload("p.pdf", b"")).presses("Add the document")

    visit.reads("The submitted file is empty.")
