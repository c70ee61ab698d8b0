"""A month of a ward in which the clock and the worker are killed again and again, to be run as a program.

    killed_month.py '{"seed": 1}'

Each day `sotay run-due` and `sotay work --once` are started several times; each but the last of the day is
killed before a statement to the database or beside the sending of a message, chosen at random by the seed.
Prints as JSON how often a process was killed, and what stood in the tables at the end. It runs in a folder of
its own, for the database in DATABASE_URL; processes are forked from this one, which has loaded Django.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = datetime(2026, 11, 27, 6, 30, tzinfo=HERE)
DAYS, TRIES, CELLS, MEMBERS = 12, 3, 3, 4
STEPS = 60
"""At most so many statements and sendings a process does before it is killed."""


def build() -> None:
    """Cells with members who asked for messages; meetings and tasks of December; probations that end."""
    from conftest import make_member, make_unit

    from sotay.accounts.models import Account
    from sotay.accounts.queries import actor_for
    from sotay.assignments.models import Task, TaskMember
    from sotay.kernel.actor import Role
    from sotay.kernel.periods import Month, PartialDate
    from sotay.meetings.models import Meeting
    from sotay.meetings.preparation import inviting, preparing
    from sotay.members.models import Appointment, Standing
    from sotay.notify.models import Reach
    from sotay.units.models import CellType, Kind

    province = make_unit(None, 1, Kind.PROVINCE, "38", "Đảng bộ tỉnh Sông Mã")
    ward = make_unit(province, 1, Kind.COMMUNE, "38.168", "Đảng bộ phường Bình Minh")
    for number in range(1, CELLS + 1):
        cell = make_unit(
            ward, number, Kind.CELL, f"38.168.00{number}", f"Chi bộ {number}", cell_type=CellType.RESIDENTIAL
        )
        people = [
            make_member(cell, f"Nguyễn Văn A{number}{n}", f"0{number}{n:06}", phone=f"09{number}{n:07}")
            for n in range(MEMBERS)
        ]
        Standing.objects.filter(member=people[-1]).update(kind=Standing.Kind.PROBATIONARY)
        people[-1].admitted_on = PartialDate(2025, 12, 10)
        people[-1].save()
        account = Account.objects.create_user(f"a{number}", member=people[0])
        appointed = {"unit": cell, "commune_id": cell.commune_id, "from_on": date(2020, 1, 1)}
        Appointment.objects.create(role=Role.SECRETARY, member=people[0], **appointed)
        for n, member in enumerate(people):
            Reach.objects.create(
                commune_id=cell.commune_id,
                member=member,
                email=f"a{number}{n}@example.org",
                email_confirmed_at=FIRST,
                by_text=True,
            )
        by = actor_for(account, FIRST.date())
        at = datetime(2026, 12, 2 + number, 19, 30, tzinfo=HERE)
        meeting = preparing.set_up(
            cell=cell, by=by, month=Month.of(at.date()), kind=Meeting.Kind.REGULAR, at=at
        )
        inviting.invite(meeting=meeting, by=by)
        task = Task.objects.create(
            cell=cell,
            commune_id=cell.commune_id,
            text="Rà soát hộ nghèo",
            given_on=FIRST.date(),
            due_on=date(2026, 12, 5 + number),
        )
        TaskMember.objects.create(cell=cell, commune_id=cell.commune_id, task=task, member=people[1])


@contextmanager
def killed_before(step: int) -> Iterator[None]:
    """End this process before its nth statement, or before or after the nth sending. 0 for never."""
    from django.db import connection

    from sotay.notify.channels import CHANNELS

    seen = 0

    def count() -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(execute: Any, *args: Any) -> Any:
        count()
        return execute(*args)

    def beside(post: Any) -> Any:
        def counted_post(*args: Any) -> None:
            count()
            post(*args)
            count()

        return counted_post

    for channel in CHANNELS:
        channel.post = beside(channel.post)  # type: ignore[method-assign]
    with connection.execute_wrapper(counted):
        yield


def forked(command: list[str], now: datetime, step: int) -> bool:
    """Whether the process came to its end."""
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            with open(os.devnull, "w") as nowhere:  # noqa: PTH123
                os.dup2(nowhere.fileno(), 1)
            from sotay.config import cli

            with time_machine.travel(now, tick=True), killed_before(step):
                status = cli.main(command)
        finally:
            os._exit(status)
    _pid, ended = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(ended) == 0


def play(seed: int) -> int:
    """How many processes were killed."""
    chance = random.Random(seed)
    killed = 0
    for day in range(DAYS):
        for turn in range(TRIES):
            now = FIRST + timedelta(days=day, hours=turn)
            last = turn == TRIES - 1
            for minute, command in enumerate((["run-due", "--quiet"], ["work", "--once"])):
                step = 0 if last else chance.randint(1, STEPS)
                killed += not forked(command, now + timedelta(minutes=minute), step)
    return killed


def main() -> None:
    told = json.loads(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")
    from sotay.config.commands.base import start_django

    start_django()
    with time_machine.travel(FIRST - timedelta(hours=1), tick=True):
        build()
    from django.db import connection

    connection.close()
    killed = play(told["seed"])
    from sotay.notify.models import Delivery, Notice

    rows = Delivery.objects.order_by("pk").values_list(
        "notice", "channel", "status", "message_id", "attempts"
    )
    notices = Notice.objects.order_by("pk").values_list("pk", "code", "member__full_name", "data", "matter")
    print(json.dumps({"killed": killed, "deliveries": list(rows), "notices": list(notices)}, default=str))


if __name__ == "__main__":
    main()
