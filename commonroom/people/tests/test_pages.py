"""Pages of oneself and of people and posts."""

import re
from datetime import date

import pytest
from django.core import mail

from commonroom.audit.models import Event
from commonroom.people.models import Invitation, Person, Post
from tests.cast import hold, make_person, sign_in

INVITE = {"name": "Tariq Bello", "email": "Tariq@Example.org", "role": "adviser"}


def reads(response):
    return response.content.decode()


def test_manager_sees_every_post_of_the_partnership_and_none_of_another(client, amara, ben, chidi, harun):
    page = reads(sign_in(client, amara).get("/rivermead/people/"))

    assert [name in page for name in ("Ben Adeyemi", "Chidi Nwosu", "Harun Aydin")] == [True, True, False]


def test_people_page_filters_by_role_and_by_school(client, amara, ben, chidi, dora, oakfield):
    by_role = reads(sign_in(client, amara).get("/rivermead/people/?role=adviser"))
    by_school = reads(client.get(f"/rivermead/people/?school={oakfield.urn}"))

    assert [name in by_role for name in ("Ben Adeyemi", "Dora Lindqvist")] == [True, False]
    assert [name in by_school for name in ("Ben Adeyemi", "Dora Lindqvist")] == [False, True]


def test_head_sees_staff_of_the_own_school_alone(client, chidi, dora, grace):
    page = reads(sign_in(client, chidi).get("/rivermead/people/"))

    assert [name in page for name in ("Dora Lindqvist", "Grace Thornton")] == [True, False]


def test_inviting_gives_the_post_and_writes_a_letter_that_says_only_that(client, amara, rivermead):
    response = sign_in(client, amara).post("/rivermead/people/invite/", INVITE)
    person = Person.objects.get(email="tariq@example.org")

    assert response.status_code == 302
    assert (mail.outbox[0].subject, mail.outbox[0].to) == ("An invitation to Commonroom", [person.email])
    assert "adviser" not in mail.outbox[0].body.lower()
    assert Invitation.objects.get().person == person


def test_head_may_not_invite_an_adviser(client, chidi, oakfield):
    response = sign_in(client, chidi).post("/rivermead/people/invite/", INVITE | {"school": oakfield.urn})

    assert response.status_code == 200
    assert not Person.objects.filter(email="tariq@example.org").exists()


def test_head_invites_a_business_manager_of_the_own_school_and_of_no_other(client, chidi, oakfield, osier_bank):
    sign_in(client, chidi)
    elsewhere = client.post(
        "/rivermead/people/invite/", INVITE | {"role": "business-manager", "school": osier_bank.urn}
    )
    own = client.post("/rivermead/people/invite/", INVITE | {"role": "business-manager", "school": oakfield.urn})

    assert (elsewhere.status_code, own.status_code) == (200, 302)


def test_wrong_form_says_what_and_how_to_mend(client, amara):
    page = reads(sign_in(client, amara).post("/rivermead/people/invite/", {"email": "tariq", "starts_on": "soon"}))

    for sentence in (
        "There is something to mend",
        "Enter the person’s name.",
        "Enter an e-mail address, like name@example.org.",
        "Choose a post.",
        "Enter the first day like 1 9 2026, or leave it empty.",
    ):
        assert sentence in page


def test_ending_a_post_keeps_reason_and_name(client, amara, ben, rivermead):
    from commonroom.partnerships.scope import entered

    with entered(rivermead):
        pk = Post.objects.get(person=ben).pk

    response = sign_in(client, amara).post(f"/rivermead/people/posts/{pk}/end/", {"because": "Moved to Leeds."})

    with entered(rivermead):
        post = Post.objects.get(pk=pk)
    assert response.status_code == 302
    assert (post.ended_because, post.ended_by_name) == ("Moved to Leeds.", "Amara Osei")
    event = Event.objects.get(verb="post ended")
    assert (event.chain, event.actor_name, event.acting_as) == ("p-rivermead", "Amara Osei", "partnership-manager")


def test_post_of_another_partnership_cannot_be_opened(client, amara, harun, hillcrest):
    from commonroom.partnerships.scope import entered

    with entered(hillcrest):
        pk = Post.objects.get(person=harun).pk
    sign_in(client, amara)

    paths = (f"/rivermead/people/posts/{pk}/end/", f"/rivermead/people/{harun.pk}/")
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_person_who_is_not_there_answers_like_an_address_that_is_not_there(client, amara, harun):
    sign_in(client, amara)
    paths = ("/rivermead/people/4711/", f"/rivermead/people/{harun.pk}/", "/hillcrest/people/", "/nowhere/at/all/")
    token = re.compile(r'csrfmiddlewaretoken" value="[^"]*"')

    bodies = {token.sub("", reads(client.get(path))) for path in paths}

    assert len(bodies) == 1


def test_platform_people_are_for_the_operator_alone(client, olga, priya, amara):
    shown = reads(sign_in(client, olga).get("/people/"))
    others = [sign_in(client, person).get("/people/").status_code for person in (priya, amara)]

    assert ("Priya Raman" in shown, "Amara Osei" in shown, others) == (True, False, [404, 404])


def test_own_page_shows_posts_and_the_way_between_partnerships(client, ivy, rivermead, hillcrest):
    hold(ivy, "peer-reviewer", rivermead)
    hold(ivy, "portal-editor", hillcrest, ends_on=date(2030, 7, 31))

    page = reads(sign_in(client, ivy).get("/me/"))

    assert 'href="/rivermead/"' in page
    assert 'href="/hillcrest/"' in page
    assert "31 July 2030" in page


def test_own_page_without_posts_says_what_to_do(client, ivy):
    assert "You hold no post yet." in reads(sign_in(client, ivy).get("/me/"))


def test_person_with_one_partnership_sees_no_switcher(client, ben):
    assert "Your partnerships" not in reads(sign_in(client, ben).get("/me/"))


@pytest.mark.parametrize("count", [1, 3, 12])
def test_people_page_asks_the_database_as_often_for_many_as_for_few(
    client, amara, rivermead, count, django_assert_num_queries
):
    for number in range(count):
        hold(make_person(f"Person{number} Test"), "adviser", rivermead)
    sign_in(client, amara)
    client.get("/rivermead/people/")

    with django_assert_num_queries(8):
        client.get("/rivermead/people/")


def test_second_step_when_it_is_set_up_then_the_reason_fits_the_post(client, priya, amara):
    for person, reason in ((priya, "Your post reaches every partnership here"), (amara, "records that are confiden")):
        client.force_login(person)
        assert reason in reads(client.get("/sign-in/2fa/"))


def test_people_page_when_an_adviser_has_several_schools_then_one_row_that_names_them(
    client, amara, ivy, rivermead, oakfield, osier_bank
):
    hold(ivy, "adviser", rivermead, urn=oakfield.urn)
    hold(ivy, "adviser", rivermead, urn=osier_bank.urn)

    page = reads(sign_in(client, amara).get("/rivermead/people/?role=adviser"))

    assert page.count(f'href="/rivermead/people/{ivy.pk}/"') == 1
    assert "<summary>2 schools</summary>" in page
    assert "<li>Oakfield Primary School</li><li>Osier Bank Primary School</li>" in page
