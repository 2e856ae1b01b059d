"""Who goes where, on the page and by the job: proposals, choices by hand, conflicts, posts, who learns nothing."""

import re
from decimal import Decimal

import pytest
import time_machine

from commonroom.audit.models import Event
from commonroom.kit.academic_year import AcademicYear
from commonroom.people.models import Post
from commonroom.support import planning, services, tasks
from commonroom.support.assigning import Adviser, Key
from commonroom.support.models import AdviserConflict, AdviserYear, Assignment, AssignmentRun, Solution
from commonroom.support.services import assigning
from commonroom.support.tests.conftest import AT, OAKFIELD, TODAY, YEAR
from commonroom.web.testing import Visitor
from tests.cast import hold, make_person, sign_in

PAGE = "/rivermead/support/assignment/"
NOW = 2
"""The half-term of the cast's day: Autumn 2."""


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def ama(rivermead):
    """Adviser without any school yet."""
    person = make_person("Ama Sutherland")
    hold(person, "adviser", rivermead)
    return person


@pytest.fixture
def give(rivermead, leah, inside):
    """Give an adviser days for the year."""

    def days(person, number, **more):
        with inside(leah):
            told = {"partnership": rivermead, "year": YEAR, "by": leah, "at": AT}
            services.give_adviser_days(person=person, days=Decimal(number), **told, **more)

    return days


@pytest.fixture
def proposed(rivermead, leah, inside):
    """Work out and store a proposal as the lead."""

    def solve():
        with inside(leah):
            return services.propose(partnership=rivermead, year=YEAR, by=leah, at=AT)

    return solve


@pytest.fixture
def choose(rivermead, leah, inside):
    """Choose by hand as the lead."""

    def by_hand(choices):
        with inside(leah):
            return services.choose(partnership=rivermead, year=YEAR, choices=choices, by=leah, at=AT)

    return by_hand


@pytest.fixture
def who(rivermead, leah, inside):
    """Who goes to a school, by half-term."""

    def named(urn=OAKFIELD):
        with inside(leah):
            return dict(Assignment.objects.filter(urn=urn).values_list("half_term", "person_id"))

    return named


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_propose_when_an_adviser_has_the_days_then_goes_in_every_half_term_from_now_on(
    scheduled, give, bela, proposed, who
):
    scheduled("priority-2")
    give(bela, 30)

    solution = proposed()

    assert who() == dict.fromkeys(range(NOW, 7), bela.pk)
    assert (solution.days_unmet, solution.gap) == (0, 0)
    assert solution.words[-1] == "No other plan is better: this is proven."


def test_propose_when_stored_then_one_event_says_so_with_numbers_only(scheduled, give, bela, proposed, rivermead):
    scheduled("priority-2")
    give(bela, 30)

    proposed()

    told = Event.objects.filter(verb="assigned advisers").get()
    assert told.data == {"assigned": 5, "gap": 0.0, "open_days": "0"}


def test_propose_when_the_adviser_of_the_school_has_days_then_she_stays(scheduled, give, bela, ama, proposed, who):
    scheduled("priority-2")
    give(ama, 30)
    give(bela, 30)

    proposed()

    assert set(who().values()) == {bela.pk}


def test_propose_when_nobody_has_days_then_is_refused_and_nothing_is_stored(scheduled, proposed, inside, leah):
    scheduled("priority-2")

    with pytest.raises(services.CannotAssign, match="No adviser has days for this year"):
        proposed()

    with inside(leah):
        assert Solution.objects.count() == 0


def test_propose_when_days_are_too_few_then_says_how_many_are_open(scheduled, give, bela, proposed):
    scheduled("priority-2")
    give(bela, 3)

    solution = proposed()

    assert solution.days_unmet == 2
    assert solution.words[:2] == [
        "2 of 5 days have no adviser yet.",
        "The advisers together have 3 days this year.",
    ]


def test_choose_when_proposed_again_then_the_choice_stays(scheduled, give, bela, ama, proposed, choose, who):
    scheduled("priority-2")
    give(bela, 30)
    give(ama, 30)
    proposed()

    choose({Key(OAKFIELD, 4): ama.pk})
    solution = proposed()

    assert who()[4] == ama.pk
    assert "1 choice made by hand was kept." in solution.words


def test_choose_when_left_to_the_proposal_again_then_the_proposal_decides(
    scheduled, give, bela, ama, proposed, choose, who
):
    scheduled("priority-2")
    give(bela, 30)
    give(ama, 30)
    choose({Key(OAKFIELD, 4): ama.pk})

    choose({Key(OAKFIELD, 4): None})
    proposed()

    assert set(who().values()) == {bela.pk}


