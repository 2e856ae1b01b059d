"""Themes of the area: the figures propose them, people confirm, reword, set aside, take back and add them (F03)."""

from dataclasses import replace
from datetime import date

import pytest

from commonroom.audit.models import Event
from commonroom.measures import decided_themes as decided
from commonroom.measures.decided_themes import Decision
from commonroom.measures.models import ThemeOfArea
from commonroom.measures.services import themes as services
from commonroom.measures.tests import area_rows as rows
from commonroom.measures.tests.area_rows import RWM
from commonroom.measures.themes import Theme, Themes
from commonroom.partnerships.scope import entered
from commonroom.web.testing import Visitor
from tests.cast import AT, hold, make_person, make_school, sign_in
from tests.house.raw_rows import RAISED, ROW_POLICY, RawRows

AREA = "/rivermead/area/"
KEY = "sharing-primary-ks2-rwm-exp"
READING = Theme("Reading", "70%, England 62%", 1.0, "ks2_read_exp", "primary")
CONFIRMED = Decision("", "confirmed", "sharing", "How we teach reading", "70%, England 62%", "", date(2026, 3, 2), "")


@pytest.fixture
def area(rivermead):
    """Twelve schools far above England in two years running: one theme worth sharing."""
    rows.authority()
    for n in range(12):
        rows.school(990001 + n, f"School {n}")
    for year in (2023, 2024):
        rows.borough(RWM, england=60.0, area=75.0, neighbours=(60.0, 60.0), year=year, n=12, of=12)


@pytest.fixture
def manager(client, amara, area):
    return Visitor(sign_in(client, amara))


def themes_of(visitor):
    """The themes in the columns of the page, each as its whole text."""
    columns = visitor.opens(AREA).page.find("div", class_="cr-theme")
    return [[item.text for item in column.find("li")] for column in columns]


def confirm(visitor, title="Maths clubs carry it", because="All clusters said so."):
    visitor.opens(f"/rivermead/area/themes/{KEY}/")
    visitor.fills(answer="confirmed", title=title, because=because, decided_on="2026-03-02")
    return visitor.presses("Keep the decision")


@pytest.mark.req("F03")
def test_theme_when_confirmed_in_other_words_then_the_area_page_says_by_whom_when_and_why(manager, rivermead):
    before = themes_of(manager)[0]
    confirm(manager).reads("The theme “Maths clubs carry it” is confirmed.")

    (told,) = themes_of(manager)[0]
    assert ["proposed" in one for one in (*before, told)] == [True, False]
    manager.reads("confirmed by the partnership manager on 2 March 2026: All clusters said so.")
    assert told.startswith("Maths clubs carry it")
    with entered(rivermead):
        event = Event.objects.get(verb="theme of the area confirmed")
    assert (event.object_id, event.acting_as) == (KEY, "partnership-manager")


@pytest.mark.req("F03")
def test_theme_when_confirmed_then_every_other_reader_sees_it_and_cannot_decide(manager, client, chidi, rivermead):
    confirm(manager)
    head = Visitor(sign_in(client, chidi))

    (told,) = themes_of(head)[0]
    assert [words in told for words in ("Maths clubs carry it", "Reword")] == [True, False]
    head.opens(f"/rivermead/area/themes/{KEY}/", expect=404)


def test_theme_when_set_aside_then_it_leaves_its_column_and_stands_below_with_the_reason(manager):
    manager.opens(f"/rivermead/area/themes/{KEY}/")
    manager.fills(answer="set-aside", because="One trust moved its dates.", decided_on="2026-03-02")
    manager.presses("Keep the decision")

    assert themes_of(manager)[0] == []
    manager.reads("Set aside: one theme", "Set aside by the partnership manager on 2 March 2026: One trust moved")


def test_theme_when_taken_back_then_it_is_proposed_again_and_what_was_said_stays(manager, rivermead):
    confirm(manager)
    manager.opens(f"/rivermead/area/themes/{KEY}/").reads("What was decided before")
    manager.fills(answer="proposed", because="Too early after all.", decided_on="2026-03-03")
    manager.presses("Keep the decision")

    (told,) = themes_of(manager)[0]
    assert told.startswith("Reading, writing and maths")
    with entered(rivermead):
        assert list(ThemeOfArea.objects.values_list("answer", flat=True).order_by("pk")) == ["confirmed", "proposed"]


