"""Every page a person can get to by following links, looked at; and the pages on paper and in the dark."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from io import BytesIO

import pytest
from conftest import make_member
from django.urls import resolve
from playwright.sync_api import Error, Page, expect
from pypdf import PageObject, PdfReader

from browser.conftest import CUT, ON_A_DESK, TWICE_AS_LARGE, WIDER
from browser.story import SAID, Say
from sotay.meetings.models import Meeting
from sotay.meetings.tests import halls
from sotay.meetings.tests.halls import sign

pytestmark = pytest.mark.looks
say = Say("vi")


@pytest.fixture
def reported(clock, house, thu, lam, an, chi, binh, others) -> Meeting:
    """A month held and reported, with a task, a petition and a statement in it."""
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/invite/")
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    item = meeting.agenda.filter(step="conduct").first()
    for act, data in (
        ("item_begun", {"item": item.pk}),
        ("statement_recorded", {"speaker": an.member.pk, "text": SAID}),
        ("task_assigned", {"text": "Dọn ngõ", "members": [an.member.pk], "due_on": "20/12/2026"}),
        ("petition_recorded", {"text": "Sửa đèn", "raised_by": an.member.pk, "to_level": "ward"}),
        ("concluded", {"text": "Nhất trí."}),
    ):
        assert thu.post(f"/meetings/{meeting.pk}/record/{act}/", data).status_code == 302
    thu.post(f"/meetings/{meeting.pk}/roll/end/rest/")
    thu.post(f"/meetings/{meeting.pk}/record/closed/")
    for person, role in ((lam, "minute_taker"), (thu, "chair")):
        sign(person, meeting, role)
    thu.post(f"/meetings/{meeting.pk}/report/")
    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.REPORTED
    return meeting


def walk(page: Page, look, known: Collection[str] = ()) -> set[str]:
    """Follow every link of every page, to one page of each view. The names of the views.

    Views already known are passed, but looked at no more; today is another for everybody.
    """
    seen: set[str] = set()
    ahead = ["/"]
    while ahead:
        path = ahead.pop(0)
        view = resolve(path).view_name
        if view in seen:
            continue
        seen.add(view)
        if opens(page, path):
            if view not in known or path == "/":
                look(page, view.replace(":", "-"))
            ahead += page.eval_on_selector_all("a[href^='/']", "all => all.map((each) => each.pathname)")
    return seen


def opens(page: Page, path: str) -> bool:
    """Whether it is a page; a file comes down instead, or something for programs is shown as it is."""
    try:
        answer = page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return False
        raise
    return answer is None or "html" in answer.headers.get("content-type", "html")


def test_every_page_of_a_secretary_and_of_an_operator(reported, thu, van, visit, look):
    seen = walk(visit(thu), look)
    assert {"meetings:step", "members:member", "petitions:petition", "assignments:task"} <= seen
    assert {"units:add", "units:move"} <= walk(visit(van), look, seen) - seen


@TWICE_AS_LARGE
def test_nothing_is_cut_on_any_page_with_letters_twice_as_large(reported, thu, binh, large):
    faults: list[str] = []

    def look(page: Page, name: str) -> None:
        page.evaluate("document.querySelectorAll('main details').forEach((each) => (each.open = true))")
        faults.extend(f"{name}: {fault}" for fault in (*page.evaluate(WIDER), *page.evaluate(CUT)))

    seen = walk(large(thu), look)
    walk(large(binh), look, seen)
    assert not faults, "\n".join(faults)


@ON_A_DESK
def test_every_page_of_a_ward_office_in_the_dark(reported, binh, visit, look):
    assert {"reports:board", "units:settings", "guidance:unit", "papers:paper"} <= walk(
        visit(binh, color_scheme="dark"), look
    )


def test_the_style_guide(visit, look, thu):
    look(visit(thu, "/styleguide"), "styleguide")


@ON_A_DESK
def test_the_minutes_on_paper_are_the_minutes_and_nothing_else(reported, thu, visit, look):
    page = visit(thu, f"/meetings/{reported.pk}/after/")
    page.locator("#papers").get_by_role("link", name=re.compile("^BIÊN BẢN")).click()
    expect(page.get_by_role("button", name=say("Print"))).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("article")).to_contain_text(SAID)
    for role in ("navigation", "button", "banner", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(0)
    look(page, "minutes-on-paper", axe=False)  # nobody reads paper with a screen reader


@ON_A_DESK
def test_no_printed_page_but_the_last_is_nearly_empty(house, reported, thu, visit):
    """The step of the opening began with a page that held a heading: the roll did not fit below it."""
    for number in range(20):
        make_member(house.cell, f"Nguyễn Văn Số {number}", f"020000{number:02}")
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "1/2027"})
    meeting = Meeting.objects.latest("planned_at")
    halls.call(thu, meeting)
    page = visit(thu)
    faults = []
    for path in (
        *(f"/meetings/{meeting.pk}/{step}/" for step in ("prepare", "start", "conduct", "close")),
        f"/meetings/{reported.pk}/after/",
        "/members/",
    ):
        page.goto(path)
        page.evaluate("document.fonts.ready.then(() => true)")
        sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
        faults += [
            f"{path}: page {n} of {len(sheets)} ends at {lowest(sheet):.0%}"
            for n, sheet in enumerate(sheets, 1)
            if n < len(sheets) and lowest(sheet) > 0.5
        ]
    assert not faults, "\n".join(faults)


def lowest(sheet: PageObject) -> float:
    """Where the lowest words of a sheet stand: 0 at its foot, 1 at its head."""
    heights = [1.0]

    def seen(text: str, page: Sequence[float], own: Sequence[float], _font: object, _size: object) -> None:
        if text.strip():
            y = page[1] * own[4] + page[3] * own[5] + page[5]
            heights.append(y / float(sheet.mediabox.height))

    sheet.extract_text(visitor_text=seen)
    return min(heights)


def test_what_went_wrong_is_a_page_too(clock, house, thu, visit, look):
    page = visit(thu, "/nowhere/")
    expect(page.get_by_role("heading", name=say("Page not found"))).to_be_visible()
    page.complaints.clear()  # the browser's own word for the same
    look(page, "not-found")
