"""Every state of a meeting, everything unfolded, as the step pages, the room and a member's phone show it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import appoint, make_member, make_person
from playwright.sync_api import Page, expect

from browser.conftest import ALL_SIZES, CUT, WIDER
from browser.story import MOTION, NOTE, SAID, Say
from sotay.kernel.actor import Role
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.queries import load_state
from sotay.meetings.tests import halls

pytestmark = pytest.mark.looks
say = Say("vi")
STEPS = ("prepare", "start", "conduct", "close", "after")
PANELS = ("start", "conduct", "close")
Walk = Callable[..., None]


@pytest.fixture
def cast(clock, house, thu, lam, an, chi, others) -> None:
    """Everybody, on the evening of the meeting."""
    clock.set(3, 19)


@pytest.fixture
def meeting(cast, house, thu, others) -> Meeting:
    """Prepared, with a letter from somebody who cannot come."""
    meeting = halls.set_up(house, thu)
    thu.post(f"/meetings/{meeting.pk}/invite/")
    Invitation.objects.filter(member=others.quang).update(
        answer="cannot", reason="ốm", statement="Đề nghị phường sửa đèn đường ngõ 5 trước Tết."
    )
    return meeting


@pytest.fixture
def walk(visit, look, thu, an) -> Walk:
    """All pages of a meeting as it stands, one after the other."""
    pages: dict[str, Page] = {}

    def page_of(person) -> Page:
        if person.account.username not in pages:
            pages[person.account.username] = visit(person)
        return pages[person.account.username]

    def see(meeting: Meeting, state: str, *, steps=STEPS, room: bool = True, live: bool = True) -> None:
        secretary = page_of(thu)
        for step in steps:
            secretary.goto(f"/meetings/{meeting.pk}/{step}/")
            unfold(secretary)
            look(secretary, f"{state}-{step}")
        if room:
            secretary.goto(f"/meetings/{meeting.pk}/room/")
            see_room(secretary, look, state)
        if live:
            member = page_of(an)
            member.goto(f"/meetings/{meeting.pk}/live/")
            unfold(member)
            look(member, f"{state}-live")

    return see


def see_room(page: Page, look, state: str) -> None:
    """Each panel of the room; rows of the roll with their menu open."""
    for panel in PANELS:
        page.locator(f'.steps [data-step="{panel}"]').click()
        page.locator(f'[data-panel="{panel}"]').wait_for()
        unfold(page)
        look(page, f"{state}-room-{panel}")


def unfold(page: Page) -> None:
    """Everything that can be unfolded at once, so that nothing escapes the eye."""
    page.wait_for_load_state()
    page.evaluate(
        """() => {
          for (const each of document.querySelectorAll("main details")) {
            each.removeAttribute("name");
            each.open = true;
          }
        }"""
    )


def test_preparing_and_open(meeting, thu, lam, an, others, walk):
    walk(meeting, "preparing")
    thu.post(f"/meetings/{meeting.pk}/open/")
    walk(meeting, "opened", steps=("start", "close"))
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    item = next(item for item in load_state(meeting).items if item.step == "conduct")
    halls.did(thu, meeting, "item_begun", item=item.id)
    halls.did(thu, meeting, "note_written", text=NOTE)
    note = load_state(meeting).notes[0].entry
    for person, text in ((thu, "Chi bộ nghe báo cáo tháng 11."), (lam, "Chi bộ nghe báo cáo của chi ủy.")):
        halls.did(person, meeting, "revised", entry=note, text=text, over="")
        halls.did(person, meeting, "concluded", text=f"Kết luận: {text}", over="")
    halls.did(thu, meeting, "came_late", member=others.quang.pk)
    halls.did(thu, meeting, "left_early", member=others.ha.pk)
    halls.did(thu, meeting, "floor_asked", member=others.mai.pk)
    halls.did(thu, meeting, "floor_asked", member=an.member.pk)
    halls.did(thu, meeting, "floor_given", member=an.member.pk)
    walk(meeting, "in-session", steps=("start", "conduct", "close"))


def test_a_vote_of_each_kind(meeting, thu, lam, an, others, walk):
    halls.call(thu, meeting)
    for method in ("hands", "open", "secret", "paper"):
        halls.did(
            thu, meeting, "motion_moved", text=f"{MOTION}: {method}", method=method, matter="resolution"
        )
    names = "Bùi Thị Hà\nPhạm Văn Lâm"
    halls.did(
        thu, meeting, "motion_moved", text="Bầu chi ủy", matter="election", method="paper", options=names
    )
    walk(meeting, "votes", steps=("conduct", "close"))


def test_closed_signed_reported_and_added_to(meeting, thu, lam, an, chi, walk, visit):
    halls.call(thu, meeting)
    halls.did(thu, meeting, "statement_recorded", speaker=an.member.pk, text=SAID)
    halls.did(thu, meeting, "concluded", text="Nhất trí.")
    halls.did(thu, meeting, "closed")
    walk(meeting, "closed")
    halls.sign(thu, meeting)
    walk(meeting, "signed", steps=("close", "after"), live=False)
    thu.post(f"/meetings/{meeting.pk}/report/")
    halls.did(thu, meeting, "amended", text="Ngõ 5 đọc là ngõ 15.")
    walk(meeting, "reported", live=False)
    room = visit(thu, f"/meetings/{meeting.pk}/room/#after")
    loads: list[str] = []
    room.on("load", lambda: loads.append(room.url))
    room.wait_for_timeout(2_000)
    assert not loads, "the room of a reported meeting has nothing to wait for"


@pytest.mark.parametrize("mode", ["online", "mixed"])
def test_online(meeting, thu, an, walk, mode):
    Meeting.objects.update(mode=mode, video_link="https://hop.song-ma.example/phong/7")
    thu.post(f"/meetings/{meeting.pk}/open/")
    halls.did(thu, meeting, "roll_marked", member=an.member.pk, round="start", mark="present", mode="online")
    walk(meeting, mode, steps=("start",))


def test_joint(cast, house, thu, an, walk, visit):
    son = make_person("son", make_member(house.neighbour, "Ngô Văn Sơn", "01000020"))
    appoint(house.neighbour, Role.SECRETARY, son.member)
    for number, name in enumerate(("Bùi Thị Hoa", "Đinh Văn Minh"), 21):
        make_member(house.neighbour, name, f"010000{number}")
    thu.post(
        f"/meetings/set-up/{house.cell.pk}/joint/",
        {"partner": house.neighbour.pk, "day": "3/12/2026", "clock": "19:30"},
    )
    meeting = Meeting.objects.get()
    halls.call(thu, meeting)
    walk(meeting, "joint", steps=())
    page = visit(thu, f"/meetings/{meeting.pk}/room/#start")
    both = page.locator("[data-slot=present-by]")
    expect(both).to_contain_text(f"{house.cell.name}: 6/6 có mặt")
    expect(both).to_contain_text(f"{house.neighbour.name}: 4/4 có mặt")
    for what in ("[data-slot=quorum]", "#dues"):
        expect(page.locator(what)).to_be_hidden()


# --- large letters ---


@ALL_SIZES
def test_with_large_letters_on_a_small_phone(meeting, thu, an, large):
    """Nothing is cut off or pushed out of the screen, and a name is not taken apart."""
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    item = next(item for item in load_state(meeting).items if item.step == "conduct")
    halls.did(thu, meeting, "item_begun", item=item.id)
    halls.did(thu, meeting, "floor_given", member=an.member.pk)
    halls.did(thu, meeting, "motion_moved", text=MOTION, method="paper", matter="discipline")
    faults = []
    for person, names in ((thu, ("room", "start", "conduct", "close", "code/start")), (an, ("live",))):
        page = large(person)
        for name in names:
            page.goto(f"/meetings/{meeting.pk}/{name}/")
            for panel in PANELS if name == "room" else ("",):
                if panel:
                    page.locator(f'.steps [data-step="{panel}"]').click()
                unfold(page)
                faults += [
                    f"{name} {panel}: {fault}" for fault in (*page.evaluate(WIDER), *page.evaluate(CUT))
                ]
    assert not faults, "\n".join(faults)
