"""A meeting closes whatever becomes of its papers: what is wrong is said, and they are composed again."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.utils import timezone
from kept import kept

from sotay.audit.models import AuditLine
from sotay.kernel.refusal import Refusal
from sotay.meetings import actions, composing, trial
from sotay.meetings.documents import minutes
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.tests import halls
from sotay.meetings.tests.halls import did, to_sign
from sotay.papers import printing
from sotay.papers.models import IssuedPaper
from sotay.regulations.reading import KINDS
from sotay.units.models import UnitSetting
from sotay.units.trials import DoesNotWork

pytestmark = pytest.mark.django_db
SIGNATURES = "document-layout.minutes_signatures"


@kept
def meeting(house, thu, lam, an, binh) -> Meeting:
    """Open, with everybody called."""
    found = halls.set_up(house, thu)
    halls.call(thu, found)
    return found


@pytest.fixture
def broken(monkeypatch):
    """Composing minutes fails until `mended()` is called."""

    def fail(*_args, **_more):
        raise ValueError("not enough values to unpack (expected 2, got 1)")

    with monkeypatch.context() as patch:
        patch.setattr(minutes, "compose", fail)
        yield patch.undo


def page(person, url: str, status: int = 200) -> str:
    answer = person.get(url, headers={"accept-language": "vi"})
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def test_a_meeting_closes_though_its_papers_cannot_be_composed(meeting, thu, lam, an, broken):
    did(thu, meeting, "statement_recorded", speaker=an.member.pk, text="Sửa đèn ngõ 5.")
    did(thu, meeting, "task_assigned", text="Treo cờ", members=[an.member.pk], due_on=in_a_week())
    read = page(thu, f"/meetings/{meeting.pk}/read/")
    assert "Không soạn được văn bản" in read
    assert "Vẫn kết thúc buổi sinh hoạt được" in read
    did(thu, meeting, "closed")
    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.CLOSED
    assert "expected 2, got 1" in meeting.papers_fault
    assert LogEntry.objects.filter(act="closed").count() == 1
    assert an.get("/tasks/").content.decode().count("Treo cờ") > 0  # what it decided goes its way
    shown = page(thu, f"/meetings/{meeting.pk}/after/")
    assert "Không soạn được văn bản" in shown
    assert "ValueError" not in shown
    assert "Soạn lại" in shown
    assert "Soạn lại" not in page(an, f"/meetings/{meeting.pk}/after/")
    assert next(composing.faults()).endswith("(expected 2, got 1))")
    for role in ("chair", "minute_taker"):
        assert thu.post(f"/meetings/{meeting.pk}/sign/{role}/").status_code == 409


def in_a_week() -> str:
    return (timezone.localdate() + timedelta(days=7)).strftime("%d/%m/%Y")


def test_papers_are_composed_again_once_the_cause_is_gone(meeting, thu, lam, an, broken):
    did(thu, meeting, "closed")
    again = f"/meetings/{meeting.pk}/compose/"
    assert an.post(again).status_code == 404
    assert thu.post(again).status_code == 409
    assert Meeting.objects.get().papers_fault
    broken()
    assert thu.post(again).status_code == 302
    assert sorted(IssuedPaper.objects.values_list("kind", flat=True)) == ["BB", "KL"]
    assert Meeting.objects.get().papers_fault == ""
    assert AuditLine.objects.filter(code="meeting.papers_composed").count() == 1
    assert thu.post(again).status_code == 409  # nothing is missing any more
    halls.sign(thu, meeting)
    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.SIGNED


def test_late_entries_are_kept_and_nobody_signs_minutes_without_them(meeting, thu, lam, monkeypatch):
    """A device brings what it holds after closing; composing fails then for the first time."""
    seen = meeting.log_version
    did(thu, meeting, "closed")

    def fail(*_args, **_more):
        raise RuntimeError("hỏng")

    with monkeypatch.context() as patch:
        patch.setattr(minutes, "compose", fail)
        sent = actions.Submission("note_written", {"text": "Ghi ở máy khác"}, seen=seen)
        (outcome,), _state = actions.record(meeting=meeting, by=lam.actor, entries=[sent], device="b")
        assert outcome.result == "accepted"
        thu.confirm()
        assert thu.post(f"/meetings/{meeting.pk}/sign/chair/").status_code == 409
    assert "Ghi ở máy khác" not in str(IssuedPaper.objects.get(kind="BB").base)
    assert thu.post(f"/meetings/{meeting.pk}/compose/").status_code == 302
    assert "Ghi ở máy khác" in str(IssuedPaper.objects.get(kind="BB").base)


def test_the_setting_that_is_the_cause_is_named(meeting, house, thu, monkeypatch):
    """One that was set before it was tried: its type took one line where the layout wants two."""
    monkeypatch.setitem(
        KINDS, "texts", KINDS["texts"].__class__("texts", lambda written, limits: tuple(written))
    )
    UnitSetting.objects.create(
        unit=house.ward, key=SIGNATURES, value=["CHỦ TRÌ"], from_on=timezone.localdate() - timedelta(days=9)
    )
    assert "minutes_signatures" in " ".join(trial.faults())
    did(thu, Meeting.objects.get(), "closed")
    shown = page(thu, f"/meetings/{meeting.pk}/after/")
    assert "thiết lập “Người ký biên bản” của Đảng bộ phường Bình Minh không dùng được" in shown


def test_a_value_of_another_form_that_was_kept_before_is_passed_over(meeting, house, thu):
    """So the wards whose closing failed are well again with the upgrade."""
    UnitSetting.objects.create(
        unit=house.ward, key=SIGNATURES, value=["CHỦ TRÌ"], from_on=timezone.localdate() - timedelta(days=9)
    )
    did(thu, meeting, "closed")
    meeting.refresh_from_db()
    assert meeting.papers_fault == ""
    assert list(trial.faults()) == []


def test_a_paper_that_cannot_be_printed_is_not_signed_and_no_page_fails(meeting, thu, lam, monkeypatch):
    did(thu, meeting, "closed")

    def fail(*_args, **_more):
        raise RuntimeError("hỏng")

    for ending in ("pdf", "docx"):
        monkeypatch.setitem(printing.FILES, ending, (fail, "application/pdf"))
    papers = thu.get(f"/meetings/{meeting.pk}/after/").context["papers"]
    given = to_sign(thu, meeting, "minute_taker")
    assert thu.post(f"/meetings/{meeting.pk}/sign/minute_taker/", given).status_code == 302
    given = to_sign(thu, meeting, "chair")
    answer = thu.post(f"/meetings/{meeting.pk}/sign/chair/", given, headers={"accept-language": "vi"})
    assert answer.status_code == 409
    assert "Không in được văn bản này" in answer.content.decode()
    assert Meeting.objects.get().stage == Meeting.Stage.CLOSED
    for paper, _missing in papers:
        for ending in ("pdf", "docx"):
            assert thu.get(f"/papers/{paper.pk}/{ending}/").status_code == 409


def test_a_trial_that_fails_keeps_the_setting_out(house, binh, monkeypatch):
    from sotay.units.settings import set_setting

    monkeypatch.setattr(minutes, "compose", lambda *_args: 1 / 0)
    today = timezone.localdate()
    with pytest.raises(DoesNotWork):
        set_setting(
            unit=house.ward, by=binh.actor, key="document-layout.uy_spelling", value="uỷ", from_on=today
        )
    assert not UnitSetting.objects.exists()
    answer = binh.post(
        f"/units/{house.ward.pk}/settings/document-layout.uy_spelling/",
        {"value": "uỷ", "from_on": today.strftime("%d/%m/%Y")},
        headers={"accept-language": "vi"},
    )
    assert answer.status_code == 422
    assert "không soạn được văn bản của một buổi sinh hoạt mẫu" in answer.content.decode()
    with pytest.raises(Refusal):
        raise DoesNotWork
