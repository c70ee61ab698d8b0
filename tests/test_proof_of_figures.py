"""What `sotay rebuild-figures` finds and says, the check of every night, and the tree as it was."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import timedelta

import pytest
from django.utils import timezone

from sotay.config.commands import figures as command
from sotay.figures import actions, proof, queries, refill, sample
from sotay.figures.catalog import BREAKDOWNS, FIGURES
from sotay.figures.models import CellBreakdown, CellMonth, CellWork, Check, UnitWork
from sotay.figures.queries import Tree
from sotay.figures.work import SOURCES
from sotay.kernel import jobs
from sotay.kernel.actor import SYSTEM, Can
from sotay.kernel.periods import Month
from sotay.meetings.models import MeetingFigures
from sotay.members import actions as members
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition
from sotay.reports.tests import stories
from sotay.units import actions as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def month() -> Month:
    return Month.of(timezone.localdate())


@pytest.fixture
def played(house, thu, lam, an):
    """A month of a cell, with everything added up."""
    stories.whole(house.cell, thu.actor)
    actions.make_months()
    jobs.work_off()
    CellMonth.objects.update(changed_at=timezone.now() - timedelta(days=1))  # nothing is on its way any more
    return house


@pytest.fixture
def told(monkeypatch, capsys):
    """Run the command inside of the test's transaction; its exit status and what it printed."""
    monkeypatch.setattr(command, "start_django", lambda: None)
    monkeypatch.setattr(command, "need_database", lambda: None)

    def run(**given):
        status = command.run(Namespace(**{"dry_run": False, "json": False, "unit": None, **given}))
        return status, capsys.readouterr().out

    return run


def test_every_figure_says_what_it_is_and_comes_out_of_series(played, month):
    found = queries.series([played.ward], month, month)[played.ward.pk, month]
    for name, figure in FIGURES.items():
        assert str(figure.words), name
        assert figure.may_see is Can.SEE_FIGURES, name
        assert name in found or name.startswith("held_"), name
    assert found["held"] == found["held_regular"] == 1
    filled = {name for source in SOURCES for name in source.columns}
    assert filled == set(CellWork(month=month).counts), "each figure has one source"
    assert {name for source in SOURCES for name in source.breakdowns} == set(BREAKDOWNS)


def test_a_month_of_a_cell_in_every_figure_that_is_of_no_meeting(played, month):
    row = CellWork.objects.get(cell=played.cell, month=month)
    assert (row.members, row.members_full, row.members_probationary) == (3, 3, 0)
    assert (row.petitions_received, row.petitions_open, row.petitions_open_above) == (1, 1, 1)
    assert (row.tasks_begun, row.tasks_open, row.members_tasked, row.members_without_task) == (1, 1, 3, 2)
    ward = UnitWork.objects.get(unit=played.ward, month=month)
    assert ward.members == sum(
        CellWork.objects.filter(cell__parent=played.ward).values_list("members", flat=True)
    )
    keys = queries.breakdown([played.cell, played.ward], "petitions_by_field", month, month)
    assert keys[played.cell.pk, month] == keys[played.ward.pk, month] == {"": 1}


def test_dry_run_tells_and_changes_nothing(played, month, told):
    CellWork.objects.filter(cell=played.cell).update(members=99)
    CellMonth.objects.filter(cell=played.cell).update(present=77)
    status, out = told(dry_run=True)
    lines = out.splitlines()
    assert status == 1
    assert f"{played.cell.code}\t{played.cell.name}\t{month}\twork\tmembers\t99 → 3" in lines
    assert any("present\t77 → 3" in line for line in lines)
    assert CellWork.objects.get(cell=played.cell, month=month).members == 99
    assert told()[0] == 0
    assert told(dry_run=True) == (0, "0\n"), "and nothing is left when it was put right"


def test_the_last_line_is_how_many_rows_differed(played, told):
    UnitWork.objects.filter(unit=played.ward).update(members=50, tasks_open=9)
    assert told()[1].splitlines()[-1] == "1"


def test_report_as_json_and_for_one_unit(played, told):
    CellWork.objects.filter(cell=played.cell).update(petitions_open=8)
    status, out = told(json=True, unit=played.other_ward.code, dry_run=True)
    assert (status, json.loads(out)["rows"]) == (0, 0), "it lies elsewhere"
    status, out = told(json=True, unit=played.ward.code)
    found = json.loads(out)
    assert (status, found["rows"], found["repaired"]) == (0, 1, True)
    assert found["differences"][0]["figure"] == "petitions_open"
    assert found["by_figure"] == {"petitions_open": 1}


