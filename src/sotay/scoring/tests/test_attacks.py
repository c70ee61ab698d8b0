"""What somebody in a hurry, two people at once, or a form written carelessly could do to a score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.assignments import actions as tasks
from sotay.assignments.models import Task
from sotay.figures.actions import rebuild
from sotay.figures.models import CellMonth
from sotay.kernel.refusal import Refusal
from sotay.meetings import figures
from sotay.meetings.models import Meeting
from sotay.papers.structure import Table
from sotay.regulations import on
from sotay.regulations.reading import read
from sotay.regulations.values import (
    Band,
    Criterion,
    Words,
)
from sotay.scoring import actions, periods, rules
from sotay.scoring.checking import written_of
from sotay.scoring.models import OwnForm, ScoreSheet
from sotay.scoring.needs import needs_of
from sotay.scoring.queries import scored
from sotay.scoring.rules import Answer, Fact
from sotay.scoring.section import blocks_of
from sotay.scoring.settling import settle as settle_late
from sotay.scoring.tests.test_own_forms import SHORT, in_force
from sotay.scoring.tests.test_story import hand_in, settle, url


def since_last_year(form):
    OwnForm.objects.filter(pk=form.pk).update(from_on=timezone.localdate() - timedelta(days=365))
    form.refresh_from_db()
    return form


def test_an_act_of_the_meeting_does_not_write_over_what_somebody_answers_meanwhile(held, thu, monkeypatch):
    hand_in(thu, held)
    before = actions.scored

    def meanwhile(meeting, sheet, *args, **kwargs):
        ScoreSheet.objects.update(said={"content": Answer(1, 3, "Vừa sửa").plain()})
        return before(meeting, sheet, *args, **kwargs)

    monkeypatch.setattr(actions, "scored", meanwhile)
    figures.keep(Meeting.objects.get(pk=held.pk))
    assert ScoreSheet.objects.get().said["content"]["note"] == "Vừa sửa"


def test_a_paper_signed_since_the_page_was_opened_is_not_drawn_up_again(held, thu, monkeypatch):
    Meeting.objects.filter(pk=held.pk).update(stage=Meeting.Stage.SIGNED)
    monkeypatch.setattr(actions.composing, "write_papers", lambda *_args: pytest.fail("drawn up again"))
    assert held.stage == Meeting.Stage.CLOSED
    rows = [row.row for row in scored(held).score.rows if row.counts and row.is_asked]
    answers = {row.key: Answer(row.max_points, row.max_points) for row in rows}
    assert actions.say(meeting=held, by=thu.actor, answers=answers, hand_in=True).is_proposed


def test_figures_above_rank_a_score_by_the_common_scale_whatever_the_form_calls_it(held, thu, binh):
    low = [{"points": 10, "vi": "Đạt", "en": "Passed"}, {"points": 0, "vi": "Chưa", "en": "Failed"}]
    since_last_year(in_force(held.cell, binh.actor, {**SHORT, "ratings": low}))
    assert thu.post(url("answer", held), {"choice-1": "not_met", "hand_in": "1"}).status_code == 302
    sheet = ScoreSheet.objects.get()
    assert (sheet.rating, sheet.rank) == ("Đạt", 0)
    month = CellMonth.objects.get(cell=held.cell, kind="regular")
    ranks = [month.score_rank_1, month.score_rank_2, month.score_rank_3, month.score_rank_4]
    place = next(place for place, least in enumerate((90, 70, 50, 0)) if sheet.total >= least)
    assert ranks.index(1) == place
    assert place > 0
    assert sum(ranks) == 1


def blind(meeting, thu, **said):
    """Answers the cell gave while nothing was known yet."""
    ScoreSheet.objects.filter(meeting=meeting).delete()
    sheet = actions.say(meeting=meeting, by=thu.actor, answers={})
    sheet.said = {key: Answer(points, points).plain() for key, points in said.items()}
    sheet.save()
    return sheet


def test_an_answer_given_before_there_was_data_gives_way_to_the_records(held, thu):
    sheet = blind(held, thu, duration=5)
    row = row_of(held, "1.1", sheet)
    assert (row.said, row.own) == (None, row.proved)
    assert row.proved < 5
    sheet.said["duration"]["note"] = "Đồng hồ máy sai"
    assert row_of(held, "1.1", sheet).own == 5


def row_of(meeting, number, sheet=None):
    return next(row for row in scored(meeting, sheet).score.rows if row.row.number == number)


def deducting(meeting, binh):
    written = written_of(
        on(timezone.localdate()).value("meeting-quality.deducting_form"),
        on(timezone.localdate()).value("meeting-quality.ratings"),
    )
    return since_last_year(in_force(meeting.cell, binh.actor, written))


def test_each_deduction_carries_a_note_and_people_are_asked_what_is_taken_away(held, thu, binh):
    deducting(held, binh)
    page = thu.get(url("answer", held)).content.decode()
    assert str(_("Nothing to take away")) in page
    given = {f"choice-{row.number}": "met" for row in _asked(held)}
    refused = thu.post(url("answer", held), {**given, "choice-9": "not_met"})
    assert refused.status_code == 422
    assert str(_("Say why points are taken away in row %(number)s.")) % {"number": 9} in (
        refused.content.decode()
    )
    noted = {**given, "choice-9": "", "points-9": "2", "note-9": "Còn nể nang"}
    assert thu.post(url("answer", held), noted).status_code == 302
    assert ScoreSheet.objects.get().said["self_criticism"] == Answer(3, 5, "Còn nể nang").plain()
    assert "−2" in thu.get(url("sheet", held)).content.decode()


def _asked(meeting):
    return [row.row for row in scored(meeting).score.rows if row.is_asked]


def test_deductions_in_the_resolution_add_up_to_what_the_total_lacks(held, thu, binh):
    deducting(held, binh)
    given = {f"choice-{row.number}": "met" for row in _asked(held)}
    assert thu.post(url("answer", held), {**given, "hand_in": "1"}).status_code == 302
    found = scored(held)
    table = next(block for block in blocks_of(found) if isinstance(block, Table))
    assert any(row.waits for row in found.score.rows)
    assert 100 - sum(int(line[3]) for line in table.rows) == found.score.total


def test_a_tap_counts_over_points_that_were_given_before(held, thu):
    thu.post(url("answer", held), {"points-3.1": "1", "note-3.1": "Còn dàn trải"})
    assert thu.post(url("answer", held), {"points-3.1": "1", "choice-3.1": "met"}).status_code == 302
    assert ScoreSheet.objects.get().said["content"]["points"] == 3


def test_a_score_is_not_verified_while_a_row_lost_its_proof(held, thu, chi):
    hand_in(thu, held)
    settle(held)
    sheet = ScoreSheet.objects.get()
    sheet.said = {key: answer for key, answer in sheet.said.items() if key != "content"}
    sheet.save()
    refused = chi.post(url("verify", held), {})
    assert refused.status_code == 422
    assert "3.1" in refused.content.decode()
    filled = {"points-3.1": "2", "note-3.1": "Chi bộ chưa chấm"}
    assert chi.post(url("verify", held), filled).status_code == 302
    Meeting.objects.filter(pk=held.pk).update(stage=Meeting.Stage.OPEN)
    actions.reopen(meeting=held, by=chi.actor, because="Nhầm")
    with pytest.raises(Refusal):
        actions.verify(meeting=Meeting.objects.get(pk=held.pk), by=chi.actor, answers={})


def test_a_measure_that_is_met_or_not_gives_the_best_or_the_last_band():
    row = Criterion("1", Words("a", "a"), 5, "praised", (band(5, "90%"), band(1, "0%")), "praised")
    points = [rules.points_of(row, Fact(met=met)) for met in (True, False, None)]
    assert points == [5, 1, None]


def band(points, low):
    return Band(points, Words("a", "a"), low=read("share", low, {}))


def test_only_a_total_that_was_re_scaled_is_printed_as_such(held, thu):
    sheet = hand_in(thu, held)
    found = scored(held, sheet)
    rows = tuple(replace(row, counts=True) for row in found.score.rows)
    whole = replace(found.score, rescaled=True, rows=rows)
    assert "quy đổi" not in str(blocks_of(replace(found, score=whole)))
    assert "quy đổi" in str(blocks_of(replace(found, score=replace(found.score, rescaled=True))))


def test_a_unit_whose_name_looks_like_a_formula_is_a_name_in_the_sheet(held, house, binh):
    type(house.cell).objects.filter(pk=house.cell.pk).update(name='=HYPERLINK("http://x","y")')
    answer = binh.get(reverse("scoring:unit_sheet", args=[house.ward.pk]))
    cells = ZipFile(BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    names = ZipFile(BytesIO(answer.content)).read("xl/sharedStrings.xml").decode()
    assert "=HYPERLINK" in names
    assert "<f>" not in cells


def test_months_before_the_form_and_before_the_cell_are_not_missing(house):
    cell, today = house.cell, date(2026, 5, 4)
    cell.founded_on = None
    whole = periods.year_of(cell, 2025, today)
    assert [month.number for month in whole.periods[-1].missing] == [10, 11, 12]
    cell.founded_on = date(2025, 12, 3)
    assert [month.number for month in periods.year_of(cell, 2025, today).periods[-1].missing] == [12]


def test_tasks_since_a_meeting_that_was_never_held_are_not_left_out(held, an, thu):
    day = timezone.localdate(held.opened_at)
    earlier = {
        "commune_id": held.commune_id,
        "cell_id": held.cell_id,
        "kind": "regular",
        "planned_minutes": 90,
    }
    for n, stage in ((35, Meeting.Stage.REPORTED), (5, Meeting.Stage.PREPARING)):
        at = held.planned_at - timedelta(days=n)
        Meeting.objects.create(**earlier, month=held.month.plus(-n), planned_at=at, stage=stage)
    for n in (30, 20, 2):
        Task.objects.create(
            commune_id=held.commune_id,
            cell_id=held.cell_id,
            text="Dọn ngõ",
            given_on=day - timedelta(days=60),
            due_on=day - timedelta(days=1),
            state="done" if n > 2 else "open",
            done_on=day - timedelta(days=n) if n > 2 else None,
        )
    records = scored(held).records
    assert (records.tasks_done, records.tasks_due) == (2, 3)


def test_a_need_to_verify_goes_by_the_day_here_and_not_in_greenwich(held, thu, chi):
    hand_in(thu, held)
    night = timezone.make_aware(datetime(2026, 11, 5, 2, 0))  # noqa: DTZ001
    Meeting.objects.filter(pk=held.pk).update(closed_at=night)
    assert [each.code for each in needs_of(chi.actor, date(2026, 11, 7))] == []
    assert [each.code for each in needs_of(chi.actor, date(2026, 11, 8))] == ["verify_score"]


@pytest.mark.parametrize("what", ["extended", "dropped"])
def test_a_task_put_off_or_dropped_after_the_meeting_counts_as_it_stood(held, thu, what):
    day = timezone.localdate(held.opened_at)
    task = Task.objects.create(
        commune_id=held.commune_id,
        cell_id=held.cell_id,
        text="Dọn ngõ",
        given_on=day - timedelta(days=20),
        due_on=day,
    )
    rebuild()  # made without its action, so the month it was given in does not know it yet
    assert (scored(held).records.tasks_done, scored(held).records.tasks_due) == (0, 1)
    total = hand_in(thu, held).total
    if what == "extended":
        later = timezone.localdate() + timedelta(days=30)
        tasks.extend(task=task, by=thu.actor, due_on=later, because="Mưa bão")
    else:
        tasks.drop(task=task, by=thu.actor, because="Không cần nữa")
    assert (scored(held).records.tasks_done, scored(held).records.tasks_due) == (0, 1)
    assert rebuild() == 0
    assert ScoreSheet.objects.get().total == total


def test_papers_that_are_late_are_counted_by_the_clock_and_figures_agree(held, thu, binh):
    deducting(held, binh)
    given = {f"choice-{row.number}": "met" for row in _asked(held)}
    thu.post(url("answer", held), {**given, "hand_in": "1"})
    before = ScoreSheet.objects.get().total
    assert rebuild() == 0
    assert settle_late(timezone.now()) == 0
    Meeting.objects.filter(pk=held.pk).update(closed_at=held.closed_at - timedelta(days=5))
    assert settle_late(timezone.now()) == 1
    assert ScoreSheet.objects.get().total == before - 5
    assert CellMonth.objects.get(cell=held.cell, kind="regular").score_points == before - 5
    assert settle_late(timezone.now()) == 0
    assert rebuild() == 0
