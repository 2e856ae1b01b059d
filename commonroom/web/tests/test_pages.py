"""The pages that belong to no room, as anybody meets them."""

import re
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from commonroom.web import gallery, ids, pdf, reading, views
from commonroom.web.security import SecurityHeaders
from commonroom.web.testing import Visitor

BUILD = Path(__file__).resolve().parents[1] / "static" / "build"
PAGES = ["/help/", "/words/", "/figures/", "/privacy/", "/accessibility/", "/gallery/", "/gallery/?wrong"]


@pytest.mark.django_db
@pytest.mark.parametrize("url", [*PAGES, "/gallery/paper/"])
def test_page_opens_for_anybody_without_a_mistake(url):
    Visitor().opens(url)


@pytest.mark.django_db
def test_page_renders_the_same_twice():
    first, second = (ids.mask(Visitor().opens("/gallery/").html) for _ in range(2))

    assert first == second


@pytest.mark.django_db
def test_words_explain_themselves():
    Visitor().opens("/words/").reads("What the words mean", "URN: the number of a school for life.")


@pytest.mark.django_db
def test_form_that_is_wrong_says_so_and_keeps_what_was_typed():
    visitor = Visitor().opens("/gallery/").fills(name="Osier Bank cluster", kind="p").presses("Save")

    visitor.reads("There is something to mend", "Fill in “E-mail address”.")
    assert visitor.page.find("input", name="name")[0].attributes["value"] == "Osier Bank cluster"
    assert "<title>Error: Components" in visitor.html


@pytest.mark.django_db
def test_links_can_be_followed_by_their_words():
    Visitor().opens("/help/").follows("Accessibility").reads("How we check")


@pytest.mark.django_db
def test_missing_page_answers_404_with_one_body_whatever_the_address():
    first = Visitor().opens("/no/such/page/", expect=404).is_refused(404)
    second = Visitor().opens("/nor/this/", expect=404)

    assert ids.mask(first.html) == ids.mask(second.html)


@pytest.mark.django_db
def test_refusal_gives_its_reason():
    answer = views.permission_denied(RequestFactory().get("/"), PermissionError("Only the head may sign this."))

    assert answer.status_code == 403
    assert "Only the head may sign this." in answer.content.decode()


def test_database_away_is_503_with_retry_after_and_touches_no_database():
    try:
        raise OperationalError("gone")
    except OperationalError:
        answer = views.server_error(RequestFactory().get("/"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert reading.problems(answer.content.decode()) == []


@pytest.mark.parametrize(("away", "code"), [(True, 503), (False, 500)])
def test_answer_that_is_lacking_is_503_where_the_connection_is_gone_alone(db, away, code):
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        kept = connection.connection
        connection.connection = None if away else kept
        try:
            raise ProgrammingError("no result available")
        except ProgrammingError:
            answer = views.server_error(RequestFactory().get("/"))
        finally:
            connection.connection = kept

    assert answer.status_code == code


def test_fault_while_the_database_goes_away_is_503_too():
    try:
        try:
            raise OperationalError("gone")
        except OperationalError:
            raise ValueError("nothing to undo") from None
    except ValueError:
        answer = views.server_error(RequestFactory().get("/"))

    assert answer.status_code == 503


def test_fault_is_500_without_a_stack_trace():
    answer = views.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert reading.problems(answer.content.decode()) == []


def test_signed_in_pages_are_kept_by_no_cache_and_static_files_may_be():
    def answer(path, cookie):
        request = RequestFactory().get(path)
        if cookie:
            request.COOKIES["session"] = "x"
        return SecurityHeaders(lambda _request: HttpResponse("x"))(request).headers.get("Cache-Control")

    assert answer("/rivermead/", True) == "no-store, private"
    assert answer("/rivermead/", False) is None
    assert answer("/static/build/app.css", True) is None


def test_every_answer_says_what_a_browser_may_do():
    headers = SecurityHeaders(lambda _request: HttpResponse("x"))(RequestFactory().get("/")).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.skipif(not (BUILD / "app.css").exists(), reason="Styles are not built: python scripts/build_assets.py")
def test_styles_and_scripts_keep_under_their_weight():
    import gzip

    weight = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in BUILD.iterdir() if path.suffix != ""}

    assert weight["app.css"] + weight["app.js"] < 45_000
    assert sum(weight[name] for name in ("app.css", "app.js", "charts.js", "map.js", "map.css")) < 375_000


@pytest.mark.skipif(not (BUILD / "app.css").exists(), reason="Styles are not built: python scripts/build_assets.py")
@pytest.mark.parametrize("name", ["app.css", "paper.css", "map.css"])
def test_style_sheets_fetch_nothing_and_name_no_crest(name):
    css = (BUILD / name).read_text()

    fetched = re.findall(r"url\(\s*[\"']?(?!data:|#)([^)]*)", css) + re.findall(r"@import[^;]*", css)
    assert fetched == []
    assert "crest" not in css
    assert "GDS Transport" not in css
    assert "@font-face" not in css


@pytest.mark.skipif(not pdf.available(), reason="Pango is not installed, so no PDF can be made here.")
@pytest.mark.skipif(not (BUILD / "paper.css").exists(), reason="Styles are not built: python scripts/build_assets.py")
def test_paper_becomes_a_pdf_of_as_many_pages_as_sheets():
    content = pdf.render_pdf("web/gallery_paper.html", gallery.context({}) | {"title": "Sample"})

    assert content.startswith(b"%PDF-1.")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page/") in (0, 2)
