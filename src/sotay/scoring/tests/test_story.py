"""A score from the closing of a meeting to its verification: who may do what, and what is kept."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from sotay.figures.models import CellMonth
from sotay.papers.models import IssuedPaper
from sotay.papers.queries import content
from sotay.scoring.models import ScoreEvent, ScoreSheet
from sotay.scoring.needs import needs_of
from sotay.scoring.queries import scored


def url(name, meeting):
    return reverse(f"scoring:{name}", args=[meeting.pk])


def codes(person):
    return [need.code for need in needs_of(person.actor, timezone.localdate())]


def all_met(meeting):
    """What the form sends when every question is answered with "met"."""
    asked = [row.row for row in scored(meeting).score.rows if row.counts and row.is_asked]
    return {f"choice-{row.number}": "met" for row in asked if row.measure == "yes_no"} | {
        f"points-{row.number}": row.max_points for row in asked if row.measure != "yes_no"
    }


def hand_in(thu, meeting):
    answer = thu.post(url("answer", meeting), {**all_met(meeting), "hand_in": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return ScoreSheet.objects.get(meeting=meeting)


def settle(meeting):
    """The days allowed for the report are over."""
    meeting.closed_at -= timedelta(days=5)
    type(meeting).objects.filter(pk=meeting.pk).update(closed_at=meeting.closed_at)


def test_cell_hands_in_its_score_and_the_resolution_has_it_as_a_section(held, thu):
    assert "score" in codes(thu)
    sheet = hand_in(thu, held)
    assert sheet.is_proposed
    assert 0 < sheet.total <= 100
    assert codes(thu) == []
    paper = IssuedPaper.objects.get(about_id=held.pk, kind="KL")
    words = str(content(paper))
    assert "TỰ ĐÁNH GIÁ CHẤT LƯỢNG SINH HOẠT" in words
    assert f"Tổng số điểm: {sheet.total} điểm" in words
    row = CellMonth.objects.get(cell=held.cell, month=held.month, kind="regular")
    assert (row.scored, row.score_points) == (1, sheet.total)


def test_an_open_row_keeps_the_score_from_being_handed_in_and_nothing_typed_is_lost(held, thu):
    given = all_met(held)
    left = given.popitem()[0]
    answer = thu.post(url("answer", held), {**given, "hand_in": "1"})
    assert answer.status_code == 422
    assert answer.content.decode().count(" checked") >= 5
    assert thu.post(url("answer", held), given).status_code == 302
    sheet = ScoreSheet.objects.get()
    assert not sheet.is_proposed
    assert len(sheet.said) == len(given)
    assert left not in sheet.said
    assert ScoreEvent.objects.get().what == "said"


def test_overseer_verifies_with_a_reason_for_each_difference(held, thu, chi):
    sheet = hand_in(thu, held)
    settle(held)
    assert codes(chi) == ["verify_score"]
    wrong = chi.post(url("verify", held), {"points-3.1": "2"})
    assert wrong.status_code == 422
    assert chi.post(url("verify", held), {"points-3.1": "9", "note-3.1": "x"}).status_code == 422
    done = chi.post(url("verify", held), {"points-3.1": "2", "note-3.1": "Nội dung còn dàn trải"})
    assert done.status_code == 302
    sheet.refresh_from_db()
    assert sheet.is_verified
    assert sheet.own_total - sheet.total == 1
    assert "Nội dung còn dàn trải" in thu.get(url("sheet", held)).content.decode()
    assert CellMonth.objects.get(cell=held.cell, kind="regular").verified == 1
    refused = thu.post(url("answer", held), {"choice-3.1": "met"})
    assert refused.status_code == 422
    assert chi.post(url("verify", held), {}).status_code == 422
    assert chi.post(url("reopen", held), {"because": "Nhầm buổi"}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.status, sheet.total) == ("proposed", sheet.own_total)
    assert [event.what for event in sheet.events.all()] == ["proposed", "verified", "reopened"]


def test_verification_waits_until_it_is_known_whether_the_papers_came_in_time(held, thu, chi):
    hand_in(thu, held)
    assert codes(chi) == []
    assert chi.post(url("verify", held), {}).status_code == 422
    assert ScoreSheet.objects.get().status == "proposed"


def test_a_row_the_records_prove_is_answered_otherwise_only_with_a_reason(held, thu):
    sheet = hand_in(thu, held)
    other = {"points-4.4": "0"}
    assert thu.post(url("answer", held), other).status_code == 422
    assert thu.post(url("answer", held), {**other, "note-4.4": "Ghi nhầm"}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.said["praised"]["points"] == 0


def test_only_who_conducts_scores_and_only_whom_the_setting_names_verifies(held, thu, an, binh, chi, dung):
    for person in (an, binh, chi, dung):
        assert person.get(url("answer", held)).status_code == 404
    for person in (thu, an, binh, dung):
        assert person.get(url("verify", held)).status_code == 404
    assert an.get(url("sheet", held)).status_code == 200
    assert dung.get(url("sheet", held)).status_code == 404
