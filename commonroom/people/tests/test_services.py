"""Verbs about people and posts: effect, audit, refusal, and nothing half done."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commonroom.audit.models import Event
from commonroom.partnerships.scope import entered
from commonroom.people import services
from commonroom.people.models import Person, Post
from commonroom.people.providers import CannotRead, providers
from commonroom.people.roles import ROLES, givable, strictest
from tests.cast import AT, hold, make_person


def give(person, role, partnership, by, **facts):
    with entered(partnership):
        return services.give_post(person=person, role=role, partnership=partnership, by=by, at=AT, **facts)


def test_giving_a_post_writes_it_with_its_event(amara, ivy, rivermead):
    post = give(ivy, "adviser", rivermead, amara)

    event = Event.objects.get(verb="post given")
    assert (post.starts_on, post.given_by_name) == (date(2026, 3, 6), "Amara Osei")
    assert (event.chain, event.object_id, event.data["role"]) == ("p-rivermead", str(post.pk), "adviser")


@pytest.mark.parametrize(
    ("role", "facts", "sentence"),
    [
        ("king", {}, "There is no role called “king”."),
        ("platform-operator", {}, "Platform operator is not a post of a partnership."),
        ("headteacher", {}, "Headteacher is a post at a school. Choose the school."),
        ("board-member", {"urn": 900101}, "Board member is not a post at a school. Leave the school empty."),
        ("headteacher", {"urn": 123456}, "There is no school with URN 123456 in the register."),
        ("adviser", {"ends_on": date(2026, 1, 1)}, "The last day is before the first."),
    ],
)
def test_post_that_cannot_be_is_refused_in_words(amara, ivy, rivermead, oakfield, role, facts, sentence):
    with pytest.raises(services.CannotGivePost, match="^" + sentence.replace(".", r"\.")):
        give(ivy, role, rivermead, amara, **facts)

    assert not Event.objects.exists()


def test_nobody_gives_a_post_to_herself(amara, rivermead):
    with pytest.raises(services.CannotGivePost, match="Nobody gives a post to herself"):
        give(amara, "head-of-service", rivermead, amara)


def test_adviser_gives_no_posts(ben, ivy, rivermead):
    with pytest.raises(services.CannotGivePost, match="You may not give this post"):
        give(ivy, "adviser", rivermead, ben)


def test_manager_gives_no_posts_in_another_partnership(harun, ivy, rivermead):
    with pytest.raises(services.CannotGivePost, match="You may not give this post"):
        give(ivy, "adviser", rivermead, harun)


def test_same_post_is_not_given_twice(amara, ben, rivermead):
    with pytest.raises(services.CannotGivePost, match="Ben Adeyemi already holds this post"):
        give(ben, "adviser", rivermead, amara)


def test_database_refuses_a_post_in_a_foreign_partnership(ivy, rivermead, hillcrest):
    from django.db import ProgrammingError, transaction

    with entered(rivermead, person_id=ivy.pk), pytest.raises(ProgrammingError), transaction.atomic():
        Post.objects.create(
            person=ivy, partnership=hillcrest, role="adviser", starts_on=AT.date(), given_at=AT, given_by_name="x"
        )


def test_ending_a_post_needs_a_reason(amara, ben, rivermead):
    with entered(rivermead), pytest.raises(services.CannotEndPost, match="Say why the post ends"):
        services.end_post(post=Post.objects.get(person=ben), because="  ", by=amara, at=AT)


def test_head_ends_posts_of_own_staff_and_of_no_adviser(chidi, dora, ben, rivermead):
    with entered(rivermead):
        ended = services.end_post(post=Post.objects.get(person=dora), because="Left.", by=chidi, at=AT)
        with pytest.raises(services.CannotEndPost, match="You may not end this post"):
            services.end_post(post=Post.objects.get(person=ben), because="Left.", by=chidi, at=AT)

    assert ended.ended_by_name == "Chidi Nwosu"


def test_inviting_somebody_who_is_here_gives_the_post_and_makes_nobody(amara, harun, rivermead):
    with entered(rivermead):
        made = services.invite_person(
            name="Harry", email="HARUN@example.org", role="peer-reviewer", partnership=rivermead, by=amara, at=AT
        )

    assert (made.person, made.person.name) == (harun, "Harun Aydin")


def test_refused_invitation_leaves_nobody_behind(ben, rivermead):
    with entered(rivermead), pytest.raises(services.CannotGivePost):
        services.invite_person(
            name="Tariq", email="tariq@example.org", role="adviser", partnership=rivermead, by=ben, at=AT
        )

    assert not Person.objects.filter(email="tariq@example.org").exists()


def test_failing_audit_fails_the_deed(amara, ivy, rivermead, monkeypatch):
    def refuse(**facts):
        raise RuntimeError("no trail")

    monkeypatch.setattr(services.audit, "record", refuse)
    with pytest.raises(RuntimeError):
        give(ivy, "adviser", rivermead, amara)

    with entered(rivermead):
        assert not Post.objects.filter(person=ivy).exists()


def test_only_the_operator_closes_an_account(amara, ben):
    with pytest.raises(services.CannotEndPost, match="Only the platform’s operator"):
        services.deactivate_person(person=ben, because="Left.", by=amara, at=AT)


@pytest.mark.parametrize("slug", ROLES)
def test_role_has_a_name_a_sentence_and_a_place(slug):
    role = ROLES[slug]

    assert role.name[0].isupper()
    assert role.sentence.endswith(".")
    assert set(role.held) <= {"platform", "partnership", "school"}
    assert role.held


def test_second_step_is_the_strictest_of_the_roles():
    assert strictest(["training-lead", "headteacher"]) == "device"
    assert strictest(["headteacher", "board-member"]) == "always"
    assert strictest([]) == "none"


def test_roles_that_give_posts_need_the_second_step():
    assert {role.second_step for role in ROLES.values() if givable(role)} == {"always", "device"}
    assert {slug for slug, role in ROLES.items() if givable(role) and role.second_step == "device"} == {"headteacher"}


def test_command_adds_the_first_data_officer_and_prints_a_link(db):
    out = StringIO()
    call_command(
        "add_person",
        email="priya@example.org",
        name="Priya Raman",
        role="platform-data-officer",
        json=True,
        site="http://localhost:8000",
        stdout=out,
    )

    facts = json.loads(out.getvalue())
    assert facts["link"].startswith("http://localhost:8000/invitation/")
    assert services.find_invitation(facts["link"].split("/")[-2], at=Event.objects.first().at) is not None


def test_command_names_the_partnerships_there_are(rivermead):
    with pytest.raises(CommandError, match="There are: rivermead"):
        call_command("add_person", email="a@example.org", name="A", role="adviser", partnership="rivermeed")


def test_address_that_is_none_is_not_invited(rivermead):
    with pytest.raises(CommandError, match="“lead” is no e-mail address"):
        call_command("add_person", email="lead", name="A", role="adviser", partnership="rivermead")

    assert Person.objects.count() == 0


def test_provider_of_the_configuration_is_offered():
    text = json.dumps(
        [
            {
                "id": "council",
                "name": "Rivermead Council",
                "server_url": "https://id.example.org",
                "client_id": "c",
                "secret": "s",
            }
        ]
    )

    app = providers(text)["openid_connect"]["APPS"][0]
    assert (app["provider_id"], app["settings"]) == ("council", {"server_url": "https://id.example.org"})


@pytest.mark.parametrize(
    "text", ["[{}]", "nowhere.toml", "[1]", '[{"id": "a", "name": "A", "server_url": "http://a"}]']
)
def test_provider_that_is_not_whole_is_refused_in_words(text):
    with pytest.raises(CannotRead, match="COMMONROOM_OIDC"):
        providers(text)


def test_dates_of_a_post_end_before_they_begin_nowhere(ivy, rivermead):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        hold(ivy, "adviser", rivermead, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1))


def test_two_addresses_that_differ_in_case_are_one_person(db):
    from django.db import IntegrityError

    make_person("One", email="one@example.org")
    with pytest.raises(IntegrityError):
        make_person("Two", email="ONE@example.org")
