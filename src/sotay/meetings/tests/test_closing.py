"""Closing on the spot: what is open is said, minutes are read out, signed, sealed, and only added to."""

from __future__ import annotations

import html
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from kept import kept

from sotay.kernel.actor import SYSTEM
from sotay.meetings import actions, queries
from sotay.meetings.documents import annex
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.tests import halls
from sotay.meetings.tests.halls import did
from sotay.notify.models import Notice
from sotay.papers.models import IssuedPaper
from sotay.units import actions as units

pytestmark = pytest.mark.django_db
AMENDED = "Ngõ 5 đọc là ngõ 15."


def page(person, meeting, step: str, status: int = 200) -> str:
    answer = person.get(f"/meetings/{meeting.pk}/{step}/")
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


@kept
def meeting(house, thu, lam, an, binh) -> Meeting:
    """Open, with everybody called."""
    found = halls.set_up(house, thu)
    halls.call(thu, found)
    return found


@pytest.fixture
def sealed(meeting, thu, an) -> Meeting:
    did(thu, meeting, "statement_recorded", speaker=an.member.pk, text="Sửa đèn ngõ 5.")
    did(thu, meeting, "closed")
    halls.sign(thu, meeting)
    return meeting


# --- before closing ---


def test_closing_says_what_is_still_open_and_holds_nobody_up(meeting, thu):
    did(thu, meeting, "motion_moved", text="Bầu đại biểu", matter="resolution")
    shown = page(thu, meeting, "close")
    assert "Biểu quyết chưa kiểm" in shown
    assert "Chưa ghi ý kiến của ai" in shown
    assert "#conclusion" in shown
    did(thu, meeting, "closed")


def test_what_is_done_is_not_warned_of(meeting, thu, an):
    did(thu, meeting, "statement_recorded", speaker=an.member.pk, text="Sửa đèn.")
    did(thu, meeting, "concluded", text="Nhất trí.")
    shown = page(thu, meeting, "close")
    for words in ("Biểu quyết chưa kiểm", "Chưa ghi ý kiến của ai", "Có hai cách ghi"):
        assert words not in shown


def test_the_minutes_are_read_out_in_parts_with_a_way_to_correct_each(meeting, thu, an):
    did(thu, meeting, "statement_recorded", speaker=an.member.pk, text="Sửa đèn ngõ 5.")
    shown = page(thu, meeting, "read")
    assert "Sửa đèn ngõ 5." in shown
    assert "Phần 1/" in shown
    assert f"/meetings/{meeting.pk}/start/" in shown
    did(thu, meeting, "minutes_read")
    assert "Đã đọc" in page(thu, meeting, "read")


@pytest.mark.parametrize(("letter", "told"), [("ក", False), ("ꨀ", False), ("😀", True), ("\ue000", True)])
def test_letters_that_print_lacks_are_told_before_anybody_signs(meeting, thu, an, letter, told):
    """Khmer and Chăm are printed; an emoji and a letter of somebody's own would be a gap."""
    did(thu, meeting, "statement_recorded", speaker=an.member.pk, text=f"Nhất trí {letter}.")
    sentence = f"Phông chữ của văn bản không có “{letter}” (U+{ord(letter):04X})"
    assert (sentence in page(thu, meeting, "read")) == told
    did(thu, meeting, "closed")
    assert (sentence in page(thu, meeting, "after")) == told
    halls.sign(thu, meeting)
    assert sentence not in page(thu, meeting, "after")  # what is signed is signed


# --- one wording out of two ---


@pytest.fixture
def note(meeting, thu):
    did(thu, meeting, "note_written", text="Chi bộ nghe báo cáo.")
    return str(queries.load_state(meeting).notes[0].entry)


def test_two_browsers_do_not_write_over_each_other(meeting, note, thu, lam):
    for person, text in ((thu, "Nghe báo cáo tháng 10."), (lam, "Nghe báo cáo của chi ủy.")):
        did(person, meeting, "revised", entry=note, text=text, over="")
    shown = page(thu, meeting, "conduct")
    assert f'id="merge-{note}"' in shown
    for words in ("Nghe báo cáo tháng 10.", "Nghe báo cáo của chi ủy.", "Lê Thị Thu", "Phạm Văn Lâm"):
        assert words in shown
    assert "Có hai cách ghi" in page(thu, meeting, "close")


def test_whoever_merges_writes_over_both(meeting, note, thu, lam):
    for person, text in ((thu, "Một"), (lam, "Hai")):
        did(person, meeting, "revised", entry=note, text=text, over="")
    [line] = [each for each in _room(meeting, thu).said if str(each.entry) == note]
    did(thu, meeting, "revised", entry=note, text="Một và hai", over=line.over)
    [merged] = queries.load_state(meeting).notes
    assert (merged.text, merged.wordings) == ("Một và hai", ())
    assert f'id="merge-{note}"' not in page(thu, meeting, "conduct")


def test_a_new_wording_is_written_over_the_one_that_was_shown(meeting, note, thu):
    for text in ("Một", "Hai", "Ba"):
        [line] = [each for each in _room(meeting, thu).said if str(each.entry) == note]
        did(thu, meeting, "revised", entry=note, text=text, over=line.over)
    assert queries.load_state(meeting).notes[0].text == "Ba"
    assert queries.load_state(meeting).notes[0].wordings == ()


