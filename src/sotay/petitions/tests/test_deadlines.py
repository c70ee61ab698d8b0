"""By when a petition is to be answered, who is reminded of it, and that the clock tells everybody once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from sotay.kernel.clock import run_due
from sotay.kernel.ids import new_id
from sotay.notify.models import Notice
from sotay.petitions import actions, deadlines, queries, refusals
from sotay.petitions.models import Petition
from sotay.regulations.working_days import plus_working_days

TEXT = "Cống thoát nước ngõ 7 bị tắc"


@pytest.fixture
def raised(an, house):
    def one(level: str = "cell", text: str = TEXT) -> Petition:
        return actions.raise_one(
            cell=house.cell, by=an.actor, key=new_id(), text=text, level=level, shown_to="all"
        )

    return one


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), timezone.get_current_timezone())


def told() -> dict[str, int]:
    codes = list(Notice.objects.exclude(code="petition.waiting").values_list("code", flat=True))
    return {code: codes.count(code) for code in codes}


@pytest.mark.parametrize(("level", "days"), [("cell", 30), ("ward", 60), ("province", 60)])
def test_each_level_has_its_term(raised, level, days):
    assert raised(level).reply_by == plus_working_days(timezone.localdate(), days)


def test_each_holder_has_the_whole_term_again(raised, thu, binh):
    petition = raised()
    Petition.objects.filter(pk=petition.pk).update(reply_by=timezone.localdate())
    passed = actions.pass_up(petition=petition, by=thu.actor, because="Việc của phường")
    assert passed.reply_by == plus_working_days(timezone.localdate(), 60)
    back = actions.send_back(petition=passed, by=binh.actor, because="Tổ tự khơi thông được")
    assert back.reply_by == plus_working_days(timezone.localdate(), 30)
    assert back.due_on is None


def test_longer_takes_a_reason_which_the_person_reads(raised, thu, an):
    petition = raised()
    later = petition.reply_by + timedelta(days=1)
    with pytest.raises(refusals.LongerNeedsReason):
        actions.promise(petition=petition, by=thu.actor, due_on=later)
    actions.promise(petition=petition, by=thu.actor, due_on=later, text="Chờ quyết toán quý IV")
    assert "Chờ quyết toán quý IV" in an.get(petition.get_absolute_url()).text
    actions.promise(petition=petition, by=thu.actor, due_on=petition.reply_by)


def test_reminded_before_and_told_above_after_each_once(raised, thu, binh):
    petition = raised("cell")
    reply_by = petition.reply_by
    deadlines.remind(noon(timezone.localdate()))
    assert "petition.soon" not in told()
    for _again in range(3):
        deadlines.remind(noon(reply_by))
    assert told()["petition.soon"] == 1, "the secretary"
    assert "petition.late" not in told()
    for _again in range(3):
        deadlines.remind(noon(reply_by + timedelta(days=1)))
    late = told()
    assert (late["petition.late"], late["petition.late_below"], late["petition.late_told"]) == (1, 1, 1)


def test_a_new_day_is_reminded_of_again(raised, thu):
    petition = raised()
    deadlines.remind(noon(petition.reply_by))
    later = plus_working_days(petition.reply_by, 20)
    actions.promise(petition=petition, by=thu.actor, due_on=later, text="Chờ vật tư")
    deadlines.remind(noon(petition.reply_by))
    before = told()["petition.soon"]
    deadlines.remind(noon(later))
    assert told()["petition.soon"] == 2 * before


def test_what_is_answered_is_not_reminded_of(raised, thu):
    petition = raised()
    actions.answer(petition=petition, by=thu.actor, text="Đã khơi thông")
    assert deadlines.remind(noon(petition.reply_by + timedelta(days=30))) == 0


def test_an_operator_is_told_when_nobody_reminds(raised):
    petition = raised()
    day = plus_working_days(petition.reply_by, 3)
    waiting = deadlines.overdue(noon(day))
    assert waiting is not None
    assert waiting.count == 1
    deadlines.remind(noon(day))
    assert deadlines.overdue(noon(day)) is None
    assert deadlines.overdue(noon(timezone.localdate())) is None


def test_the_clock_knows_the_job(raised):
    petition = raised()
    results = {result.name: result for result in run_due(noon(petition.reply_by))}
    assert (results["petitions.remind"].done, results["petitions.remind"].failure) == (1, None)


def test_the_most_urgent_and_the_nearest_day_come_first(raised, thu, house, an):
    calm, promised = raised(text="Một"), raised(text="Hai")
    actions.promise(petition=promised, by=thu.actor, due_on=timezone.localdate() + timedelta(days=2))
    urgent = raised(text="Ba")
    Petition.objects.filter(pk=urgent.pk).update(is_urgent=True)
    assert list(queries.waiting_for(thu.actor)) == [urgent, promised, calm]
