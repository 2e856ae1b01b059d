"""Home says what waits, the menu what a post lets one do, and a school is found from anywhere."""

import pytest

from commonroom.measures.tests import factories as make
from commonroom.partnerships.scope import entered
from commonroom.risk.services import levels
from commonroom.web.ids import mask
from tests.cast import AT, hold, sign_in


def text(client, url):
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def menu(page):
    import re

    return re.findall(r'service-navigation__link"[^>]*>(?:<strong[^>]*>)?([^<]+)', page)


def test_front_when_one_post_then_leads_home(client, amara):
    sign_in(client, amara)

    assert client.get("/").headers["Location"] == "/rivermead/"


def test_front_when_no_post_then_says_so(client, ivy):
    sign_in(client, ivy)

    assert "You hold no post yet" in text(client, "/")


def test_home_when_nothing_waits_then_says_so_by_name(client, amara):
    sign_in(client, amara)

    assert "Nothing waits for you, Amara." in text(client, "/rivermead/")


def test_home_when_foreign_then_like_an_address_that_does_not_exist(client, harun, rivermead):
    sign_in(client, harun)

    foreign, nothing = client.get("/rivermead/"), client.get("/nowhere/")

    assert (foreign.status_code, mask(foreign.content.decode())) == (404, mask(nothing.content.decode()))


def test_menu_when_a_head_then_own_school_and_people(client, chidi):
    sign_in(client, chidi)

    shown = menu(text(client, "/rivermead/"))

    assert (shown[0], "People" in shown) == ("Home", True)


def test_menu_when_a_board_chair_then_no_people(client, eleanor):
    sign_in(client, eleanor)

    assert "People" not in menu(text(client, "/rivermead/"))


def test_schools_when_nothing_is_asked_then_the_areas_by_name(client, amara):
    make.school(990011, name="Quay Street Primary")
    make.school(990012, name="Lock End Primary")
    make.school(991011, la="991", name="Far Hill Primary")
    sign_in(client, amara)

    page = text(client, "/rivermead/schools/")

    assert page.index("Lock End Primary") < page.index("Quay Street Primary")
    assert "Far Hill Primary" not in page


def test_schools_when_asked_by_urn_then_all_england(client, amara):
    make.school(991011, la="991", name="Far Hill Primary")
    sign_in(client, amara)

    assert "One school matches “991011”." in text(client, "/rivermead/schools/?q=991011")


@pytest.mark.parametrize("asked", ["%3Cscript%3Ealert(1)%3C/script%3E", "%00", "a" * 5000])
def test_schools_when_asked_something_strange_then_a_sentence(client, amara, asked):
    sign_in(client, amara)

    page = text(client, f"/rivermead/schools/?q={asked}")

    assert "<script>alert" not in page
    assert "No school in England matches" in page


def test_help_when_signed_out_then_says_where_to_download_each_file(client, db):
    assert "Where to download each file" in text(client, "/help/")


def test_schools_when_many_then_thirty_a_page(client, amara):
    for n in range(35):
        make.school(990100 + n, name=f"School {n:02d}")
    sign_in(client, amara)

    first, second = text(client, "/rivermead/schools/"), text(client, "/rivermead/schools/?page=2")

    assert (first.count('data-label="URN"'), second.count('data-label="URN"')) == (30, 5)


@pytest.mark.usefixtures("db")
def test_home_when_the_house_is_empty_then_it_says_what_to_do_next_to_whoever_may(client, ivy, priya, rivermead):
    officer = sign_in(client, priya).get("/").content.decode()
    hold(ivy, "partnership-manager", rivermead)
    manager = sign_in(client, ivy).get("/rivermead/").content.decode()

    assert ("/data/bring/" in officer, "commonroom partnership add" in officer) == (True, True)
    assert ("This house is empty" in manager, "/data/bring/" in manager) == (True, False)
    assert "invite the people of your partnership" in manager


def test_home_when_a_term_has_begun_then_only_the_head_of_service_is_asked_to_open_it(client, farid, amara, grace):
    shown = ["Open the" in text(sign_in(client, who), "/rivermead/") for who in (farid, amara, grace)]

    assert shown == [True, False, False]


def test_home_when_the_same_work_waits_at_many_schools_then_it_stands_once_and_opens_to_them(
    client, rivermead, farid, ivy
):
    urns = range(990020, 990024)
    for urn in urns:
        make.school(urn, name=f"School {urn}")
    with entered(rivermead, person_id=farid.pk):
        for urn in urns:
            levels.agree_level(urn=urn, level="priority-1", because="Best fit.", by=farid, at=AT, partnership=rivermead)

    hold(ivy, "school-improvement-lead", rivermead)
    page = text(sign_in(client, ivy), "/rivermead/")

    asked = "<strong>Arrange the meeting that confirms the level</strong>"
    assert (page.count(asked), page.count("At four schools"), page.count(">School 990020</a>")) == (1, 1, 1)