def test_two_conclusions_are_merged_on_the_closing_page(meeting, thu, lam):
    for person, text in ((thu, "Nhất trí."), (lam, "Giao đồng chí An.")):
        did(person, meeting, "concluded", text=text, over="")
    shown = page(thu, meeting, "close")
    assert 'id="merge-conclusion"' in shown
    did(
        thu,
        meeting,
        "concluded",
        text="Nhất trí, giao đồng chí An.",
        over=_room(meeting, thu).conclusion_over,
    )
    conclusion = queries.load_state(meeting).conclusion
    assert (conclusion.text, conclusion.wordings) == ("Nhất trí, giao đồng chí An.", ())


def test_a_wording_that_is_refused_comes_back_with_what_was_typed(meeting, note, thu):
    answer = thu.post(
        f"/meetings/{meeting.pk}/record/revised/", {"entry": note, "text": "dài " * 6000, "over": ""}
    )
    assert answer.status_code == 422
    assert "dài dài" in answer.content.decode()
    wrong = thu.post(f"/meetings/{meeting.pk}/record/revised/", {"entry": note, "text": "x", "over": "abc"})
    assert wrong.status_code == 422


def _room(meeting, person):
    meeting.refresh_from_db()
    from sotay.meetings.session.meeting_page import MeetingPage

    return MeetingPage(meeting, person.actor)


# --- after the seal ---


def test_the_seal_is_shown_in_groups_and_in_plain_words(sealed, thu):
    shown = page(thu, sealed, "after")
    assert "Nhật ký đã niêm phong" in shown
    assert annex.fingerprint(sealed.seal) in shown
    assert annex.fingerprint("3f2a91bc07de55c1ffff") == "3f2a 91bc 07de 55c1"
    assert annex.fingerprint("") == ""


def test_an_amendment_stands_beside_the_minutes_and_the_signed_print_stays(sealed, thu, lam, an):
    minutes = queries.papers_of(sealed)[0]
    before = minutes.pdf_sha256, bytes(minutes.pdf.read())
    did(lam, sealed, "amended", text=AMENDED)
    minutes = IssuedPaper.objects.get(pk=minutes.pk)
    assert (minutes.pdf_sha256, bytes(minutes.pdf.read())) == before
    for where in (
        f"/papers/{minutes.pk}/",
        f"/meetings/{sealed.pk}/after/",
        f"/meetings/{sealed.pk}/amendments/",
    ):
        shown = html.unescape(an.get(where).content.decode())
        assert AMENDED in shown
        assert "Phạm Văn Lâm" in shown
    assert minutes.number_text.removeprefix("Số ") in page(an, sealed, "amendments")
    for ending, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = an.get(f"/meetings/{sealed.pk}/amendments/{ending}/")
        assert answer.content.startswith(begins)
        assert "phu-luc-bien-ban" in answer["Content-Disposition"]
    assert an.get(f"/meetings/{sealed.pk}/amendments/exe/").status_code == 404


def test_whoever_signed_is_told_and_the_ward_once_it_has_the_report(sealed, thu, lam, binh):
    did(lam, sealed, "amended", text=AMENDED)
    assert {each.member_id for each in Notice.objects.filter(code="meeting.amended")} == {thu.member.pk}
    assert binh.get(f"/meetings/{sealed.pk}/amendments/").status_code == 404
    thu.post(f"/meetings/{sealed.pk}/report/")
    assert AMENDED in page(binh, sealed, "amendments")
    did(thu, sealed, "amended", text="Thêm một ý kiến.")
    told = Notice.objects.filter(code="meeting.amended", member=binh.member)
    assert told.count() == 1
    assert binh.get(told.get().url).status_code == 200


def test_only_conductors_amend_and_only_after_the_seal(meeting, thu, an, binh, dung):
    early = thu.post(f"/meetings/{meeting.pk}/record/amended/", {"text": AMENDED})
    assert early.status_code == 422
    did(thu, meeting, "closed")
    halls.sign(thu, meeting)
    for person in (an, binh, dung):
        assert person.post(f"/meetings/{meeting.pk}/record/amended/", {"text": AMENDED}).status_code == 404
    assert thu.post(f"/meetings/{meeting.pk}/record/amended/", {"text": ""}).status_code == 422
    assert dung.get(f"/meetings/{meeting.pk}/amendments/").status_code == 404
    assert page(thu, meeting, "amendments", 404), "nothing was added, so there is no annex"
    assert not LogEntry.objects.filter(act="amended").exists()


def test_an_amendment_cannot_be_taken_back_or_reworded(sealed, thu):
    did(thu, sealed, "amended", text=AMENDED)
    entry = str(sealed.log.get(act="amended").pk)
    for act, more in (("withdrawn", {}), ("revised", {"text": "Khác"})):
        sent = actions.Submission(act, {"entry": entry, **more}, uuid4())
        outcomes, state = actions.record(meeting=sealed, by=thu.actor, entries=[sent])
        assert outcomes[0].result == "refused"
        assert [each.text for each in state.amendments] == [AMENDED]


def test_pages_of_a_sealed_meeting_ask_few_questions(sealed, thu, django_assert_max_num_queries):
    for number in range(5):
        did(thu, sealed, "amended", text=f"Bổ sung {number}")
    with django_assert_max_num_queries(34):
        page(thu, sealed, "after")


def test_the_annex_keeps_the_name_the_cell_had_on_the_day(sealed, thu, house):
    did(thu, sealed, "amended", text=AMENDED)
    later = timezone.now() + timedelta(days=5)
    with time_machine.travel(later):
        units.rename(unit=house.cell, by=SYSTEM, name="Chi bộ Hòa Bình Mới", on=timezone.localdate(later))
        shown = page(thu, sealed, "amendments")
    assert "CHI BỘ TỔ DÂN PHỐ HÒA BÌNH" in shown
    assert "CHI BỘ HÒA BÌNH MỚI" not in shown
