"""The demo cell's assignments of the year: drafted by its secretary, adopted, reported on month by month."""

from __future__ import annotations

from datetime import date
from random import Random

from django.utils import timezone

from sotay.assignments import actions, year_actions
from sotay.assignments.models import Task, YearList
from sotay.assignments.queries import committee
from sotay.demo.clock import at
from sotay.demo.texts import YEAR_TASKS
from sotay.demo.year import _moment, actor_of, holder_of
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.members.models import Member
from sotay.members.queries import roster
from sotay.units.models import Unit

MONTHLY = 6
"""So many members report every month; the others once, at the end of the year."""
WORDS = {
    "ideology": "Giữ vững lập trường, tham gia đầy đủ các buổi học tập nghị quyết.",
    "morals": "Sống giản dị, gương mẫu, giữ đoàn kết trong tổ dân phố.",
    "work": "Hoàn thành nhiệm vụ chi bộ phân công, báo cáo đúng hạn.",
    "discipline": "Chấp hành Điều lệ Đảng, đóng đảng phí đúng kỳ.",
}


def play(home: Unit, month: Month) -> None:
    """Adopt the list in the first month of a year that is played, and report on it in every later one."""
    if not YearList.objects.filter(cell=home, year=month.year).exists():
        _adopt(home, month)
    elif month.day(25) <= timezone.localdate():
        _report(home, month)


def _adopt(home: Unit, month: Month) -> None:
    with at(_moment(month.day(8), 19)):
        by = actor_of(holder_of(home, Role.SECRETARY))
        followers = committee(home, month.day(8))
        people = [row.member for row in roster(home.pk, month.day(8)) if not (row.exempt or row.away)]
        for place, member in enumerate(people):
            year_actions.add_lines(
                cell=home,
                year=month.year,
                by=by,
                people=[member],
                kind="monthly" if place < MONTHLY else "once",
                text=YEAR_TASKS[place % len(YEAR_TASKS)],
                due_on=date(month.year, 12, 31),
                follower=followers[place % len(followers)] if followers else None,
            )
        year_actions.adopt(
            cell=home,
            year=month.year,
            by=by,
            resolution=f"Nghị quyết phân công công tác năm {month.year}",
            adopted_on=month.day(8),
        )
        for member in people[:2]:
            actions.commit(cell=home, by=actor_of(member), member=member, year=month.year, words=WORDS)


def _report(home: Unit, month: Month) -> None:
    """Some of those who report every month do so between meetings; the meeting hears the others."""
    chance = Random(f"year tasks {month}")
    with at(_moment(month.day(25), 20)):
        tasks = Task.objects.filter(
            cell=home, state=Task.State.OPEN, kind="monthly", year_list__year=month.year
        )
        for task in tasks.order_by("pk").prefetch_related("members"):
            if chance.random() < 0.7:
                member: Member = task.people[0]
                text = "Đã gặp gỡ, nắm tình hình các hộ được phân công."
                actions.report(task=task, by=actor_of(member), done=False, text=text)
