"""Doors: who may do what, where, and from when to when."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonroom.people import access, services
from commonroom.people.models import Person, Post
from commonroom.people.permissions import Permission as P
from tests.cast import AT, hold, make_person, sign_in


def test_head_sees_own_measures_of_own_school_and_of_no_other(chidi, rivermead, oakfield, osier_bank):
    seen = [
        access.can(chidi, P.SEE_SCHOOLS_OWN_MEASURES, partnership=rivermead, urn=school.urn)
        for school in (oakfield, osier_bank)
    ]

    assert seen == [True, False]


def test_manager_sees_own_measures_of_every_school(amara, rivermead, osier_bank):
    assert access.can(amara, P.SEE_SCHOOLS_OWN_MEASURES, partnership=rivermead, urn=osier_bank.urn)


def test_adviser_sees_own_measures_only_of_a_school_she_was_given(ben, rivermead, oakfield, osier_bank):
    hold(ben, "adviser", rivermead, urn=oakfield.urn)

    seen = [
        access.can(ben, P.SEE_SCHOOLS_OWN_MEASURES, partnership=rivermead, urn=school.urn)
        for school in (oakfield, osier_bank)
    ]

    assert seen == [True, False]


def test_rights_of_one_partnership_are_never_used_in_another(rivermead, hillcrest, osier_bank):
    both = make_person("Noor Both")
    hold(both, "headteacher", rivermead, urn=osier_bank.urn)
    hold(both, "head-of-service", hillcrest)

    assert not access.can(both, P.INVITE_PEOPLE, partnership=rivermead)
    assert access.can(both, P.INVITE_PEOPLE, partnership=hillcrest)


def test_acting_as_names_the_role_that_gives_the_right(amara, rivermead):
    assert access.acting_as(amara, P.INVITE_PEOPLE, partnership=rivermead) == "partnership-manager"


def test_published_figures_are_for_everybody_who_is_signed_in(ivy):
    assert access.can(ivy, P.SEE_PUBLISHED)


def test_closed_account_may_nothing(amara, rivermead):
    amara.is_active = False

    assert access.current_posts(amara) == ()
    assert not access.can(amara, P.SEE_PUBLISHED)


@pytest.mark.parametrize(
    ("day", "held"),
    [(date(2026, 1, 4), 0), (date(2026, 1, 5), 1), (date(2026, 2, 5), 1), (date(2026, 2, 6), 0)],
)
def test_post_is_held_from_its_first_day_to_its_last(ivy, rivermead, day, held):
    hold(ivy, "adviser", rivermead, starts_on=date(2026, 1, 5), ends_on=date(2026, 2, 5))

    assert len(access.current_posts(ivy, on=day)) == held


def test_own_schools_are_those_of_posts_here(chidi, rivermead, hillcrest, oakfield):
    assert access.own_schools(chidi, partnership=rivermead) == {oakfield.urn}
    assert access.own_schools(chidi, partnership=hillcrest) == frozenset()


def test_partnerships_of_a_person_with_two_posts_are_both_by_name(ivy, rivermead, hillcrest):
    hold(ivy, "adviser", rivermead)
    hold(ivy, "board-member", hillcrest)

    assert access.partnerships_of(ivy) == [hillcrest, rivermead]


def test_ended_post_counts_from_the_next_request_of_a_live_session(client, ben, amara, rivermead):
    sign_in(client, ben)
    before = client.get("/rivermead/people/who-may-do-what/").status_code
    from commonroom.partnerships.scope import entered

    with entered(rivermead):
        (post,) = Post.objects.filter(person=ben)
        services.end_post(post=post, because="Moved on.", by=amara, at=AT)

    assert (before, client.get("/rivermead/people/who-may-do-what/").status_code) == (200, 404)


def test_session_of_a_closed_account_is_over_at_the_next_request(client, ben, olga):
    sign_in(client, ben)
    before = client.get("/me/").status_code

    services.deactivate_person(person=ben, because="Left.", by=olga, at=AT)

    assert (before, client.get("/me/").status_code) == (200, 302)


def test_signed_out_is_sent_to_sign_in_and_back(client, rivermead):
    response = client.get("/rivermead/people/?role=adviser")

    assert response["Location"] == "/sign-in/login/?next=%2Frivermead%2Fpeople%2F%3Frole%3Dadviser"


def test_signed_out_learns_nothing_about_which_partnerships_there_are(client, rivermead):
    here, nowhere = client.get("/rivermead/people/"), client.get("/nowhere/people/")

    assert here["Location"].replace("rivermead", "nowhere") == nowhere["Location"]


def test_refusal_where_existence_is_no_secret_gives_its_reason(client, ben, rivermead):
    response = sign_in(client, ben).get("/rivermead/people/")

    assert response.status_code == 403
    assert "partnership manager" in response.content.decode()


def test_session_when_it_no_longer_counts_then_the_database_is_told_that_nobody_asks(client, amara):
    sign_in(client, amara)
    Person.objects.filter(pk=amara.pk).update(password="another")

    with CaptureQueriesContext(connection) as asked:
        client.get("/help/")

    told = [query["sql"] for query in asked if "app.person" in query["sql"]]
    assert (str(amara.pk) in told[0], "'app.person', ''" in told[1]) == (True, True)