@pytest.mark.req("F03")
def test_theme_when_added_then_it_stands_confirmed_with_what_it_rests_on(manager):
    manager.opens(AREA).follows("Add a theme")
    manager.fills(title="Speech and language", kind="thought", rests_on="Nine schools wait for therapy")
    manager.fills(because="Heads raised it in March.", decided_on="2026-03-02").presses("Add the theme")

    (told,) = [one for one in themes_of(manager)[1] if one.startswith("Speech and language")]
    rests = ("Nine schools wait for therapy", "confirmed by the partnership manager")
    assert [words in told for words in rests] == [True, True]


def test_decision_when_without_reason_or_in_days_to_come_then_refused_in_words(manager, rivermead):
    manager.opens(f"/rivermead/area/themes/{KEY}/").fills(answer="confirmed", because="", decided_on="2026-03-02")
    manager.presses("Keep the decision").reads("Say why.")
    manager.fills(answer="confirmed", because="So.", decided_on="2999-03-02")
    manager.presses("Keep the decision").reads("This day has not come yet.")

    with entered(rivermead):
        assert ThemeOfArea.objects.count() == 0


def test_theme_when_it_has_no_such_key_then_there_is_no_page(manager):
    manager.opens("/rivermead/area/themes/no-such-theme/", expect=404)


def test_theme_when_of_another_partnership_then_not_known_here(manager, client, hillcrest, harun):
    confirm(manager)
    make_school(991001, "Far School", la_code="991")
    there = Visitor(sign_in(client, harun)).opens("/hillcrest/area/")

    there.does_not_read("Maths clubs carry it")


def decide(rivermead, by):
    with entered(rivermead, person_id=by.pk):
        return services.decide_theme(
            partnership=rivermead, key=KEY, kind="sharing", title="Maths", rests_on="75%", answer="confirmed",
            because="So.", decided_on=date(2026, 3, 2), by=by, at=AT,
        )  # fmt: skip


def test_service_when_a_head_decides_then_refused(rivermead, chidi):
    with pytest.raises(services.CannotDecide):
        decide(rivermead, chidi)


@pytest.mark.parametrize(("role", "may"), [("head-of-service", True), ("school-improvement-lead", True),
                                           ("adviser", False), ("board-chair", False)])  # fmt: skip
def test_link_to_decide_when_by_role_then_for_those_who_answer_for_the_area(client, area, rivermead, role, may):
    person = make_person("Somebody")
    hold(person, role, rivermead)

    visitor = Visitor(sign_in(client, person)).opens(AREA)
    assert ("Confirm, reword or set aside" in visitor.text) is may


INSERT = (
    "insert into measures_themeofarea (partnership_id, key, kind, title, rests_on, answer, because, decided_on, role,"
    " noted_at, noted_by_id, noted_by_name) select partnership_id, 'x', kind, title, rests_on, answer, because,"
    " decided_on, role, noted_at, noted_by_id, noted_by_name from measures_themeofarea"
)


def test_rows_when_asked_of_the_database_itself_then_read_here_alone_and_added_by_few(
    rivermead, hillcrest, amara, chidi, harun
):
    decide(rivermead, amara)
    here, there = RawRows(rivermead), RawRows(hillcrest)

    seen = [here.seen(chidi, "measures_themeofarea"), there.seen(harun, "measures_themeofarea")]
    assert seen == [1, 0]
    assert here.refused(chidi, INSERT) == ROW_POLICY
    assert here.refused(amara, INSERT) == ""


def test_row_when_somebody_changes_it_then_the_database_refuses(rivermead, amara):
    decide(rivermead, amara)

    assert RawRows(rivermead).refused(amara, "update measures_themeofarea set title = 'Other'") == RAISED


def test_told_when_figures_have_moved_since_then_says_what_they_were():
    key = decided.key_of("sharing", READING)
    (one,) = decided.told(Themes(sharing=(replace(READING, numbers="72%, England 62%"),)), {key: CONFIRMED}).values()

    assert (one.title, one.numbers, one.numbers_then) == (
        "How we teach reading",
        "72%, England 62%",
        "70%, England 62%",
    )


def test_told_when_the_measure_moves_to_the_other_column_then_the_decision_does_not_follow():
    key = decided.key_of("sharing", READING)
    found = decided.told(Themes(thought=(READING,)), {key: replace(CONFIRMED, key=key)})

    assert [(one.kind, one.confirmed, one.proposed is None) for one in found.values()] == [
        ("thought", False, False),
        ("sharing", True, True),
    ]


def test_key_when_only_numbers_in_a_title_change_then_the_same():
    titles = ("Report cards: 67 schools have none yet", "Report cards: 1,066 schools have none yet")
    keys = {decided.key_of("early", Theme(title, "", 1.0)) for title in titles}

    assert keys == {"early-report-cards-schools-have-none-yet"}
