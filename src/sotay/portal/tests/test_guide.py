"""The first-run guide: four steps for each role, until they are done or put away, and again when asked
for."""

from __future__ import annotations

import pytest
from conftest import appoint
from django.urls import reverse

from sotay.accounts.models import Account
from sotay.kernel.actor import Role
from sotay.portal.guide import _OF_ROLE, STEPS, guide_of

MOVE = "/help/first-steps/move/"
ALL = ["an", "thu", "binh", "chi", "tinh", "van"]


def card(person) -> str:
    return person.get("/?lang=en").text.partition('class="card guide"')[2].partition("</section>")[0]


def test_every_role_has_four_steps():
    assert {len(steps) for steps in _OF_ROLE.values()} == {STEPS} == {4}
    assert set(_OF_ROLE) == set(Role)


@pytest.mark.parametrize("name", ALL)
def test_each_person_is_led_through_four_pages_that_open(name, request):
    person = request.getfixturevalue(name)
    guide = guide_of(person.actor, 0)
    for number, step in enumerate(guide.steps, 1):
        assert f"First steps: {number} of 4" in card(person)
        assert step.url in card(person)
        assert person.get(step.url).status_code == 200, step.url
        assert person.post(MOVE, {"move": "next"}).url == "/"
    assert card(person) == ""


def test_the_last_step_says_that_it_is(an):
    for _step in range(3):
        an.post(MOVE, {"move": "next"})
    assert "Done, I know my way" in card(an)


def test_it_can_be_put_away_and_brought_back(an):
    an.post(MOVE, {"move": "put_away"})
    assert card(an) == ""
    page = an.get(reverse("portal:guide") + "?lang=en").text
    assert "Show them on Today again" in page
    assert page.count('<li class="card">') == 4
    an.post(MOVE, {"move": "again"})
    assert "First steps: 1 of 4" in card(an)


def test_an_unknown_move_changes_nothing(an):
    an.post(MOVE, {"move": "next"})
    an.post(MOVE, {"move": "sideways"})
    assert Account.objects.get(pk=an.account.pk).guide_step == 1


def test_somebody_with_several_roles_gets_the_guide_of_the_first(house, thu):
    assert "list of members" in card(thu)
    appoint(house.ward, Role.WARD_OFFICE, thu.member)
    assert "See the month of your cells" in card(thu)


def test_it_is_reached_from_help_by_those_who_are_logged_in(an, client):
    link = f'href="{reverse("portal:guide")}"'
    assert link in an.get("/tasks/").text
    assert link not in client.get("/help/").text
