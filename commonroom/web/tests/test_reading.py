"""The critical eye: each mistake is found, and a good page has none."""

import pytest

from commonroom.web.reading import parse, problems

GOOD = "<html><head><title>Schools – Commonroom</title></head><body><h1>Schools</h1>{}</body></html>"


def test_good_page_has_no_problem():
    assert problems(GOOD.format("<p>It’s “fine”.</p><a>St Mary's</a>")) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<h1>Again</h1>", "2 h1"),
        ("<input name='q'>", "the field “q” has no label"),
        ("<p>{{ name }}</p>", "not rendered: {{ name }}"),
        ("<p>Status.SUPPRESSED</p>", "a name from the program"),
        ("<td>None</td>", "says None"),
        ("<p>Don't</p>", "straight quotes: Don't"),
        ("<script>x()</script>", "an inline script has no nonce"),
        ("<script src='https://cdn.example/x.js'></script>", "a script from elsewhere"),
        ("<p style='color:red'>x</p>", "style attribute"),
        ("<p onclick='x()'>x</p>", "script in its onclick"),
        ("<a href=' javascript:x()'>x</a>", "script in its href"),
        ("<p id='a'></p><p id='a'></p>", "the id “a” stands twice"),
        ("<div><p>x</div>", "</div> closes <p>"),
        ("<div>", "closes <div>"),
        ("<img src='x.png'>", "has no alt"),
        ("<p class='govuk-error-message'>Wrong</p>", "no error summary"),
        ("<div class='govuk-error-summary'><a href='#x'>Wrong</a></div>", "leads to #x, which is not there"),
        ("<p class='a' class='b'>x</p>", "an attribute twice"),
    ],
)
def test_mistake_is_found(body, problem):
    assert [one for one in problems(GOOD.replace("{}", body)) if problem in one] != []


def test_title_that_disagrees_with_the_heading_is_found():
    assert problems(GOOD.format("").replace("<title>Schools", "<title>People")) == [
        "the title “People – Commonroom” does not begin with the h1 “Schools”"
    ]


def test_text_reads_as_a_person_sees_it():
    page, _nesting = parse("<p>98 <b>schools</b>\n teach</p><p>and</p><script>no</script><br>learn")

    assert page.text == "98 schools teach and learn"
