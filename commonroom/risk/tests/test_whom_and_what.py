"""Which schools a method looks at, and how old a figure may be: as data, on the pages, and in what a term drafts."""

import pytest

from commonroom.kit.academic_year import AcademicYear
from commonroom.risk import ages, document, kinds, services, support_model
from commonroom.risk.models import Assessment, Finding, SupportModel
from commonroom.risk.tests.conftest import AT, SPRING, Value, measure, value
from commonroom.web.testing import Visitor
from tests.cast import make_school, sign_in

TODAY = AT.date()


@pytest.fixture
def visits(client):
    return lambda person: Visitor(sign_in(type(client)(), person))


@pytest.fixture
def opens(rivermead, farid, inside):
    def term(**changes):
        with inside(farid):
            if changes:
                data = {**document.as_data(support_model.shipped()), **changes}
                services.change_model(partnership=rivermead, data=data, starts_on=TODAY, because="So.", by=farid, at=AT)
            return services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)

    return term


def assessed(inside, farid):
    with inside(farid):
        return list(Assessment.objects.order_by("urn").values_list("urn", flat=True))


@pytest.mark.parametrize(
    ("kind", "group", "told"),
    [
        ("Community school", "Local authority maintained schools", "maintained"),
        ("Voluntary aided school", "", "maintained"),
        ("Academy converter", "Academies", "academies"),
        ("Free schools", "Free Schools", "academies"),
        ("City technology college", "Independent schools", "academies"),
        ("Academy 16-19 converter", "Academies", "academies"),
        ("Community special school", "Special schools", "special"),
        ("Academy special converter", "Academies", "special"),
        ("Free schools special", "Free Schools", "special"),
        ("Pupil referral unit", "Local authority maintained schools", "alternative"),
        ("Free schools alternative provision", "Free Schools", "alternative"),
        ("Local authority nursery school", "Local authority maintained schools", "nurseries"),
        ("Non-maintained special school", "Special schools", "non-maintained-special"),
        ("Other independent special school", "Independent schools", "independent"),
        ("Other independent school", "Independent schools", "independent"),
        ("Further education", "Colleges", "colleges"),
        ("Special post 16 institution", "Colleges", "colleges"),
        ("Offshore schools", "Other types", "others"),
        ("British schools overseas", "Other types", "others"),
        ("Higher education institutions", "Universities", "others"),
        ("Welsh establishment", "Welsh schools", "others"),
        ("", "Academies", "academies"),
        ("", "", None),
    ],
)
def test_kind_when_the_register_tells_type_or_group_then_the_school_has_its_kind(kind, group, told):
    assert kinds.kind_of(kind, group) == told


@pytest.mark.req("F04")
def test_term_when_opened_then_only_schools_of_the_methods_kinds_are_looked_at(figures, opens, inside, farid):
    make_school(900110, "Quillfeather Academy", type="Academy converter", type_group="Academies")
    make_school(900111, "Fernhill House", type="Other independent school", type_group="Independent schools")
    make_school(900112, "Rivermead College", type="Further education", type_group="Colleges")
    make_school(900113, "Nobody knows", type="", type_group="")

    opening = opens()

    assert (assessed(inside, farid), opening.schools) == ([900101, 900102, 900110, 900113], 4)


def test_term_when_the_method_is_for_independent_schools_too_then_they_are_looked_at(figures, opens, inside, farid):
    make_school(900111, "Fernhill House", type="Other independent school", type_group="Independent schools")

    opens(for_schools=["maintained", "independent"])

    assert assessed(inside, farid) == [900101, 900102, 900111]


def test_term_when_no_school_is_of_the_methods_kinds_then_refused_with_where_to_look(figures, opens):
    with pytest.raises(services.CannotOpenTerm, match="look at which schools the method is for"):
        opens(for_schools=["colleges"])


def test_document_when_it_was_made_before_the_kinds_then_it_is_for_state_funded_schools():
    data = document.as_data(support_model.shipped())
    del data["for_schools"], data["for_schools_note"], data["figures_count_for"]

    model = document.check(data)

    assert model.for_schools == ("maintained", "academies", "special", "alternative", "nurseries")
    assert model.figures_count_for == 0


def test_document_when_it_is_for_no_school_then_refused_in_a_sentence():
    data = {**document.as_data(support_model.shipped()), "for_schools": []}

    with pytest.raises(document.CannotReadModel, match="a method is for some kind of school: tick at least one"):
        document.check(data)


def test_method_page_when_read_by_anyone_then_it_says_for_whom_it_is_and_how_old_figures_may_be(spring, dora, visits):
    visits(dora).opens("/rivermead/method/").reads(
        "maintained schools, academies and free schools, maintained special schools and special academies, "
        "pupil referral units and alternative provision and maintained nursery schools.",
        "It does not look at non-maintained special schools, independent schools, further education and sixth-form "
        "colleges or others, such as British schools overseas and universities.",
        "A figure counts while its school year is at most four years back; an older one raises nothing.",
    )


@pytest.fixture
def aged(db, oakfield, osier_bank):
    """Absence six years back, results four years back: seen from 2025–26."""
    for slug, year, england, own in (("absence_persistent", 2019, 14.0, 22.0), ("ks2_rwm_exp", 2021, 62.0, 50.0)):
        measure(slug, england, year=year)
        value(oakfield.urn, slug, own, year=year)


def raised(inside, farid):
    with inside(farid):
        return set(Finding.objects.filter(urn=900101, raised=True).values_list("indicator", flat=True))


@pytest.mark.req("F12")
def test_term_when_figures_are_older_than_the_method_lets_count_then_they_raise_nothing(aged, opens, inside, farid):
    opens()

    assert (support_model.shipped().figures_count_for, raised(inside, farid)) == (4, {"weak-outcomes"})


def test_term_when_the_method_has_no_limit_then_every_figure_counts(aged, opens, inside, farid):
    opens(figures_count_for=0)

    assert "persistent-absence-high" in raised(inside, farid)


def test_term_page_when_figures_are_old_then_it_tells_those_that_count_and_indicators_without(
    aged, opens, farid, visits
):
    opens()

    visits(farid).opens("/rivermead/assessment/").reads(
        "One measure has no figure young enough: two indicators have none to go by",
        "A figure counts for four school years.",
        "2019–20",
        "Some figures are old: the newest of one measure is over three years back",
        "2021–22",
    )


def test_ages_when_no_figure_is_held_at_all_then_nothing_is_called_old(db):
    Value.objects.all().delete()

    assert ages.ages(support_model.shipped(), on=TODAY) == ages.Ages((), (), ())


def test_ages_when_the_newest_is_at_the_limit_then_it_counts(aged):
    found = ages.ages(support_model.shipped(), on=TODAY)

    assert [year for _, year in found.old] == [AcademicYear(2021)]
    assert [year for _, year in found.too_old] == [AcademicYear(2019)]


def test_version_made_before_when_it_had_no_limit_then_it_keeps_none(rivermead, farid, inside):
    with inside(farid):
        data = {**document.as_data(support_model.shipped()), "figures_count_for": 0}
        SupportModel.objects.create(
            partnership=rivermead, number=1, starts_on=TODAY, document=data, made_at=AT, made_by_name="Farid"
        )

        assert support_model.document(rivermead, on=TODAY).figures_count_for == 0
