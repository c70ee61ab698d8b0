"""A month of a cell, from nothing to reported, on a phone, on a desk, and where no script arrives."""

from __future__ import annotations

from functools import partial

import pytest

from browser.conftest import ON_BOTH, PASSWORD
from browser.story import Month, Say
from browser.story_room import RoomMonth


@pytest.fixture
def cast(thu, lam, an, chi, binh, others):
    """Everybody the story needs."""


def play(month, visit, clock, folder, *, thu, lam, an, chi, binh):
    secretary = visit()
    month.log_in(secretary, "thu", PASSWORD)
    month.set_up(secretary)
    month.change_the_agenda(secretary)
    month.attach(secretary, folder)
    month.invite(secretary, 8)
    member, overseer = visit(an), visit(chi)
    month.decline(member)
    month.accept(overseer)

    clock.set(3, 19)
    month.open(secretary)
    month.call_the_roll(secretary)
    month.guests_dues_agenda(secretary)
    month.begin(secretary)
    taker = visit(lam)
    month.join(taker)
    month.statement(taker)
    month.note(taker)
    month.task(taker)
    month.petition(taker)
    month.motion(taker)
    clock.set(3, 20, 25)
    month.hold_every_item(secretary)
    month.conclude(secretary)
    month.call_the_roll_again(secretary)
    month.read_back(taker)
    month.close(secretary)

    month.score(secretary)
    month.edit_the_minutes(taker)
    month.sign(taker)
    month.sign(secretary)
    month.read_the_files(secretary)
    month.report(secretary)
    month.the_ward_sees(visit(binh))
    month.the_member_sees(member)
    month.the_overseer_sees(overseer)


@ON_BOTH
@pytest.mark.pictures
def test_from_an_empty_month_to_the_ward_seeing_the_report(
    cast, thu, lam, an, chi, binh, visit, look, clock, tmp_path
):
    month = RoomMonth(Say("vi"), look)
    play(month, visit, clock, tmp_path, thu=thu, lam=lam, an=an, chi=chi, binh=binh)


@pytest.mark.looks
def test_the_same_month_in_english_where_no_script_arrives(
    cast, thu, lam, an, chi, binh, visit, look, clock, tmp_path
):
    """Every page it passes is there in English, and no operation waits for a script on a weak line.
    Axe has seen them above."""

    def plain(person=None):
        return visit(person, "/?lang=en", scripts=False)

    month = Month(Say("en"), partial(look, axe=False))
    play(month, plain, clock, tmp_path, thu=thu, lam=lam, an=an, chi=chi, binh=binh)
