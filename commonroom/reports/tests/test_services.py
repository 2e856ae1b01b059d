"""Drafts, freezing, and what the board decided: through the services."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonroom.audit.models import Event
from commonroom.mail.models import Message
from commonroom.reports import services
from commonroom.reports.models import BoardReport, PublishedReport, ReportOrigin
from commonroom.reports.tests.conftest import NOW, TODAY, agree, as_, begin, publish
from tests.house.raw_rows import RAISED, ROW_POLICY, RawRows


def cells_of(document, section):
    """The figures of a part by key, as readers see them."""
    return {
        cell["key"]: cell["text"]
        for table in document["sections"][section]["tables"]
        for row in table["rows"]
        for cell in row["cells"]
        if cell["key"]
    }


@pytest.mark.req("D05")
def test_report_when_published_then_totals_stand_and_a_group_of_three_cannot_be_read(published):
    found = cells_of(published.document, "levels")

    assert [found[f"now/{level}/all"] for level in ("priority-1", "priority-2", "priority-3")] == ["12", "21", "27"]
    assert found["now/priority-1/secondary"] == found["now/priority-1/primary"] == "not shown"


def test_report_when_all_stayed_then_movement_is_words_alone(published):
    assert published.document["sections"]["moves"]["tables"] == []


def test_second_report_when_schools_moved_then_it_says_how_many_to_more_support(area, published, farid):
    with as_(area, farid):
        for urn in range(900230, 900238):
            agree(area, farid, urn, "priority-2", days_ago=3)
        for urn in range(900209, 900215):
            agree(area, farid, urn, "priority-3", days_ago=3)

    second = publish(area, farid)

    moves = cells_of(second.document, "moves")
    assert (second.number, moves["moves/previous/more"], moves["moves/previous/less"]) == (2, "8", "6")
    assert moves["moves/previous/same"] == "46"


def test_published_when_changed_by_anybody_then_the_database_refuses(area, published, farid):
    rows = RawRows(area)
    for table in ("reports_publishedreport", "reports_reportorigin"):
        assert rows.refused(farid, f"update {table} set partnership_id = partnership_id") == RAISED
        assert rows.refused(farid, f"delete from {table}") == RAISED


@pytest.mark.req("D07")
def test_database_when_asked_by_the_board_then_it_gives_what_is_published_and_nothing_else(
    area, published, farid, lead, member, eleanor, amara, grace
):
    begin(area, farid)
    tables = ["reports_publishedreport", "reports_boardreport", "reports_reportorigin"]

    seen = {
        p.name: tuple(RawRows(area).seen_in(p, tables).values()) for p in (farid, lead, member, eleanor, amara, grace)
    }

    assert seen == {
        farid.name: (1, 2, 1), lead.name: (1, 2, 1), member.name: (1, 0, 0), eleanor.name: (1, 0, 0),
        amara.name: (0, 0, 0), grace.name: (0, 0, 0),
    }  # fmt: skip


def test_database_when_the_lead_or_the_chair_would_publish_then_it_refuses(area, published, lead, eleanor):
    statement = (
        "insert into reports_publishedreport (partnership_id, number, report_id, document, published_at, "
        "published_by_id, published_by_name) select partnership_id, 9, report_id, '{}', now(), 1, 'x' "
        "from (select %s::bigint as partnership_id, %s::bigint as report_id) given"
    )

    for person in (lead, eleanor):
        assert RawRows(area).refused(person, statement, [area.pk, published.report_id]) == ROW_POLICY


def test_draft_when_not_read_then_it_cannot_be_published(area, farid):
    draft = begin(area, farid)

    with as_(area, farid), pytest.raises(services.CannotPublish, match="has not been read"):
        services.publish_report(report=draft, by=farid, at=NOW)


def write(draft, by, **words):
    values = {"meeting": "", "opening": "", "asks": [], "heard": [], "kept": []}
    return services.write_words(report=draft, by=by, at=NOW, **{**values, **words})


def test_draft_when_its_words_change_after_reading_then_it_must_be_read_again(area, farid, lead):
    draft = begin(area, lead)
    with as_(area, farid):
        services.read_report(report=draft, by=farid, at=NOW)
    with as_(area, lead):
        assert write(draft, lead, asks=["note the levels"]).state == "draft"


def test_lead_when_she_would_read_or_publish_then_refused(area, lead):
    draft = begin(area, lead)

    with as_(area, lead), pytest.raises(services.CannotPublish):
        services.read_report(report=draft, by=lead, at=NOW)


@pytest.mark.parametrize("who", ["eleanor", "member", "amara", "chidi"])
def test_begin_when_by_somebody_else_then_refused(request, area, who):
    person = request.getfixturevalue(who)

    with as_(area, person), pytest.raises(services.CannotBegin):
        services.begin_report(partnership=area, by=person, at=NOW)


def test_words_when_they_name_a_school_then_refused(area, farid):
    draft = begin(area, farid)

    with as_(area, farid), pytest.raises(services.CannotWrite, match="Larkrise 900201"):
        write(draft, farid, opening="Thanks to larkrise 900201, attendance is better.")


def test_draft_when_another_was_published_since_then_it_must_begin_anew(area, farid):
    draft = begin(area, farid, NOW - timedelta(days=9))
    with as_(area, farid):
        BoardReport.objects.update(state="left")
    publish(area, farid, NOW - timedelta(days=5))
    with as_(area, farid):
        BoardReport.objects.filter(pk=draft.pk).update(state="read", read_at=NOW, read_by_name="x")
        with pytest.raises(services.CannotPublish, match="Another report was published since"):
            services.publish_report(report=draft, by=farid, at=NOW)


def test_report_when_it_replaces_one_then_both_stand_and_the_old_one_is_untouched(area, published, farid):
    newer = publish(area, farid, replaces=1, because="Two notes were counted twice.")

    with as_(area, farid):
        assert PublishedReport.objects.get(number=1).document == published.document
    assert (newer.number, newer.document["replaces"]) == (2, {"number": 1, "because": "Two notes were counted twice."})


def test_report_when_replaced_twice_then_refused(area, published, farid):
    publish(area, farid, NOW - timedelta(days=9), replaces=1, because="A mistake.")

    with pytest.raises(services.CannotBegin, match="replaced already"):
        begin(area, farid, replaces=1, because="Again.")


def test_published_when_board_is_told_then_letters_say_nothing_of_it(area, member, eleanor, published):
    found = {(m.to, m.subject, m.body) for m in Message.objects.all()}

    words = "There is something to read in Commonroom"
    assert found == {(p.email, words, f"{words}. Sign in as you always do.") for p in (member, eleanor)}


def test_published_when_made_then_the_trail_has_each_step_once(published):
    verbs = Event.objects.filter(kind="board report").order_by("number").values_list("verb", flat=True)

    assert list(verbs) == ["board report begun", "board report read", "board report published"]


def test_origin_when_kept_then_a_figure_has_as_many_rows_as_it_counts(area, published, farid):
    with as_(area, farid):
        origins = ReportOrigin.objects.get().origins

    assert len(origins["now/priority-1/all"]) == 12
    assert "now/priority-1/secondary" not in origins


def test_area_when_too_small_then_no_report_is_begun(rivermead, farid, oakfield):
    with pytest.raises(services.CannotBegin, match="too few schools"):
        begin(rivermead, farid)


@pytest.mark.req("D03")
def test_theme_when_schools_bring_it_and_the_board_agrees_then_the_next_report_says_so(area, farid, eleanor):
    draft = begin(area, farid, NOW - timedelta(days=20))
    with as_(area, farid):
        write(draft, farid, heard=["Waits for speech and language"])
        services.read_report(report=draft, by=farid, at=NOW)
        first = services.publish_report(report=draft, by=farid, at=NOW - timedelta(days=20))
    with as_(area, eleanor):
        services.note_theme(
            published=first, theme="schools-waits-for-speech-and-language", answer="agreed", decided_on=TODAY,
            by=eleanor, at=NOW,
        )  # fmt: skip

    second = publish(area, farid)

    assert [one["title"] for one in second.document["standing"]] == ["Waits for speech and language"]


def test_theme_when_noted_by_a_member_or_the_lead_then_refused(area, published, member, lead):
    for person in (member, lead):
        with as_(area, person), pytest.raises(services.CannotNote):
            services.note_theme(published=published, theme="x", answer="agreed", decided_on=TODAY, by=person, at=NOW)


def test_second_report_when_schools_closed_and_opened_between_then_it_is_made_all_the_same(area, published, farid):
    from commonroom.schools.models import School
    from tests.cast import make_school

    School.objects.filter(pk__in=[900205, 900240]).update(is_open=False)
    School.objects.filter(pk=900303).update(la_code="991")
    make_school(900241, "Larkrise 900241", opened_on=TODAY - timedelta(days=5))

    second = publish(area, farid)

    assert (second.document["schools"], cells_of(second.document, "levels")["now/priority-2/all"]) == (58, "21")