def test_a_unit_nobody_knows_is_one_clear_line(played, told):
    with pytest.raises(command.Stop, match="no unit with the code 'X'"):
        told(unit="X")


def test_a_row_that_is_gone_and_a_key_that_is_wrong_are_found(played, month):
    CellBreakdown.objects.update(number=5)
    UnitWork.objects.filter(unit=played.ward).delete()
    found = list(proof.prove())
    assert {each.figure for each in found if each.unit == played.cell.name} == {
        "petitions_by_field",
        "petitions_open_by_field",
    }
    assert any(each.unit == played.ward.name and each.figure == "members" for each in found)
    assert list(proof.prove()) == []


def test_nightly_check_draws_by_its_seed_tells_and_puts_nothing_right(played, told, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    night = timezone.localtime().replace(hour=2)
    time_machine.move_to(night, tick=False)
    actions.make_months()
    jobs.work_off()
    assert sample.check_sample(night) == 0, "not before the figures of an older version are put right"
    refill.go_on(night)
    assert sample.check_sample(night) == 3
    assert sample.check_sample(night) == 0, "once a night"
    CellWork.objects.filter(cell=played.cell).update(members=99)
    time_machine.move_to(night + timedelta(days=1), tick=False)
    for _tick in range(2):
        with pytest.raises(sample.FiguresDiffer):
            sample.check_sample(timezone.now())
    check = Check.objects.latest("day")
    assert (check.cells, check.differing >= 1, check.settled_at) == (3, True, None)
    assert sample.drawn(check.seed) == sample.drawn(check.seed)
    assert CellWork.objects.filter(members=99).exists(), "nothing is put right in silence"
    assert any("members 99 → 3" in fault for fault in sample.faults())
    told()
    assert sample.check_sample(timezone.now()) == 0
    assert list(sample.faults()) == []


def test_figures_of_an_older_version_are_filled_by_the_clock_a_part_at_a_time(played, month, monkeypatch):
    MeetingFigures.objects.update(opinions=0)
    CellMonth.objects.update(opinions=0)
    CellWork.objects.all().delete()
    UnitWork.objects.all().delete()
    monkeypatch.setattr(refill, "CELLS", 2)
    now = timezone.now()
    while not refill.is_finished():
        refill.go_on(now)
    assert refill.go_on(now) == 0
    assert CellMonth.objects.get(cell=played.cell, month=month).opinions == 1
    assert UnitWork.objects.get(unit=played.province, month=month).members == 3
    jobs.work_off()
    assert list(proof.prove(repair=False)) == []


def test_before_one_in_the_morning_nobody_looks(played):
    assert sample.check_sample(timezone.localtime().replace(hour=0, minute=30)) == 0
    assert not Check.objects.exists()


def test_past_of_a_moved_cell_stays_and_can_be_read_under_either(played, month):
    played.cell.refresh_from_db()
    last = month.plus(-1)
    CellWork.objects.filter(cell=played.cell).update(month=last)
    actions.roll_up(played.ward, last, timezone.now())
    units.move(unit=played.cell, by=SYSTEM, parent=played.other_ward, on=timezone.localdate())
    jobs.work_off()
    both = [played.ward, played.other_ward]
    then = queries.series(both, last, month)
    today = queries.series(both, last, month, tree=Tree.TODAY)
    assert then[played.ward.pk, last]["members"] == 3
    assert then[played.other_ward.pk, last]["members"] == 0
    assert then[played.other_ward.pk, month]["held"] == 1, "it lay there at the end of this month"
    assert today[played.other_ward.pk, last]["members"] == 3
    assert today[played.ward.pk, last]["members"] == 0
    assert played.cell.pk in queries.children(played.ward.pk, last)
    assert played.cell.pk not in queries.children(played.ward.pk, last, tree=Tree.TODAY)
    assert played.cell.pk in queries.children(played.other_ward.pk, month)


def test_deadline_put_off_later_does_not_change_the_month_it_passed_in(house, thu, an, time_machine):
    from sotay.assignments import actions as tasks

    time_machine.move_to("2026-03-10 09:00 +07:00", tick=False)
    due = timezone.localdate() + timedelta(days=10)
    task = tasks.give(cell=house.cell, by=thu.actor, to=an.member, text="Việc", due_on=due)
    time_machine.move_to("2026-04-05 09:00 +07:00", tick=False)
    tasks.extend(task=task, by=thu.actor, due_on=due + timedelta(days=30), because="Bận")
    march, april = CellWork.objects.filter(cell=house.cell).order_by("month")
    assert (march.tasks_due, march.tasks_met, march.tasks_overdue) == (1, 0, 1)
    assert (april.tasks_due, april.tasks_met, april.tasks_overdue) == (1, 0, 1)
    tasks.report(task=task, by=an.actor, done=True, text="Xong")
    april.refresh_from_db()
    assert (april.tasks_due, april.tasks_met, april.tasks_overdue) == (1, 1, 0)
    actions.make_months()
    jobs.work_off()
    assert list(proof.prove(repair=False)) == []


def test_petition_late_at_the_end_of_a_month_stays_so_when_it_is_answered_later(house, thu, an, time_machine):
    from uuid import uuid4

    time_machine.move_to("2026-03-02 09:00 +07:00", tick=False)
    held = petitions.raise_one(
        cell=house.cell,
        by=an.actor,
        key=uuid4(),
        text="Đèn hỏng",
        level="cell",
        shown_to=Petition.ShownTo.ALL,
        field="Điện",
    )
    petitions.promise(petition=held, by=thu.actor, due_on=timezone.localdate() + timedelta(days=5))
    time_machine.move_to("2026-04-10 09:00 +07:00", tick=False)
    petitions.answer(petition=held, by=thu.actor, text="Đã sửa")
    march, april = CellWork.objects.filter(cell=house.cell).order_by("month")
    assert (march.petitions_received, march.petitions_open, march.petitions_overdue) == (1, 1, 1)
    assert march.petitions_long_overdue == 0
    assert (april.petitions_answered, april.petitions_in_time, april.petitions_to_tell) == (1, 0, 1)
    assert (april.petitions_open, april.petitions_overdue) == (0, 0)
    keys = queries.breakdown([house.cell], "petitions_open_by_field", Month(2026, 3), Month(2026, 4))
    assert keys == {(house.cell.pk, Month(2026, 3)): {"Điện": 1}}


def test_a_transfer_of_last_month_changes_what_that_month_says(house, thu, an, time_machine):
    time_machine.move_to("2026-03-20 09:00 +07:00", tick=False)
    actions.make_months()
    time_machine.move_to("2026-04-10 09:00 +07:00", tick=False)
    actions.make_months()
    on = timezone.localdate() - timedelta(days=15)
    members.transfer(member=an.member, by=SYSTEM, to_cell=house.neighbour, on=on)
    march = {row.cell: row for row in CellWork.objects.filter(month=Month(2026, 3)).select_related("cell")}
    assert (march[house.cell].members, march[house.cell].members_went) == (1, 1)
    assert (march[house.neighbour].members, march[house.neighbour].members_came) == (1, 1)
    jobs.work_off()
    assert list(proof.prove(repair=False)) == []


def test_a_new_month_begins_without_an_act(house, thu, time_machine):
    time_machine.move_to("2026-03-20 09:00 +07:00", tick=False)
    assert actions.make_months() == 3
    assert actions.make_months() == 0
    time_machine.move_to("2026-05-01 00:10 +07:00", tick=False)
    assert actions.make_months() == 3
    jobs.work_off()
    months = [str(row.month) for row in CellWork.objects.filter(cell=house.cell).order_by("month")]
    assert months == ["2026-03", "2026-04", "2026-05"], "a month in which nothing ran is not left out"
    assert UnitWork.objects.get(unit=house.province, month=Month(2026, 4)).members == 1


def test_reason_for_meeting_online_is_chosen_and_counted(house, thu, lam, an, month):
    meeting = stories.set_up(house.cell, thu.actor)
    page = thu.get(f"/meetings/{meeting.pk}/arrange/").content.decode()
    assert "Đảng viên đi làm ăn xa" in page
    from sotay.meetings.preparation import preparing

    preparing.arrange(
        meeting=meeting,
        by=thu.actor,
        planned_at=meeting.planned_at,
        place="",
        chair=meeting.chair,
        minute_taker=meeting.minute_taker,
        mode="online",
        online_reason="far_workers",
    )
    assert queries.breakdown([house.cell], "online_by_reason", month, month) == {
        (house.cell.pk, month): {"far_workers": 1}
    }
    preparing.cancel(meeting=meeting, by=thu.actor, because="Bão")
    assert queries.breakdown([house.cell], "online_by_reason", month, month) == {}
