"""What figures cost, as ratios in one run: closing a meeting with them against without, and proving the sums
of a month against one plain aggregation of the same rows by the database.

    DATABASE_URL=... python tools/bench_figures.py

Everything happens inside transactions that are taken back; the database is left as it was. It needs a cell
with enough members to meet, as the demo ward has. `measure` is for `bench.py`, which sets Django up.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

ROUNDS = 9
WARDS, CELLS_OF_WARD = 40, 75
AIM_CLOSING, AIM_SUMS = 1.3, 2.0


def measure(rounds: int = ROUNDS, wards: int = WARDS) -> dict[str, Any]:
    """The two ratios, with the milliseconds behind them and the aims."""
    return {"closing": closing(rounds), "sums": sums(rounds, wards), "aims": [AIM_CLOSING, AIM_SUMS]}


def closing(rounds: int) -> dict[str, float]:
    """Closing a meeting in which a task was given, a petition recorded and somebody spoke."""
    from sotay.meetings import actions

    with taken_back():
        meeting, by = meeting_in_session()

        def close() -> None:
            actions.record_one(meeting=meeting, by=by, act="closed")

        with_figures, without = [], []
        for _round in range(rounds):
            with_figures.append(timed(close))
            with no_figures():
                without.append(timed(close))
    return ratio(with_figures, without)


@contextmanager
def no_figures() -> Iterator[None]:
    from sotay.figures import actions

    with (
        patch("sotay.meetings.figures.keep", lambda *_args, **_more: None),
        patch.object(actions, "_keep_work", lambda *_args: None),
    ):
        yield


def meeting_in_session() -> tuple[Any, Any]:
    """A meeting of some cell that is over but for its closing, and who conducts it."""
    from django.utils import timezone

    from sotay.accounts.models import Account
    from sotay.accounts.queries import actor_for
    from sotay.kernel.actor import Role
    from sotay.kernel.periods import Month
    from sotay.meetings import queries
    from sotay.meetings.models import Meeting
    from sotay.meetings.session import opening
    from sotay.members.models import Appointment
    from sotay.reports.tests import stories

    today = timezone.localdate()
    led = Appointment.objects.filter(role=Role.SECRETARY, until_on=None).select_related("unit", "member")
    for post in led.order_by("unit__path"):
        account = Account.objects.filter(member=post.member).first()
        if account is None:
            continue
        by, month = actor_for(account, today), Month.of(today)
        Meeting.objects.filter(cell=post.unit, month=month).update(stage=Meeting.Stage.CANCELLED)
        meeting = stories.set_up(post.unit, by, month)
        meeting.chair = meeting.minute_taker = post.member
        meeting.save()
        opening.open_meeting(meeting=meeting, by=by)
        seats = [seat for seat in queries.load_state(meeting).seats if not seat.away]
        for call in ("start", "end"):
            for seat in seats:
                who = {"member": str(seat.member), "round": call}
                stories.do(meeting, by, "roll_marked", **who, mark="present")
            if call == "start":
                speaker = str(seats[-1].member)
                due = (today + timedelta(days=9)).isoformat()
                stories.do(meeting, by, "statement_recorded", speaker=speaker, text="Đề nghị sửa đèn.")
                stories.do(meeting, by, "task_assigned", text="Rà soát", members=[speaker], due_on=due)
                asked = {"raised_by": speaker, "to_level": "ward"}
                stories.do(meeting, by, "petition_recorded", text="Đèn ngõ 5 hỏng", **asked)
        stories.do(meeting, by, "concluded", text="Nhất trí.")
        return meeting, by
    raise SystemExit("there is no cell whose secretary has an account: make the demo ward first")


def sums(rounds: int, wards: int) -> dict[str, float]:
    """The sums of one month over `wards` wards of cells, for all units at once, when nothing differs."""
    from django.utils import timezone

    from sotay.figures import proof

    with taken_back():
        month = province(wards)
        now = timezone.now()
        list(proof.of_sums(month, now))  # the sums that are to be proved

        def prove() -> None:
            found = list(proof.of_sums(month, now, repair=False))
            assert found == [], found[:3]

        proving, plain = [], []
        for _round in range(rounds):
            proving.append(timed(prove))
            plain.append(timed(lambda: aggregate(month)))
    return ratio(proving, plain)


def province(wards: int) -> Any:
    """A month of so many wards, far in the future, with numbers in every column."""
    from django.utils import timezone

    from sotay.figures.catalog import NAMES, WORK_NAMES
    from sotay.figures.models import CellMonth, CellWork
    from sotay.kernel.ids import new_id
    from sotay.kernel.periods import Month
    from sotay.kernel.tree import child
    from sotay.units.models import Kind, Unit

    month, now = Month.of(timezone.localdate()).plus(240), timezone.now()
    roots = Unit.objects.filter(parent=None).count()
    top = Unit(id=new_id(), path=child("", 900000 + roots), kind=Kind.PROVINCE, code="bench", name="Tỉnh")
    units, cells = [top], []
    for number in range(1, wards + 1):
        ward = Unit(id=new_id(), parent=top, path=child(top.path, number), kind=Kind.COMMUNE, name="Phường")
        ward.code, ward.commune_id = f"bench.{number}", ward.id
        units.append(ward)
        for index in range(1, CELLS_OF_WARD + 1):
            cell = Unit(id=new_id(), parent=ward, path=child(ward.path, index), kind=Kind.CELL, name="Chi bộ")
            cell.code, cell.commune_id = f"{ward.code}.{index}", ward.id
            cells.append(cell)
    top.commune_id = top.id
    Unit.objects.bulk_create([*units, *cells])
    owned = [{"cell": cell, "commune_id": cell.commune_id, "month": month} for cell in cells]
    face = {"kind": "regular", "meeting_id": new_id(), "status": "reported", "planned_at": now}
    counts = {name: place % 7 for place, name in enumerate(NAMES)}
    CellMonth.objects.bulk_create([CellMonth(**each, **face, **counts, opened_at=now) for each in owned])
    work = {name: place % 5 for place, name in enumerate(WORK_NAMES)}
    CellWork.objects.bulk_create([CellWork(**each, **work) for each in owned])
    return month


def aggregate(month: Any) -> None:
    """The same rows, added up by the database by unit, kind and day: three statements."""
    from django.db.models import Sum
    from django.db.models.functions import Coalesce, TruncDate

    from sotay.figures.catalog import DAY_NAMES, NAMES, WORK_NAMES
    from sotay.figures.models import CellMonth, CellWork

    held_on = TruncDate(Coalesce("opened_at", "planned_at"))
    months, work = CellMonth.objects.filter(month=month), CellWork.objects.filter(month=month)
    for rows, by, names in (
        (months, ["kind"], NAMES),
        (months.annotate(held_on=held_on), ["held_on"], DAY_NAMES),
        (work, [], WORK_NAMES),
    ):
        added = {f"sum_{name}": Sum(name) for name in names}
        list(rows.order_by().values_list("cell__parent", *by).annotate(**added))


def clock() -> float:
    """This process's own work, which others do not change; the wall where a server works too."""
    from django.db import connection

    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of the work, which is taken back."""
    with taken_back():
        started = clock()
        work()
        return (clock() - started) * 1000


@contextmanager
def taken_back() -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ratio(mine: list[float], other: list[float]) -> dict[str, float]:
    found, against = statistics.median(mine), statistics.median(other)
    return {"ms": round(found, 1), "against_ms": round(against, 1), "ratio": round(found / against, 2)}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(), ensure_ascii=False))
