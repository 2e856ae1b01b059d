"""Schools like one school, and why these."""

from commonroom.measures.selectors.alike import schools_like
from commonroom.measures.services.context import refresh_context
from commonroom.measures.tests import factories as make


def school(urn, fsm, eal, pupils, **more):
    made = make.school(urn, low_age=4, high_age=11, **more)
    make.value(made, "context_fsm_ever", 2024, fsm)
    make.value(made, "context_eal", 2024, eal)
    make.value(made, "context_pupils", 2024, pupils)


def test_schools_when_alike_then_nearest_first_and_with_reasons(db):
    school(990001, 40, 50, 420)
    school(990002, 41, 49, 400)
    school(990003, 10, 5, 90)
    school(990004, 40, 5, 410)
    refresh_context()

    found = schools_like(990001)

    assert [(a.urn, a.why) for a in found] == [
        (990002, "Disadvantage, languages and size"),
        (990004, "Disadvantage and size"),
        (990003, "The nearest there is"),
    ]


def test_schools_when_of_another_phase_or_closed_then_not_alike(db):
    school(990001, 40, 50, 420)
    school(990002, 40, 50, 420, phase="Secondary")
    school(990003, 40, 50, 420, status="Closed", is_open=False)
    refresh_context()

    assert schools_like(990001) == []


def test_schools_when_nothing_is_known_then_none(db):
    make.school(990001)
    refresh_context()

    assert schools_like(990001) == []
