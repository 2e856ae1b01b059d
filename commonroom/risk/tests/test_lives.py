"""A school that took over from another carries its results into the assessment, marked as such."""

import pytest

from commonroom.measures.models import Value
from commonroom.risk import services
from commonroom.risk.models import Assessment, Finding
from commonroom.risk.tests.conftest import AT, SPRING, TODAY, value
from commonroom.schools.models import SchoolLink
from commonroom.web.testing import Visitor
from tests.cast import make_school, sign_in


@pytest.fixture
def converted(rivermead, farid, figures, inside):
    """Oakfield became an academy last year: all figures but this year's absence are its predecessor's."""
    make_school(900150, "Old Oakfield School", status="Closed", is_open=False)
    SchoolLink.objects.create(
        urn=900101,
        other_urn=900150,
        other_name="Old Oakfield School",
        kind="Predecessor",
        as_at=TODAY,
        loading_id=1,
        row=1,
    )
    Value.objects.filter(urn=900101, number=50).update(urn=900150)
    Value.objects.filter(urn=900101, year=2023).update(urn=900150)


@pytest.fixture
def opened(converted, rivermead, farid, inside):
    with inside(farid):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)
        return Assessment.objects.get(urn=900101)


def test_findings_when_figures_are_a_predecessors_then_they_count_and_say_so(opened, inside, farid):
    with inside(farid):
        told = dict(Finding.objects.filter(urn=900101, raised=True).values_list("indicator", "because"))

    assert set(told) == {"weak-outcomes", "persistent-absence-high", "persistent-absence-above"}
    assert told["weak-outcomes"].endswith(
        "The figure of 2024–25 is that of Old Oakfield School, which this school followed."
    )
    assert "Old Oakfield" not in told["persistent-absence-high"]
    assert told["persistent-absence-above"].endswith(
        "The figure of 2023–24 is that of Old Oakfield School, which this school followed."
    )


def test_findings_when_the_school_has_its_own_figure_then_the_predecessors_does_not_count(
    converted, rivermead, farid, inside
):
    value(900101, "ks2_rwm_exp", 70.0)
    with inside(farid):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)

        assert not Finding.objects.filter(urn=900101, indicator="weak-outcomes").exists()


def test_assessment_when_it_rests_on_a_predecessor_then_the_page_names_it(opened, farid, client):
    Visitor(sign_in(client, farid)).opens(f"/rivermead/assessment/{opened.public_id}/").reads(
        "The figure of 2024–25 is that of Old Oakfield School, which this school followed."
    )
