"""Reading back: "Correct" opens the words where they stand, and the answer leads back to the line."""

from __future__ import annotations

import re

import pytest
from conftest import make_member
from django.utils import timezone
from kept import kept
from tests.crawl import Page
from tests.filling import form_in, opened, sent

from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.meetings.queries import load_state

STATEMENTS = 21


@kept
def evening(house, thu, lam, an, chi, binh) -> Meeting:
    """Open, with as much said as in the meeting whose page was 15,591 px long."""
    for number in range(3):
        make_member(house.cell, f"Đảng viên {number}", f"0900{number}")
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    due = f"{timezone.localdate():%d/%m/%Y}"
    for act, data in (
        *(
            ("statement_recorded", {"speaker": an.member.pk, "text": f"Ý kiến {n}"})
            for n in range(STATEMENTS)
        ),
        ("note_written", {"text": "Nghe báo cáo"}),
        ("praise_noted", {"text": "Biểu dương đồng chí An"}),
        ("task_assigned", {"text": "Rà soát hộ nghèo", "members": [an.member.pk], "due_on": due}),
        ("petition_recorded", {"text": "Đèn đường hỏng", "to_level": "ward", "raised_by": an.member.pk}),
        ("motion_moved", {"text": "Góp quỹ", "matter": "resolution"}),
        ("concluded", {"text": "Nhất trí"}),
    ):
        answer = thu.post(f"/meetings/{meeting.pk}/record/{act}/", data)
        assert answer.status_code == 302, (act, answer.content.decode())
    meeting.refresh_from_db()
    return meeting


def read(meeting: Meeting) -> str:
    return f"/meetings/{meeting.pk}/read/"


def ids_of(text: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', text)


def test_every_text_has_its_form_on_the_page(evening, thu):
    page = thu.get(read(evening)).content.decode()
    state = load_state(evening)
    texts = [
        *(*state.notes, *state.statements, *state.praises, *state.tasks, *state.petitions, *state.motions)
    ]
    for text in texts:
        form = opened(thu, read(evening), f"/meetings/{evening.pk}/record/revised/", str(text.entry))
        assert form.data()["text"] == [text.text]
        assert f'id="{form.data()["place"][0]}"' in page
    assert len(set(ids_of(page))) == len(ids_of(page))


@pytest.mark.parametrize("number", [0, STATEMENTS - 1])
def test_correcting_comes_back_to_the_line(evening, thu, number):
    entry = load_state(evening).statements[number].entry
    form = opened(thu, read(evening), f"/meetings/{evening.pk}/record/revised/", str(entry))
    answer = sent(thu, form, text="Ý kiến đã sửa")
    assert answer.status_code == 302
    page, _sep, anchor = answer.url.partition("#")
    assert page == read(evening)
    line = thu.get(page).content.decode().split(f'id="{anchor}"')[1][:600]
    assert "Ý kiến đã sửa" in line


def test_refused_wording_is_shown_in_its_place_with_what_was_typed(evening, thu):
    entry = load_state(evening).statements[3].entry
    action = f"/meetings/{evening.pk}/record/revised/"
    form = opened(thu, read(evening), action, str(entry))
    answer = sent(thu, form, text="x" * 20_001)
    assert answer.status_code == 422
    text = answer.content.decode()
    line = text.split(f'id="{form.data()["place"][0]}"')[1]
    assert "<details" in line[:900]
    assert line.index(" open>") < line.index("</details>")
    assert form_in(answer, read(evening), action, str(entry)).data()["text"] == ["x" * 20_001]


def test_conclusion_is_corrected_on_the_page_too(evening, thu):
    form = opened(thu, read(evening), f"/meetings/{evening.pk}/record/concluded/")
    answer = sent(thu, form, text="Nhất trí với dự thảo")
    assert answer.url.startswith(f"{read(evening)}#p1-conclusion")
    assert load_state(evening).conclusion.text == "Nhất trí với dự thảo"


def test_taking_back_leads_to_the_chapter_for_the_line_is_gone(evening, thu):
    entry = load_state(evening).statements[5].entry
    form = opened(thu, read(evening), f"/meetings/{evening.pk}/record/withdrawn/", str(entry))
    answer = sent(thu, form)
    anchor = answer.url.partition("#")[2]
    assert f'id="{anchor}"' in thu.get(read(evening)).content.decode()


def test_what_is_no_text_leads_to_its_place_and_back(evening, thu):
    """Guests and dues are corrected in the opening, counts at the votes, the roll at the roll."""
    links = [link for link in Page("", thu.get(read(evening)).content.decode()).links if "?read=" in link]
    html = thu.get(read(evening)).content.decode()
    targets = re.findall(r'href="([^"]+\?read=[^"]+)"', html)
    assert links
    for target in targets:
        url, _sep, section = target.replace("&amp;", "&").partition("#")
        page = thu.get(url).content.decode()
        assert f'id="{section}"' in page, target
        anchor = re.search(r"read=([^&]+)", url)[1]
        assert f'href="{read(evening)}#{anchor}"' in page, "no way back to the line"
        assert f'id="{anchor}"' in html


def test_dues_corrected_from_the_page_come_back_to_it(evening, thu):
    thu.post(f"/meetings/{evening.pk}/record/dues_noted/", {"paid": 3, "of": 6})
    url = f"/meetings/{evening.pk}/start/?read=p1-business"
    action = f"/meetings/{evening.pk}/record/dues_noted/"
    form = opened(thu, url, action)
    answer = sent(thu, form, paid="5")
    assert answer.url == f"{read(evening)}#p1-business"
    wrong = sent(thu, opened(thu, url, action), paid="9", of="6")
    assert wrong.status_code == 422
    assert form_in(wrong, url, action).data()["place"] == ["p1-business"]


@pytest.mark.parametrize("place", ["javascript:alert(1)", "//evil", 'p1-"><script>', "p1-" + "x" * 500, "\n"])
def test_place_that_is_none_leads_to_the_page(evening, thu, place):
    thu.get(f"/meetings/{evening.pk}/start/", {"read": place})
    data = {"paid": 3, "of": 6, "back": "read", "place": place}
    assert thu.post(f"/meetings/{evening.pk}/record/dues_noted/", data).url == read(evening)


def test_parts_are_listed_with_ways_to_them(evening, thu):
    html = thu.get(read(evening)).content.decode()
    jumps = re.findall(r'href="#(p\d+-part-[^"]+)"', html)
    assert jumps == re.findall(r'<section class="card aloud"[^>]* id="([^"]+)"', html)


def test_reader_who_does_not_record_sees_no_forms(evening, thu):
    thu.post(f"/meetings/{evening.pk}/roll/end/rest/")
    thu.post(f"/meetings/{evening.pk}/record/closed/")
    assert "record/revised" not in thu.get(read(evening)).content.decode()