def test_choose_when_more_than_somebody_has_then_a_sentence_says_so_and_nothing_changes(
    scheduled, give, bela, choose, who
):
    scheduled("priority-2")
    give(bela, 1)

    with pytest.raises(services.CannotAssign, match="Bela Kovacs has 1 day this year, and 2 were given"):
        choose({Key(OAKFIELD, 3): bela.pk, Key(OAKFIELD, 4): bela.pk})

    assert who() == {}


def test_choose_when_the_half_term_is_over_then_is_refused(scheduled, give, bela, choose):
    scheduled("priority-2")
    give(bela, 30)

    with pytest.raises(services.CannotAssign, match="Nobody is asked for in Autumn 1 there, or it is over"):
        choose({Key(OAKFIELD, 1): bela.pk})


def test_keep_apart_when_noted_then_the_next_proposal_sends_somebody_else(
    scheduled, give, bela, ama, proposed, who, rivermead, leah, inside
):
    scheduled("priority-2")
    give(bela, 30)
    give(ama, 30)

    with inside(leah):
        services.keep_apart(
            partnership=rivermead, person=bela, urn=OAKFIELD, because="Taught there until 2024.", by=leah, at=AT
        )
    proposed()

    assert set(who().values()) == {ama.pk}


def test_store_when_schedules_changed_meanwhile_then_nothing_is_stored(scheduled, give, bela, rivermead, leah, inside):
    scheduled("priority-2")
    give(bela, 30)
    with inside(leah):
        stands = planning.standing(rivermead, year=YEAR, on=TODAY)
        plan = assigning.solved(stands)
    give(bela, 4)

    with inside(leah), pytest.raises(services.CannotAssign, match="have changed in the meantime"):
        assigning.store(partnership=rivermead, stands=stands, plan=plan, by=leah, at=AT)

    with inside(leah):
        assert (Solution.objects.count(), Assignment.objects.count()) == (0, 0)


def test_give_posts_when_the_plan_names_somebody_new_then_she_may_read_of_the_school(
    scheduled, give, ama, proposed, rivermead, farid, inside, oakfield
):
    scheduled("priority-2")
    give(ama, 30)
    proposed()

    with inside(farid):
        given = services.give_posts(partnership=rivermead, year=YEAR, by=farid, at=AT)
        again = services.give_posts(partnership=rivermead, year=YEAR, by=farid, at=AT)

    assert (given, again) == (1, 0)
    with inside(farid):
        assert Post.objects.filter(person=ama, role="adviser", urn=OAKFIELD, ended_at=None).count() == 1


def test_work_out_when_run_twice_then_one_solution_stands(scheduled, give, bela, rivermead, leah, inside):
    scheduled("priority-2")
    give(bela, 30)
    with inside(leah):
        run = services.ask_for_assignment(partnership=rivermead, year=YEAR, by=leah, at=AT)

    for _ in range(2):
        tasks.work_out(run_id=run.pk, partnership_id=rivermead.pk, person_id=leah.pk)

    with inside(leah):
        assert AssignmentRun.objects.get().state == "done"
        assert Solution.objects.count() == 1


def test_work_out_when_it_cannot_be_then_the_page_says_why(scheduled, rivermead, leah, inside, client):
    scheduled("priority-2")
    with inside(leah):
        run = services.ask_for_assignment(partnership=rivermead, year=YEAR, by=leah, at=AT)

    tasks.work_out(run_id=run.pk, partnership_id=rivermead.pk, person_id=leah.pk)

    shown = text_of(sign_in(client, leah).get(PAGE))
    assert "The last proposal could not be made No adviser has days for this year." in shown


def test_page_when_a_lead_asks_then_says_it_is_being_worked_out_and_then_shows_the_plan(
    scheduled, give, bela, client, leah, rivermead, inside
):
    scheduled("priority-2")
    give(bela, 14)
    reader = Visitor(sign_in(client, leah))
    reader.opens(PAGE).presses("Propose who goes where").reads("A proposal is being worked out")

    with inside(leah):
        run = AssignmentRun.objects.get()
    tasks.work_out(run_id=run.pk, partnership_id=rivermead.pk, person_id=leah.pk)

    reader.opens(PAGE).reads(
        "Every day that a schedule asks for has an adviser.",
        "5 of 14 days",
        "No other plan is better: this is proven.",
        "Bela Kovacs",
    )


def test_page_when_changed_by_hand_then_the_cell_says_so(scheduled, give, bela, client, leah, proposed):
    scheduled("priority-2")
    give(bela, 14)
    proposed()
    reader = sign_in(client, leah)

    response = reader.post(f"{PAGE}{OAKFIELD}/", {"half_term_3": bela.pk}, follow=True)

    assert "Bela Kovacs 1, by hand" in text_of(response)
    assert "One half-term was chosen by hand and stays." in text_of(response)


