"""Writes of a score: the cell answers and hands it in, who verifies it says where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.meetings import composing, figures, locking
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.meetings.queries import load_state
from sotay.meetings.rules_in_force import points_of
from sotay.members.queries import holder_ids
from sotay.notify import actions as notify
from sotay.scoring import refusals, rules
from sotay.scoring.access import verifiers_of
from sotay.scoring.evidence import facts_of
from sotay.scoring.forms_in_force import REGULATION, UsedForm, form_of
from sotay.scoring.models import PeriodFigure, ScoreEvent, ScoreSheet
from sotay.scoring.queries import Scored, scored
from sotay.scoring.rules import Answer, RowScore
from sotay.units.models import Unit
from sotay.units.settings import setting

What, Status = ScoreEvent.What, ScoreSheet.Status


@transaction.atomic
def say(*, meeting: Meeting, by: Actor, answers: Mapping[str, Answer], hand_in: bool = False) -> ScoreSheet:
    """Keep the cell's answers by row key; with `hand_in` propose the score.

    A row that the records prove is answered only where the cell sees it otherwise, with a note. Raises a
    Refusal for points outside a row, a missing note, rows that are open when it is handed in, and a score
    that is verified. Handed in, it is printed in the papers that are not signed yet.
    """
    sheet = _locked_or_new(meeting)
    if sheet.is_verified:
        raise refusals.VerifiedAlready
    if meeting.opened_at is None:
        raise refusals.NotOpenYet
    used = form_of(meeting, sheet)
    before = scored(meeting, sheet, used=used)
    rows = {row.row.key: row for row in before.score.rows if row.counts}
    deducts = before.score.form.deducts
    kept = {key: _checked(rows, key, answer, deducts=deducts) for key, answer in answers.items()}
    changes = _changes(sheet.said, kept)
    sheet.said = {**sheet.said, **{key: answer.plain() for key, answer in kept.items() if answer is not None}}
    for key, answer in kept.items():
        if answer is None:
            sheet.said.pop(key, None)
    after = _follow(sheet, scored(meeting, sheet, used=used, records=before.records))
    if hand_in:
        _hand_in(sheet, after, by)
    sheet.save()
    if changes or hand_in:
        _event(sheet, What.PROPOSED if hand_in else What.SAID, by, changes)
    if hand_in:
        audit.record(by, "score.proposed", sheet, title=str(meeting), total=sheet.own_total)
        _tell_verifiers(sheet, by)
    _print(meeting, by)
    return sheet


def _checked(rows: Mapping[str, RowScore], key: str, answer: Answer, *, deducts: bool) -> Answer | None:
    """The answer as it is kept; None for one that only repeats what the records prove. What deducts carries
    a note for each deduction (DOMAIN-2 1, An Giang)."""
    if key not in rows:
        raise refusals.NotInForm
    row = rows[key]
    most = row.row.max_points
    if not 0 <= answer.points <= most:
        raise refusals.PointsOutOfRange(row.row.number, most)
    if row.proved is not None and answer.points == row.proved:
        return None
    if row.proved is not None and not answer.note.strip():
        raise refusals.NoteNeeded(row.row.number)
    if deducts and answer.points < most and not answer.note.strip():
        raise refusals.DeductionNeedsNote(row.row.number)
    return Answer(answer.points, most, answer.note.strip())


def _changes(kept: Mapping[str, Any], answers: Mapping[str, Answer | None]) -> list[list[Any]]:
    """[key, points before, points now, note] of each answer that is not as it was."""
    found = []
    for key, answer in answers.items():
        before, now = kept.get(key), answer.plain() if answer else None
        if before != now:
            found.append(
                [
                    key,
                    before["points"] if before else None,
                    now["points"] if now else None,
                    now["note"] if now else "",
                ]
            )
    return found


def _hand_in(sheet: ScoreSheet, after: Scored, by: Actor) -> None:
    if left := len(after.score.open_rows):
        raise refusals.RowsLeft(left)
    sheet.status = Status.PROPOSED
    sheet.proposed_at, sheet.proposed_by_name = timezone.now(), by.name


@transaction.atomic
def verify(*, meeting: Meeting, by: Actor, answers: Mapping[str, Answer]) -> ScoreSheet:
    """Give the score its verified column: `answers` hold the rows seen otherwise than the cell, each with a
    reason. From then on the records are not looked at again.
    """
    sheet = _locked(meeting)
    if sheet is None or not sheet.is_proposed:
        raise refusals.NotProposed
    if sheet.is_verified:
        raise refusals.VerifiedAlready
    if not meeting.is_over:
        raise refusals.NotOverYet
    used = form_of(meeting, sheet)
    before = scored(meeting, sheet, used=used)
    if any(row.waits for row in before.score.rows):
        raise refusals.StillSettling
    rows = {row.row.key: row for row in before.score.rows if row.counts}
    kept = {key: _differing(rows, key, answer) for key, answer in answers.items()}
    changes = _changes({key: {"points": row.own, "note": ""} for key, row in rows.items()}, kept)
    sheet.verified = {key: answer.plain() for key, answer in kept.items() if answer is not None}
    after = _follow(sheet, scored(meeting, sheet, used=used, records=before.records))
    if left := [row.row.number for row in after.score.rows if row.counts and row.points is None]:
        raise refusals.RecordsChanged(", ".join(left))
    sheet.status = Status.VERIFIED
    sheet.verified_at, sheet.verified_by_name = timezone.now(), by.name
    sheet.save()
    _event(sheet, What.VERIFIED, by, [each for each in changes if each[2] is not None])
    audit.record(by, "score.verified", sheet, title=str(meeting), own=sheet.own_total, total=sheet.total)
    leading = holder_ids([sheet.cell_id], Role.SECRETARY, Role.DEPUTY_SECRETARY, day=timezone.localdate())
    notify.tell(
        leading, "score.verified", sheet.get_absolute_url(), by=by, title=str(meeting), total=sheet.total
    )
    _keep_figures(meeting)
    return sheet


def _differing(rows: Mapping[str, RowScore], key: str, answer: Answer) -> Answer | None:
    if key not in rows:
        raise refusals.NotInForm
    row, most = rows[key], rows[key].row.max_points
    if not 0 <= answer.points <= most:
        raise refusals.PointsOutOfRange(row.row.number, most)
    if answer.points == row.own:
        return None
    if not answer.note.strip():
        raise refusals.NoteNeeded(row.row.number)
    return Answer(answer.points, most, answer.note.strip())


@transaction.atomic
def reopen(*, meeting: Meeting, by: Actor, because: str) -> ScoreSheet:
    """Take the verification back: the cell's column stands again and can be changed. What was verified stays
    in the history.
    """
    sheet = _locked(meeting)
    if sheet is None or not sheet.is_verified:
        raise refusals.NotVerifiedYet
    sheet.status, sheet.verified, sheet.verified_at, sheet.verified_by_name = Status.PROPOSED, {}, None, ""
    _follow(sheet, scored(meeting, sheet))
    sheet.save()
    _event(sheet, What.REOPENED, by, [], because)
    audit.record(by, "score.reopened", sheet, title=str(meeting))
    _keep_figures(meeting)
    return sheet


@transaction.atomic
def score_by(*, meeting: Meeting, by: Actor, used: UsedForm, because: str) -> ScoreSheet:
    """Score the meeting by another form. Every answer stays as it was given; rows that the form asks anew are
    open again, so the cell hands it in once more when there are any.
    """
    sheet = _locked_or_new(meeting)
    if sheet.is_verified:
        raise refusals.VerifiedAlready
    now = form_of(meeting, sheet)
    if (now.own, now.key) == (used.own, used.key):
        raise refusals.SameForm
    sheet.own_form, sheet.form_key = used.own, used.key
    after = _follow(sheet, scored(meeting, sheet, used=used))
    if not after.score.is_complete:
        sheet.status, sheet.proposed_at, sheet.proposed_by_name = Status.BEGUN, None, ""
    sheet.save()
    _event(sheet, What.RESCORED, by, [], because)
    audit.record(by, "score.by_another_form", sheet, title=str(meeting))
    _print(meeting, by)
    return sheet


def counts_of(meeting: Meeting, state: State) -> dict[str, int]:
    """What a meeting's score adds to its figures, brought up to date with the records on the way.

    The ranks are by the ratings of the settings, whatever the form calls its own: a column above means the
    same for every cell in it.
    """
    sheet = _held(meeting)
    if sheet is None:
        return {}
    if not sheet.is_verified:
        _follow(sheet, scored(meeting, sheet, state))
        sheet.save(update_fields=_FOLLOWED)
    if not sheet.is_proposed:
        return {}
    rank = rules.rank_of(sheet.total, points_of(meeting)[f"{REGULATION}.ratings"])
    ranks = {f"score_rank_{place}": int(min(rank, 3) + 1 == place) for place in range(1, 5)}
    return {"scored": 1, "verified": int(sheet.is_verified), "score_points": sheet.total, **ranks}


_FOLLOWED = ("facts", "own_total", "total", "rank", "rating")
"""What follows the records. Nothing else is written on the way: somebody may be answering meanwhile."""


def _follow(sheet: ScoreSheet, now: Scored) -> Scored:
    """Keep what the records prove and what the score comes to."""
    if not sheet.is_verified:
        sheet.facts = {name: fact.plain() for name, fact in facts_of(now.records).items()}
    score = now.score
    sheet.own_total, sheet.total = score.own_total, score.total
    sheet.rank, sheet.rating = score.rank, score.rating.text.vi
    return now


def _locked(meeting: Meeting) -> ScoreSheet | None:
    """The sheet, held after its meeting, as acts of the meeting hold the two."""
    locking.locked(meeting)
    return _held(meeting)


def _held(meeting: Meeting) -> ScoreSheet | None:
    held = ScoreSheet.objects.select_for_update(of=("self",)).select_related("own_form__unit")
    return held.filter(meeting=meeting).first()


def _locked_or_new(meeting: Meeting) -> ScoreSheet:
    sheet = _locked(meeting)
    if sheet is None:
        used = form_of(meeting)
        owned = {"commune_id": meeting.commune_id, "cell_id": meeting.cell_id, "month": meeting.month}
        defaults = {**owned, "own_form": used.own, "form_key": used.key}
        ScoreSheet.objects.get_or_create(meeting=meeting, defaults=defaults)
        sheet = _locked(meeting)
        assert sheet is not None  # noqa: S101 - it was made just now
    return sheet


def _event(
    sheet: ScoreSheet, what: ScoreEvent.What, by: Actor, changes: list[list[Any]], note: str = ""
) -> None:
    ScoreEvent.objects.create(
        commune_id=sheet.commune_id,
        cell_id=sheet.cell_id,
        sheet=sheet,
        what=what,
        changes=changes,
        total=sheet.total,
        note=note[:300],
        by_name=by.name,
        by_account_id=by.account_id,
        at=timezone.now(),
    )


def _tell_verifiers(sheet: ScoreSheet, by: Actor) -> None:
    who = verifiers_of(sheet.meeting)
    data = {"cell": sheet.cell.name, "title": str(sheet.meeting), "total": sheet.own_total}
    notify.tell(who, "score.proposed", sheet.get_absolute_url(), by=by, **data)


def _print(meeting: Meeting, by: Actor) -> None:
    """Papers that are composed and not signed by both yet take the score in; the month takes it over."""
    meeting = locking.locked(meeting)  # it may have been signed since the page was opened
    if meeting.stage == Meeting.Stage.CLOSED and not meeting.papers_fault and _in_resolution(meeting):
        composing.write_papers(meeting, load_state(meeting), by)
        meeting.save(update_fields=["papers_fault"])
    _keep_figures(meeting)


def _in_resolution(meeting: Meeting) -> bool:
    where = setting(meeting.cell, "meeting-quality.printed_in", timezone.localdate(meeting.planned_at))
    return bool(where == "resolution")


def _keep_figures(meeting: Meeting) -> None:
    figures.keep(Meeting.objects.select_related("cell__parent", "figures").get(pk=meeting.pk))


@transaction.atomic
def enter_period(*, cell: Unit, by: Actor, year: int, quarter: int, points: int, reason: str) -> PeriodFigure:
    """Enter the figure of a quarter, or of a year (quarter 0), by hand; entering it again takes its place."""
    figure, _made = PeriodFigure.objects.update_or_create(
        cell=cell,
        year=year,
        quarter=quarter,
        defaults={
            "commune_id": cell.commune_id,
            "points": points,
            "reason": reason,
            "by_name": by.name,
            "at": timezone.now(),
        },
    )
    period = f"{year}" if quarter == 0 else f"{quarter}/{year}"
    audit.record(by, "score.period_by_hand", figure, points=points, period=period)
    return figure
