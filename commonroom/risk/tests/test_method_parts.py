"""The method as a whole on screen: every part reads back what it shows, and each saving goes into the draft."""

from datetime import date

import pytest

from commonroom.measures.catalogue import catalogue
from commonroom.risk import document, editing, method_parts, support_model
from commonroom.web.testing import Visitor
from tests.cast import sign_in

MODEL = support_model.shipped()
MEASURES = tuple((slug, spec.name) for slug, spec in catalogue().items())
PARTS = [
    *(slug for slug, _ in method_parts.PARTS),
    *(f"year-{slug}" for slug in MODEL.levels),
    *(f"indicator-{slug}" for slug in MODEL.by_slug),
]
CHANGE = "/rivermead/method/change/"


def sent_back(cell, value):
    """What a form makes of a value that nobody touched."""
    if cell.kind == "date" and value:
        return date.fromisoformat(str(value))
    return value


@pytest.mark.parametrize("part", PARTS)
def test_part_when_sent_back_untouched_then_the_method_is_the_same(part):
    data = method_parts.added(part, document.as_data(MODEL))
    section = method_parts.section(part, MODEL, data, MEASURES)
    said = {name: sent_back(cell, value) for name, cell, value in editing.fields(section, data)}

    whole = method_parts.settled(editing.written(section, data, said))

    assert document.check(whole) == document.check(method_parts.settled(data))


def test_parts_when_taken_together_then_everything_of_the_method_has_its_place():
    top = {key.split(".")[0] for part in PARTS for key in keys(part)}

    assert set(document.as_data(MODEL)) - {"starts_on"} <= top | {"indicators"}


def keys(part):
    data = method_parts.added(part, document.as_data(MODEL))
    section = method_parts.section(part, MODEL, data, MEASURES)
    return [cell.key for cell in section.cells] + [rows.key for rows in section.rows]


@pytest.fixture
def farids(spring, farid, client):
    return Visitor(sign_in(client, farid))


@pytest.fixture
def drafted(rivermead, inside, farid):
    """The method as the draft has it."""

    def read():
        with inside(farid):
            return support_model.basis(rivermead).model

    return read


def saves(visitor, part, **values):
    return visitor.opens(f"{CHANGE}{part}/").fills(**values).presses("Save in the draft")


def brings(visitor, **values):
    page = visitor.opens(CHANGE).fills(because="Heads asked for it.", **values)
    return page.presses("Bring the draft into force")


@pytest.mark.req("F12")
def test_indicator_when_its_line_is_moved_on_screen_then_the_draft_says_so_and_the_method_page_once_in_force(
    farids, drafted
):
    page = saves(farids, "indicator-persistent-absence-high", **{"lines.0.amount": "1.75", "lines.0.years": "2"})
    page.reads("Persistent absence is high", "by at least", "1.75")

    line = drafted().by_slug["persistent-absence-high"].lines[0]
    assert (line.amount, line.years, line.measure) == (1.75, 2, "absence_persistent")
    brings(farids).reads("1.75 times England or more, 2 years running")


def test_indicator_when_added_on_screen_then_it_counts_towards_its_level(farids, drafted):
    saves(farids, "indicator-new", name="Many pupils move in the year", level="priority-2", adviser="on").reads(
        "Many pupils move in the year", "A new indicator."
    )

    made = drafted().by_slug["many-pupils-move-in-the-year"]
    assert (made.level, made.judged_by, len(drafted().indicators)) == ("priority-2", ("adviser",), 32)


def test_indicator_when_its_name_is_emptied_then_it_is_gone(farids, drafted):
    saves(farids, "indicator-intake-changed", name="").reads("The indicator is left out.")

    assert "intake-changed" not in drafted().by_slug
    brings(farids).does_not_read("intake has changed")


def test_indicator_when_others_name_it_then_taking_it_away_is_refused_in_a_sentence(farids):
    saves(farids, "indicator-weak-outcomes", name="").reads("“weak-outcomes” is named, but no indicator has that slug")


@pytest.mark.req("F06")
def test_best_fit_when_changed_on_screen_then_the_rule_and_its_words_change(farids, drafted):
    saves(farids, "fit", **{"best_fit.1.when.1.priority-2": "4"})

    assert drafted().best_fit[1].when[1] == {"priority-2": 4}
    brings(farids).reads("four indicators of Priority 2, or more")


@pytest.mark.req("G22", "G27")
def test_cadences_when_the_contradictions_are_settled_otherwise_then_setting_and_note_hold(farids, drafted):
    values = {"cadences.reviews_a_year.priority-1": "2", "cadences.review_notice_in": "calendar"}
    saves(farids, "cadences", **values)

    assert (drafted().cadences.reviews_a_year["priority-1"], drafted().cadences.review_notice_in) == (2, "calendar")
    brings(farids).reads("counted in calendar days")


def test_year_when_a_line_is_added_then_it_stands_in_its_column(farids, drafted):
    places = [n for n, c in enumerate(document.as_data(MODEL)["schedule"]) if c["level"] == "priority-3"]
    name = f"schedule.{places[2]}.lines.1"
    values = {f"{name}.what": "Coffee with the adviser", f"{name}.kind": "visit", f"{name}.who": "adviser"}
    saves(farids, "year-priority-3", **values).reads("Autumn 2 added: Coffee with the adviser")

    assert [line.what for line in drafted().schedule["priority-3"][2]][-1] == "Coffee with the adviser"


def test_offers_words_and_kinds_when_changed_then_the_method_page_tells_schools(farids, dora, client):
    saves(farids, "brings", **{"universal.0.name": "Primary circle"})
    saves(farids, "kinds", **{"kinds.0.route": "The adviser drinks tea with the head."})
    saves(farids, "words", **{"words.adviser": "school partner"})
    saves(farids, "schools", for_schools=["maintained", "academies"])
    brings(farids)

    page = Visitor(sign_in(type(client)(), dora)).opens("/rivermead/method/")

    page.reads("Primary circle", "The adviser drinks tea with the head.", "maintained schools and academies and free")


def test_schools_when_none_is_ticked_then_refused_in_a_sentence(farids):
    saves(farids, "schools", for_schools=[]).reads("a method is for some kind of school: tick at least one")


@pytest.mark.parametrize("part", ["nothing", "indicator-nothing", "year-nothing"])
def test_part_when_there_is_none_then_the_page_is_not_found(farids, part):
    farids.opens(f"{CHANGE}{part}/", expect=404)


def test_part_when_the_reader_may_not_change_it_then_she_is_told_by_403_or_404(spring, bela, chidi, client):
    for person in (bela, chidi):
        answer = sign_in(type(client)(), person).get(f"{CHANGE}fit/")
        assert answer.status_code in (403, 404)
