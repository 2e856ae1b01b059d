"""Pages of support as people meet them: the leads, the adviser, the head, the chair, and those who learn nothing."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from commonroom.audit.models import Event
from commonroom.documents.models import Document
from commonroom.risk.tests.conftest import inspection
from commonroom.support import services
from commonroom.support.models import Booking, Expectation, Line, Schedule
from commonroom.support.tests.conftest import AT, OAKFIELD, YEAR
from commonroom.web.testing import Visitor
from tests.cast import sign_in

TEAM = "/rivermead/support/"
SCHOOL = f"/rivermead/schools/{OAKFIELD}/schedule/"


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def reader(client, rivermead):
    """Sign somebody in."""
    return lambda person: Visitor(sign_in(client, person))


def plain(response):
    text = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", text)


def page(client, person, path):
    response = sign_in(client, person).get(path)
    assert response.status_code == 200
    return plain(response)


def test_head_of_service_when_pressing_once_then_every_agreed_level_has_its_schedule(
    reader, agree, farid, inside, oakfield, osier_bank
):
    agree(oakfield.urn, "priority-1")
    agree(osier_bank.urn, "priority-3")

    reader(farid).opens(TEAM).presses("Make the schedules of 2 agreed levels").reads(
        "2 schedules were made for 2025–26", "Two schools have a schedule: 1 at Priority 1 and 1 at Priority 3"
    )

    with inside(farid):
        assert Schedule.objects.count() == 2


@pytest.mark.req("G12")
def test_team_page_when_a_lead_reads_it_then_a_schools_seven_columns_stand_beside_each_other(client, scheduled, leah):
    scheduled("priority-2")

    words = page(client, leah, TEAM)
    row = words.split("Our own team")[1].split("Oakfield Primary School")[1].split("0 of 6")[0]
    day = "1 day"
    assert re.findall(r"Plan|Task group|Support and scrutiny|1 day(?= )", row) == [
        *("Plan", "Task group", day, day, "Task group"),
        *(day, day, day, day, "Support and scrutiny"),
    ]


@pytest.mark.req("G13")
def test_internal_review_when_the_team_reads_its_page_then_once_a_term_and_no_school_ever_reads_of_it(
    client, scheduled, leah, chidi
):
    scheduled("priority-1")

    ours = page(client, leah, TEAM).split("Our own team")[1].split("Oakfield")[0]
    cells = re.findall(r"–|Internal review meeting of the council’s team", ours)
    assert [n for n, cell in enumerate(cells) if cell != "–"] == [2, 4, 6]
    assert "nternal review" not in page(client, chidi, SCHOOL)


@pytest.mark.req("G14")
def test_schools_page_when_its_head_reads_it_then_what_the_level_entitles_to(client, scheduled, chidi):
    scheduled("priority-2")

    words = page(client, chidi, SCHOOL)
    brings = words[words.index("What Priority 2 brings") : words.index("What an adviser gives")]
    assert brings == (
        "What Priority 2 brings Support at this level Adviser’s support and challenge 1 day each half-term "
        "Challenge task group Each term Working with other schools in a cluster Yes "
        "Choosing a new head: the council shortlists and attends interviews Yes "
        "Complaints to Ofsted: advisers look into them Yes Help with finance Yes "
    )


@pytest.mark.req("G14")
def test_finance_help_when_at_priority_3_then_when_the_school_asks_and_no_task_group(client, scheduled, chidi):
    scheduled("priority-3")

    words = page(client, chidi, SCHOOL)
    assert "Help with finance When the school asks" in words
    assert "Challenge task group No" in words


@pytest.mark.req("E16", "G15")
@pytest.mark.parametrize("level", ["priority-1", "priority-3"])
def test_universal_offer_when_any_level_then_all_of_it_with_who_gives_it(client, scheduled, chidi, level):
    scheduled(level)

    words = page(client, chidi, SCHOOL)
    offers = words[words.index("For every school") :]
    for offer in (
        "A cluster of schools that support one another The schools of the cluster, together with the council",
        "Talking, work in the cluster and help from school to school, before any intervention The council with",
        "Primary hub The council with lead schools",
        "Your schools’ learning partnership Schools together with the council",
        "Development opportunities of the partnership The partnership",
    ):
        assert offer in offers


@pytest.mark.req("E17")
@pytest.mark.parametrize("level", ["priority-1", "priority-2", "priority-3"])
def test_reviews_from_outside_and_analysis_of_figures_when_a_head_reads_the_page_then_offered_with_who_arranges_them(
    client, scheduled, chidi, level
):
    scheduled(level)

    words = page(client, chidi, SCHOOL)
    offers = words[words.index("For every school") :]
    for offer in (
        "A review of the school from outside The school chooses it; the council helps to arrange it",
        "Analysis of the school’s figures, with its adviser or from outside The council, from the figures kept here",
    ):
        assert offer in offers


def test_offers_when_any_partnership_reads_them_then_they_name_no_other_area(client, scheduled, chidi):
    scheduled("priority-1")

    words = page(client, chidi, SCHOOL)
    assert re.findall("Hillingdon|LEAP", words) == []


@pytest.mark.req("E19", "E20")
def test_schools_page_when_read_then_four_kinds_of_adviser_support_and_three_principles(client, scheduled, gwen):
    scheduled("priority-1")

    response = sign_in(client, gwen).get(SCHOOL)
    part = response.content.decode().split('id="adviser"')[1].split("</section>")[0]
    gives, principles = part.split("How advisers work")
    assert (gives.count("<li>"), principles.count("<li>")) == (4, 3)
    for words in ("Critical, professional challenge", "children in care", "autonomy", "Strict confidentiality"):
        assert words in part


CELLS = {
    ("Community school", "Outstanding", "priority-3"): "An outstanding school",
    ("Academy converter", "Outstanding", "priority-3"): "An outstanding school",
    ("Community school", "Good", "priority-3"): "A securely good school",
    ("Academy converter", "Good", "priority-3"): "A securely good school",
    ("Community school", "Good", "priority-2"): "A good maintained school with something to watch",
    ("Community school", "Requires improvement", "priority-2"): "A maintained school that requires improvement",
    ("Academy converter", "Good", "priority-2"): "A good academy or free school with something to watch",
    ("Academy converter", "Requires improvement", "priority-1"): "An academy or free school that requires improvement",
}


@pytest.mark.req("E18")
@pytest.mark.parametrize(("kind", "grade", "level"), CELLS)
def test_relationship_when_a_school_reads_its_page_then_its_own_cell_and_no_other(
    client, scheduled, oakfield, chidi, kind, grade, level
):
    oakfield.type = kind
    oakfield.save()
    inspection(oakfield.urn, grade)
    scheduled(level)

    words = page(client, chidi, SCHOOL)
    assert [cell for cell in dict.fromkeys(CELLS.values()) if f"{cell}." in words] == [CELLS[kind, grade, level]]


@pytest.mark.req("G40")
def test_maintained_school_when_it_requires_improvement_then_link_inspector_and_expectations_are_kept(
    reader, scheduled, oakfield, bela, inside
):
    inspection(oakfield.urn, "Requires improvement")
    scheduled("priority-2")

    visit = reader(bela).opens(SCHOOL).reads("The school is in touch with its link Ofsted inspector", "not noted yet")
    visit.opens(f"{SCHOOL}expected/").fills(
        kind="link-inspector", on="2025-11-03", words="The inspector rang about the monitoring visit."
    ).presses("Note it").reads("3 Nov 2025: The inspector rang about the monitoring visit. Bela Kovacs")

    with inside(bela):
        assert Expectation.objects.get().kind == "link-inspector"


@pytest.mark.req("G47")
def test_priority_3_school_when_its_head_notes_a_review_then_what_is_expected_is_tracked(
    reader, scheduled, oakfield, chidi
):
    scheduled("priority-3")

    reader(chidi).opens(f"{SCHOOL}expected/").fills(
        kind="external-review", on="2025-10-14", words="Review of special needs with two heads."
    ).presses("Note it").reads("noted", "14 Oct 2025: Review of special needs with two heads. Chidi Nwosu")


def keep(partnership, by, **facts):
    """A document of Oakfield, as its service would leave it."""
    rest = {"classification": "restricted", "sha256": "0" * 64, "file_name": "sef.pdf", "size": 1, "added_at": AT}
    rest |= {"partnership": partnership, "urn": OAKFIELD, "added_by_id": by.pk, "added_by_name": by.name}
    return Document.objects.create(**rest | facts)


@pytest.mark.req("E15")
@pytest.mark.parametrize("path", [SCHOOL, f"/rivermead/schools/{OAKFIELD}/support/"])
def test_self_evaluation_and_plan_when_kept_then_the_newest_of_each_stands_dated_on_the_pages_of_support(
    client, scheduled, rivermead, inside, leah, chidi, path
):
    scheduled("priority-3")
    with inside(leah):
        keep(rivermead, leah, title="How we see it", kind="self-evaluation", dated_on=date(2025, 9, 30))
        keep(rivermead, leah, title="Seen before", kind="self-evaluation", dated_on=date(2024, 9, 30))
        keep(rivermead, leah, title="Three aims", kind="improvement-plan")
        keep(rivermead, leah, title="Prospectus", kind="other")

    words = page(client, chidi, path)
    part = words[words.index("Self-evaluation and improvement plan") :].split("All documents")[0]
    assert "Self-evaluation: How we see it , of 30 Sep 2025" in part
    assert "School improvement plan: Three aims , of 12 Nov 2025" in part
    assert ("Prospectus" in part, "Seen before" in part) == (False, False)


@pytest.mark.parametrize(("who", "lit"), [("chidi", "Support"), ("leah", "Support"), ("bela", "Support")])
def test_menu_when_a_schools_schedule_is_open_then_the_entry_for_support_is_lit(client, scheduled, request, who, lit):
    scheduled("priority-2")

    html = sign_in(client, request.getfixturevalue(who)).get(SCHOOL).content.decode()
    menu = html[html.index('aria-label="Menu"') :] if 'aria-label="Menu"' in html else html
    assert re.findall(r'aria-current="(?:page|true)"[^>]*>\s*(?:<strong[^>]*>)?\s*([^<]+?)\s*<', menu)[:1] == [lit]


@pytest.mark.req("G11")
def test_adviser_when_booking_and_having_days_then_planned_used_left_and_overrun_are_said(
    reader, scheduled, bela, inside, client
):
    scheduled("priority-2")
    with inside(bela):
        line = Line.objects.get(column=2, kind="adviser-day")
    visit = reader(bela).opens(f"/rivermead/support/lines/{line.public_id}/book/")
    visit.fills(on="2025-11-10", days="1").presses("Book the day").reads("1 day is booked on Monday 10 November")
    visit.reads("0 of 6 days used, 1 day booked, 6 days left.").presses("It was had: 10 November")
    visit.reads("The day counts as used.", "1 of 6 days used, 5 days left.", "done 10 Nov")

    for day in ("2025-11-11", "2025-11-12", "2025-11-13", "2025-11-14", "2025-11-17"):
        visit.opens(f"{SCHOOL}book/").fills(what="Assessment week", on=day, days="1").presses("Book the day")
    visit.reads("1 of 6 days used, 5 days booked, 5 days left.")
    visit.opens(f"{SCHOOL}book/").fills(what="One more", on="2025-11-18", days="0.5").presses("Book the day")
    visit.reads("that will be half a day more than planned")


def test_adviser_when_a_day_is_booked_then_her_year_and_her_visits_begin_with_it(reader, scheduled, bela):
    scheduled("priority-2")
    reader(bela).opens(f"{SCHOOL}book/").fills(what="One more", on="2025-11-18", days="0.5").presses("Book the day")

    for path in (f"/rivermead/support/advisers/{bela.pk}/", "/rivermead/visits/"):
        reader(bela).opens(path).reads("Next booked day: Tuesday 18 November 2025", "half a day.")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-02-10", "lies outside Autumn 2. Choose a day between 1 November 2025 and 31 December 2025"),
        ("2025-11-15", "Saturday 15 November 2025 is no school day"),
        ("2027-11-10", "lies outside 2025–26"),
    ],
)
def test_day_when_impossible_then_refused_with_what_to_do_and_nothing_is_booked(
    reader, scheduled, bela, inside, day, sentence
):
    scheduled("priority-2")
    with inside(bela):
        line = Line.objects.get(column=2, kind="adviser-day")

    reader(bela).opens(f"/rivermead/support/lines/{line.public_id}/book/").fills(on=day, days="1").presses(
        "Book the day"
    ).reads(sentence)

    with inside(bela):
        assert not Booking.objects.exists()


def test_lead_when_giving_an_adviser_days_then_the_page_says_whether_they_are_enough(reader, scheduled, leah, bela):
    scheduled("priority-1")

    reader(leah).opens(f"/rivermead/support/advisers/{bela.pk}/").fills(days="10").presses("Give these days").reads(
        "2 days more than the 10 days given."
    )


def test_line_when_it_is_done_or_left_out_then_the_schedule_says_so(reader, scheduled, bela, inside):
    scheduled("priority-2")
    with inside(bela):
        plan, group = Line.objects.get(kind="plan"), Line.objects.get(kind="task-group", column=2)

    visit = reader(bela).opens(f"/rivermead/support/lines/{plan.public_id}/done/").fills(on="2025-09-30")
    visit.presses("Say that it was done").reads("Noted in the schedule.", "done 30 Sep")
    visit.opens(f"/rivermead/support/lines/{group.public_id}/leave-out/").fills(because="The head is new.")
    visit.presses("Leave it out").reads("One line is left out", "Challenge task group: The head is new.")
    visit.does_not_read("Say it was done: school cluster")


@pytest.mark.req("G44")
def test_talk_when_logged_then_leads_read_it_and_the_academys_head_does_not(
    reader, client, rivermead, farid, lockside, inside
):
    visit = reader(farid).opens("/rivermead/support/talks/").reads("No talk logged yet", "The Towpath Trust")
    visit.fills(
        urn=str(lockside.urn), on="2025-11-05", how="meeting", spoke_with="Chief executive", about="Attendance."
    )
    visit.presses("Log it").reads("5 Nov 2025", "The Towpath Trust, about Lockside Academy", "With Chief executive")

    from tests.cast import hold, make_person

    head = make_person("Hal Brook")
    hold(head, "headteacher", rivermead, urn=lockside.urn)
    assert sign_in(client, head).get("/rivermead/support/talks/").status_code == 404


def test_opening_when_a_school_is_read_then_the_trail_has_one_row(client, scheduled, bela, inside):
    scheduled("priority-2")

    page(client, bela, SCHOOL)

    with inside(bela):
        assert Event.objects.filter(verb="opened a schedule", urn=OAKFIELD).count() == 1


@pytest.mark.parametrize("who", ["amara", "dora", "eleanor", "grace", "una"])
def test_uncleared_when_asking_then_the_answer_is_that_of_a_school_without_any_schedule(
    client, scheduled, request, who, oakfield
):
    person = request.getfixturevalue(who)
    before = sign_in(client, person).get(SCHOOL)
    scheduled("priority-1")

    after = client.get(SCHOOL)
    assert (before.status_code, after.status_code) == (404, 404)
    assert plain(before) == plain(after)


def test_adviser_of_another_school_when_asking_for_a_line_or_a_colleagues_year_then_nothing_is_there(
    client, scheduled, una, bela, leah, inside
):
    scheduled("priority-1")
    with inside(leah):
        line = Line.objects.filter(kind="adviser-day").first()

    signed_in = sign_in(client, una)
    for path in (f"/rivermead/support/lines/{line.public_id}/book/", f"/rivermead/support/advisers/{bela.pk}/"):
        assert signed_in.get(path).status_code == 404
    assert "Oakfield" not in plain(signed_in.get(TEAM))


def test_adviser_when_an_allocation_ends_then_nothing_of_the_school_at_the_next_request(
    client, scheduled, bela, farid, inside, rivermead
):
    from commonroom.people import services as people
    from commonroom.people.models import Post

    scheduled("priority-1")
    signed_in = sign_in(client, bela)
    assert signed_in.get(SCHOOL).status_code == 200

    with inside(farid):
        post = Post.objects.get(person=bela, role="adviser")
        people.end_post(post=post, because="Another adviser.", by=farid, at=AT)

    assert signed_in.get(SCHOOL).status_code == 404


def test_days_of_an_adviser_when_two_share_a_school_then_each_has_half(rivermead, scheduled, bela, una, leah, inside):
    from commonroom.support import selectors
    from tests.cast import hold

    hold(una, "adviser", rivermead, urn=OAKFIELD)
    scheduled("priority-2")

    with inside(leah):
        rows = selectors.advisers(rivermead, year=YEAR, on=date(2025, 11, 12))
    assert {row.name: row.days.planned for row in rows} == {"Bela Kovacs": Decimal(3), "Una Keeling": Decimal(3)}


def test_waiting_when_a_level_has_no_schedule_then_the_lead_is_told_and_the_adviser_what_to_book(
    rivermead, agree, leah, bela, inside, oakfield
):
    from commonroom.support.waiting import waiting_for

    decision = agree(OAKFIELD, "priority-2")
    with inside(leah):
        told = waiting_for(leah, partnership=rivermead, today=AT.date())
        services.schedule_year(decision=decision, year=YEAR, by=leah, at=AT)
        after = waiting_for(leah, partnership=rivermead, today=AT.date())
    with inside(bela):
        mine = waiting_for(bela, partnership=rivermead, today=AT.date())

    assert [each.what for each in told] == ["One agreed level has no schedule for 2025–26 yet"]
    assert after == []
    assert [(each.what, each.since) for each in mine] == [("Book 1 day for your schools", date(2025, 12, 31))]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((10,), "Say of one booked day whether it was had"),
        ((10, 11), "Say of two booked days whether they were had"),
    ],
)
def test_waiting_when_booked_days_are_past_then_the_adviser_is_asked_whether_they_were_had(
    rivermead, scheduled, bela, inside, days, words
):
    from commonroom.support.waiting import waiting_for

    scheduled("priority-3")
    with inside(bela):
        for day in days:
            of = {"urn": OAKFIELD, "on": date(2025, 11, day), "days": Decimal(1), "what": "Reading"}
            services.book_day(partnership=rivermead, by=bela, at=AT, **of)
        told = waiting_for(bela, partnership=rivermead, today=AT.date())

    assert [each.what for each in told if each.kind == "confirm"] == [words]
    assert [each.since for each in told if each.kind == "confirm"] == [date(2025, 11, 10)]
