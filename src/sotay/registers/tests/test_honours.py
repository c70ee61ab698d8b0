"""Badges: when due, at which ceremony, by when the file is sent; who waits; the way through the levels."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from conftest import make_member
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sotay import regulations
from sotay.kernel.periods import PartialDate
from sotay.kernel.refusal import Refusal
from sotay.notify import reminders
from sotay.notify.models import Notice
from sotay.registers.discipline import actions as discipline
from sotay.registers.honours import actions, queries, rules
from sotay.registers.honours.models import Badge, Commendation
from sotay.registers.tests.conftest import TODAY, filled
from sotay.units.decisions import Decision

PAPER = Decision("05-QĐ/ĐU", TODAY, "Ban Thường vụ Đảng ủy phường")


def ceremonies():
    return regulations.on(TODAY).value("party-badges.ceremonies")


@pytest.mark.parametrize(
    ("due", "on"),
    [
        (date(2026, 12, 1), date(2027, 2, 3)),
        (date(2027, 2, 28), date(2027, 2, 3)),
        (date(2027, 3, 1), date(2027, 5, 19)),
        (date(2027, 5, 31), date(2027, 5, 19)),
        (date(2027, 6, 1), date(2027, 9, 2)),
        (date(2027, 9, 30), date(2027, 9, 2)),
        (date(2027, 10, 1), date(2027, 11, 7)),
        (date(2027, 11, 30), date(2027, 11, 7)),
    ],
)
def test_ceremony_of_a_day_on_both_sides_of_each_window(due, on):
    assert rules.ceremony_for(due, ceremonies())[1] == on


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_every_day_has_a_ceremony_within_four_months(due):
    _ceremony, on = rules.ceremony_for(due, ceremonies())
    assert abs((on - due).days) <= 100


def test_file_is_due_thirty_working_days_ahead():
    assert rules.file_by(date(2027, 5, 19), 0) == date(2027, 5, 19)
    assert rules.file_by(date(2027, 5, 19), 1) == date(2027, 5, 18)
    assert rules.file_by(date(2027, 5, 17), 1) == date(2027, 5, 14), "over a week-end"


def test_there_is_no_badge_of_35_years():
    years = regulations.on(TODAY).value("party-badges.years")
    assert years == (30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
    assert not rules.milestones(date(1992, 1, 15), years, ceremonies(), TODAY)
    (found,) = rules.milestones(date(1997, 1, 15), years, ceremonies(), TODAY)
    assert (found.years, found.due_on, found.ceremony_on) == (30, date(2027, 1, 15), date(2027, 2, 3))


@pytest.mark.parametrize(
    ("years", "ill", "months_ahead", "may"),
    [
        (50, True, 12, True),
        (50, True, 13, False),
        (70, True, 24, True),
        (70, True, 25, False),
        (70, False, 13, False),
    ],
)
def test_how_early_an_award_can_be(years, ill, months_ahead, may):
    due = date(2026 + (12 + months_ahead - 1) // 12, (12 + months_ahead - 1) % 12 + 1, 10)
    assert rules.may_be_early(due, TODAY, years, ill=ill, months=(12, 24, 70)) is may


def admitted(member, *day: int):
    member.admitted_on = PartialDate(*day)
    member.save()
    return member


def propose(member, by, years=30, **given):
    return actions.propose(member=member, by=by.actor, years=years, **given)


@pytest.mark.django_db
class TestStories:
    @pytest.fixture
    def old(self, house):
        """30 years in the Party on 15 January 2027."""
        return admitted(make_member(house.cell, "Trần Văn Lão", "01000070"), 1997, 1, 15)

    def test_the_list_and_the_way_of_a_badge(self, house, thu, binh, old):
        (row,) = queries.of_unit(house.cell, TODAY)
        assert (row.member, row.milestone.years, row.badge) == (old, 30, None)
        place = reverse("registers:badge_propose", args=[old.pk]) + "?years=30"
        assert thu.post(place, filled(thu.get(place), early="", corrected="")).status_code == 302
        badge = Badge.objects.get()
        assert (badge.status, badge.ceremony_on) == ("proposed", date(2027, 2, 3))
        assert thu.post(reverse("registers:badge_forward", args=[badge.pk])).status_code == 404
        page = binh.get(reverse("registers:badges", args=[house.ward.pk]))
        assert "Trần Văn Lão" in page.content.decode()
        binh.post(reverse("registers:badge_forward", args=[badge.pk]))
        with time_machine.travel("2027-02-03T09:00:00+07:00", tick=False):
            actions.award(badge=badge, by=binh.actor, on=date(2027, 2, 3), decision_no="7-QĐ/TU")
        badge.refresh_from_db()
        assert (badge.status, badge.awarded_on) == ("awarded", date(2027, 2, 3))
        assert Notice.objects.filter(code="badge.awarded", member=old).exists()
        assert queries.counts(house.ward, date(2027, 1, 1), date(2027, 12, 31)) == [(30, 1)]

    def test_each_step_is_taken_back_by_whom_it_belongs_to(self, house, thu, binh, old):
        badge = propose(old, thu)
        actions.forward(badge=badge, by=binh.actor)
        place = reverse("registers:badge_back", args=[badge.pk])
        assert thu.post(place).status_code == 404, "the office has it now"
        binh.post(place)
        badge.refresh_from_db()
        assert badge.status == "proposed"
        thu.post(place)
        assert not Badge.objects.exists()

    def test_a_badge_moves_one_step_at_a_time(self, house, thu, binh, old):
        badge = propose(old, thu)
        with pytest.raises(Refusal, match="now stands at “Proposed by the cell”"):
            actions.award(badge=badge, by=binh.actor, on=TODAY, decision_no="1")
        actions.forward(badge=badge, by=binh.actor)
        with pytest.raises(Refusal, match="Sent on to the level above"):
            actions.forward(badge=badge, by=binh.actor)

    @pytest.mark.parametrize(("level", "until"), [("reprimand", "01/05/2027"), ("warning", "01/08/2027")])
    def test_a_badge_under_discipline_is_refused_with_the_day(self, house, thu, old, level, until):
        given = {
            "ground": "other",
            "decider": "cell",
            "on": date(2026, 11, 1),
            "votes_for": 5,
            "votes_base": 5,
        }
        discipline.record(member=old, by=thu.actor, level=level, **given)
        with pytest.raises(Refusal, match=f"is under discipline: a badge can be proposed from {until} on"):
            propose(old, thu)
        assert not Badge.objects.exists()

    def test_after_the_wait_the_cell_has_to_recognise_the_correction(self, house, thu, old):
        given = {"ground": "other", "decider": "cell", "votes_for": 5, "votes_base": 5, "level": "reprimand"}
        discipline.record(member=old, by=thu.actor, on=date(2026, 6, 11), **given)
        with pytest.raises(Refusal, match="under discipline: a badge can be proposed from 11/12/2026"):
            propose(old, thu)
        with time_machine.travel("2026-12-11T08:00:00+07:00", tick=False):
            with pytest.raises(Refusal, match="recognise first that the fault was corrected"):
                propose(old, thu)
            assert propose(old, thu, corrected=True).corrected

    def test_a_badge_of_somebody_suspended_waits(self, house, thu):
        member = make_member(house.cell, "Mạc Văn Dừng", "01000071", "full", "suspended")
        with pytest.raises(Refusal, match="is suspended, or is being prosecuted"):
            propose(admitted(member, 1997, 1, 15), thu)

    @pytest.mark.parametrize(
        ("day", "given", "sentence"),
        [
            ((1997,), {}, "exact date of admission"),
            ((1997, 1, 15), {"years": 35}, "no badge of 35 years"),
            ((2000, 1, 15), {}, "complete on 15/01/2030 only"),
            ((2000, 1, 15), {"early": "ill"}, "too far ahead for an early award"),
        ],
    )
    def test_what_cannot_be_proposed(self, house, thu, old, day, given, sentence):
        with pytest.raises(Refusal, match=sentence):
            propose(admitted(old, *day), thu, **given)

    def test_a_badge_is_proposed_once(self, house, thu, old):
        propose(old, thu)
        with pytest.raises(Refusal, match="has the 30-year badge on the list already: Proposed by the cell"):
            propose(old, thu)

    def test_a_badge_whose_ceremony_has_passed_goes_to_the_next_one(self, house, thu, old):
        badge = propose(admitted(old, 1996, 10, 1), thu)
        assert (badge.due_on, badge.ceremony_on) == (date(2026, 10, 1), date(2027, 2, 3))
        badge.delete()
        page = thu.get(reverse("registers:badges", args=[house.cell.pk])).content.decode()
        assert "ceremony has passed" in page

    def test_an_early_award(self, house, thu, old):
        assert propose(admitted(old, 1997, 12, 10), thu, early="ill").early == "ill"

    def test_the_leaders_are_reminded_before_the_file_is_due_while_nobody_has_proposed(
        self, house, thu, lam, an
    ):
        old = admitted(make_member(house.cell, "Trần Văn Lão", "01000070"), 1997, 4, 15)
        (row,) = queries.of_unit(house.cell, TODAY)
        told = Notice.objects.filter(code="badge.file")
        for ahead, people in ((46, 0), (45, 2), (15, 4), (7, 6), (6, 6)):
            moment = timezone.make_aware(datetime.combine(row.file_by - timedelta(days=ahead), time(9)))
            with time_machine.travel(moment, tick=False):
                reminders.remind(moment)
                assert told.count() == people, ahead
        assert {notice.member for notice in told} == {thu.member, lam.member}
        with time_machine.travel(moment, tick=False):
            thu.come_in()
            an.come_in()
            assert f"30-year badge of {old.full_name}" in thu.get("/").content.decode()
            assert old.full_name not in an.get("/").content.decode()

    def test_no_reminder_of_a_badge_that_is_proposed(self, house, thu, old):
        (row,) = queries.of_unit(house.cell, TODAY)
        moment = timezone.make_aware(datetime.combine(row.file_by - timedelta(days=7), time(9)))
        propose(old, thu)
        with time_machine.travel(moment, tick=False):
            reminders.remind(moment)
        assert not Notice.objects.filter(code="badge.file").exists()

    def test_the_page_of_the_cell_tells_of_a_file_that_comes_near(self, house, thu, old):
        place = reverse("registers:cell", args=[house.cell.pk])
        assert "The file of the 30-year badge goes up by" in thu.get(place).content.decode()
        propose(old, thu)
        assert "The file of the 30-year badge" not in thu.get(place).content.decode()

    def test_the_list_does_not_say_who_is_under_discipline(self, house, thu, lam, old):
        given = {"ground": "other", "decider": "cell", "votes_for": 5, "votes_base": 5, "level": "reprimand"}
        place = reverse("registers:badges", args=[house.cell.pk])
        before = len(thu.get(place).content)
        discipline.record(member=old, by=thu.actor, on=TODAY, **given)
        assert abs(len(thu.get(place).content) - before) < 200
        assert (
            "discipline" not in thu.get(place).content.decode().lower().split("<main")[1].split("</main")[0]
        )

    def test_the_cell_only_praises(self, house, thu, an):
        given = {"cell": house.cell, "by": thu.actor, "reason": "Vượt khó", "on": TODAY, "member": an.member}
        with pytest.raises(Refusal, match="A cell only praises"):
            actions.commend(kind="certificate", **given)
        assert actions.commend(kind="praise", **given).by_cell
        row = actions.commend(kind="certificate", decision=PAPER, **given)
        assert (row.by_cell, row.decision_no) == (False, "05-QĐ/ĐU")
        assert "Vượt khó" in an.get(reverse("registers:home")).content.decode()

    def test_a_decision_entered_in_part_is_asked_for_whole(self, house, thu):
        place = reverse("registers:commend", args=[house.cell.pk])
        page = thu.get(place)
        given = {"person": "", "kind": "merit", "reason": "Tốt", "on": "10/12/2026", "decision_no": "5"}
        answer = thu.post(place, filled(page, **given))
        assert answer.status_code == 422
        assert "Enter what stands on the decision" in answer.content.decode()
        whole = given | {"decision_on": "09/12/2026", "decided_by": "UBND phường"}
        assert thu.post(place, filled(page, **whole)).status_code == 302
        row = Commendation.objects.get()
        assert (row.member, row.decided_by) == (None, "UBND phường")
        thu.post(reverse("registers:commendation_out", args=[row.pk]))
        assert not Commendation.objects.exists()
