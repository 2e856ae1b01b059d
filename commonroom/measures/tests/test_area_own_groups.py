"""Groups of schools of one's own: written down as people write, seen by their owner alone."""

import pytest

from commonroom.audit.models import Event
from commonroom.measures.forms_groups import GroupForm
from commonroom.measures.models import ComparisonGroup
from commonroom.measures.tests import area_rows as rows
from commonroom.partnerships.scope import entered
from commonroom.schools import services as register
from commonroom.schools.selectors import finding
from commonroom.web.testing import Visitor
from tests.cast import AT, sign_in

PAGE = "/rivermead/groups/"


@pytest.fixture
def schools(rivermead):
    for urn, name in ((990001, "Alder Wharf"), (990002, "Birch Lane"), (990003, "Birch Row"), (990004, "Cedar")):
        rows.school(urn, name)
    register.rebuild_words()
    finding.VOCABULARY.forget()
    yield
    finding.VOCABULARY.forget()


@pytest.fixture
def visitor(client, amara, schools):
    return Visitor(sign_in(client, amara))


def own(rivermead, owner, name="Mine", urns=(990001, 990002)):
    with entered(rivermead):
        return ComparisonGroup.objects.create(
            partnership=rivermead, name=name, urns=list(urns), owner_id=owner.pk, made_at=AT
        )


def read(text):
    return GroupForm({"name": "Mine", "schools": text}, near_codes=["990"])


def test_schools_when_written_by_urn_or_name_then_found_once_each(schools):
    form = read("990004\nalder warf\nbirch lane\n990004 Cedar")

    assert form.is_valid(), form.errors
    assert [school.urn for school in form.cleaned_data["schools"]] == [990004, 990001, 990002]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Birch\n990001", "“Birch” may be one of several: 990002 Birch Lane, 990003 Birch Row. "
                          "Write the URN of the one you mean."),
        ("999999\n990001", "No school fits “999999”. Check the spelling, or write its URN."),
        ("990001", "Write at least two schools, one a line."),
        ("\n".join(str(990001 + n) for n in range(61)), "A group holds at most 60 schools. Leave some out."),
    ],
    ids=["several", "none", "one", "too many"],
)  # fmt: skip
def test_schools_when_a_line_is_unsure_then_one_sentence_says_what_to_do(schools, text, sentence):
    assert read(text).errors["schools"] == [sentence]


def test_group_when_made_then_it_stands_can_be_compared_with_and_is_recorded(visitor, rivermead):
    visitor.opens(f"{PAGE}make/").fills(name="By  the river", schools="Alder Wharf\n990004").presses("Save the group")

    visitor.reads("The group “By the river” is saved, with 2 schools.", "two schools: Alder Wharf, Cedar")
    assert list(Event.objects.values_list("verb", flat=True)) == ["made a group of schools"]
    visitor.follows("By the river").reads("compared with")


def test_group_when_changed_then_its_schools_stand_in_the_form_and_are_kept(visitor, rivermead, amara):
    group = own(rivermead, amara)
    visitor.opens(f"{PAGE}{group.pk}/").reads("990001 Alder Wharf").fills(name="Renamed").presses("Save the group")

    with entered(rivermead):
        assert list(ComparisonGroup.objects.values_list("name", "urns")) == [("Renamed", [990001, 990002])]


def test_group_when_the_name_is_hers_already_then_refused(visitor, rivermead, amara):
    own(rivermead, amara)

    visitor.opens(f"{PAGE}make/").fills(name="mine", schools="990001\n990002").presses("Save the group")
    visitor.reads("You have a group called “mine” already. Choose another name.")


def test_group_when_deleted_then_gone_after_asking_again(visitor, rivermead, amara):
    group = own(rivermead, amara)
    visitor.opens(f"{PAGE}{group.pk}/delete/").presses("Delete the group").reads("The group “Mine” is deleted.")

    visitor.reads("You have no groups yet.")


@pytest.mark.parametrize("end", ["", "delete/"])
def test_group_when_somebody_elses_then_it_does_not_exist(visitor, rivermead, ben, end):
    visitor.opens(f"{PAGE}{own(rivermead, ben).pk}/{end}", expect=404)


def test_groups_when_listed_then_only_ones_own(visitor, rivermead, amara, ben):
    own(rivermead, amara, "Mine")
    own(rivermead, ben, "Ben’s")

    visitor.opens(PAGE).reads("Mine").does_not_read("Ben’s")
