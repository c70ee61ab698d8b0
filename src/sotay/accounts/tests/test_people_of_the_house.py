"""The fixtures everybody uses say what they claim."""

from __future__ import annotations

from sotay.kernel.actor import Can


def test_each_reaches_what_the_role_reaches_and_no_more(house, thu, an, binh, chi, dung, tinh, van):
    here = house.cell.path
    assert thu.actor.may(Can.CONDUCT, here)
    assert an.actor.may(Can.SEE_MEETING, here)
    assert not an.actor.may(Can.PREPARE, here)
    assert binh.actor.may(Can.GUIDE, here)
    assert not binh.actor.may(Can.CONDUCT, here)
    assert chi.actor.may(Can.OBSERVE, here)
    assert not chi.actor.may(Can.OBSERVE, house.far_cell.path)
    assert not dung.actor.may(Can.SEE_UNIT, here)
    assert tinh.actor.may(Can.SEE_FIGURES, here)
    assert not tinh.actor.may(Can.SEE_MEETING, here)
    assert van.actor.may(Can.EDIT_UNIT, here)
    assert not van.actor.may(Can.SEE_ROSTER, here)