def test_load_when_days_are_full_or_too_many_are_given_then_its_words_say_so():
    adviser = Adviser(1, "Bela Kovacs", Decimal(14), phases=frozenset(), place=None)

    told = [planning.Load(adviser, Decimal(given), 1).words for given in ("0", "5", "14", "15.5")]

    assert told == ["0 of 14 days", "5 of 14 days", "14 of 14 days, full", "15.5 of 14 days, 1.5 days too many"]


def test_page_when_by_hand_goes_past_an_advisers_days_then_the_message_and_the_list_say_it(
    scheduled, give, bela, client, leah, proposed, inside
):
    scheduled("priority-2")
    give(bela, 1)
    proposed()
    with inside(leah):
        held = Assignment.objects.get().half_term
    other = 3 if held != 3 else 4

    page = Visitor(sign_in(client, leah)).opens(f"{PAGE}{OAKFIELD}/").fills(**{f"half_term_{other}": bela.pk})

    page.presses("Keep these choices").reads("Bela Kovacs now has 2 of 1 day, 1 day too many.")


def test_page_when_schools_are_not_given_to_their_adviser_then_they_are_named(
    scheduled, give, ama, client, farid, proposed
):
    scheduled("priority-2")
    give(ama, 30)
    proposed()

    Visitor(sign_in(client, farid)).opens(PAGE).reads("until then:", "Oakfield Primary School: Ama Sutherland")


def test_page_when_too_much_is_chosen_then_the_form_says_what_to_do(scheduled, give, bela, client, leah):
    scheduled("priority-2")
    give(bela, 1)

    response = sign_in(client, leah).post(f"{PAGE}{OAKFIELD}/", {"half_term_3": bela.pk, "half_term_4": bela.pk})

    assert "Give some of them to somebody else, or raise the days." in text_of(response)


def test_conflicts_when_noted_on_the_page_then_listed_and_can_end(scheduled, bela, client, leah, inside):
    scheduled("priority-2")
    reader = sign_in(client, leah)
    sent = {"person": bela.pk, "urn": OAKFIELD, "because": "Her sister is the head."}

    shown = text_of(reader.post(f"{PAGE}conflicts/", sent, follow=True))
    with inside(leah):
        held = AdviserConflict.objects.get()
    after = text_of(reader.post(f"{PAGE}conflicts/", {"end": held.pk}, follow=True))

    assert "Bela Kovacs, not to Oakfield Primary School: Her sister is the head." in shown
    assert "No conflict of interest is noted." in after


def test_days_when_a_district_is_given_then_travel_is_counted_from_the_middle_of_its_schools(
    scheduled, bela, client, leah, inside, oakfield
):
    type(oakfield).objects.filter(pk=oakfield.pk).update(postcode="RM4 1AB", latitude=51.51, longitude=-0.42)
    reader = sign_in(client, leah)
    page = f"/rivermead/support/advisers/{bela.pk}/"

    reader.post(page, {"days": "30", "phases": ["Primary"], "district": "rm4"})
    refused = text_of(reader.post(page, {"days": "30", "district": "ZZ9"}))

    with inside(leah):
        row = AdviserYear.objects.get(person_id=bela.pk)
    assert (row.latitude, row.longitude) == (51.51, -0.42)
    assert "No school lies in that district." in refused


@pytest.mark.parametrize("somebody", ["bela", "chidi", "gwen", "amara", "harun", "ivy"])
@pytest.mark.parametrize("path", ["", "conflicts/", f"{OAKFIELD}/"])
def test_pages_when_asked_by_others_then_answer_like_none(request, scheduled, client, somebody, path, bela):
    scheduled("priority-2")
    person = request.getfixturevalue(somebody)

    assert sign_in(client, person).get(f"{PAGE}{path}").status_code == 404


@pytest.mark.parametrize("somebody", ["bela", "chidi", "gwen", "amara", "ivy"])
def test_database_when_asked_as_others_then_shows_no_conflict_run_or_solution(
    request, scheduled, give, bela, proposed, rivermead, leah, inside, somebody
):
    scheduled("priority-2")
    give(bela, 30)
    proposed()
    told = {"partnership": rivermead, "by": leah, "at": AT}
    with inside(leah):
        services.keep_apart(person=bela, urn=OAKFIELD, because="Taught there.", **told)
        services.ask_for_assignment(year=AcademicYear(2025), **told)

    with inside(request.getfixturevalue(somebody)):
        counts = [model.objects.count() for model in (AdviserConflict, AssignmentRun, Solution)]

    assert counts == [0, 0, 0]
