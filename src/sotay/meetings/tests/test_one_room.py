"""One room for whoever conducts: who is led there, and that no act exists there and not on the ordinary
pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Person
from django.contrib.staticfiles.finders import find
from django.urls import resolve
from django.utils import timezone
from kept import kept

from sotay.kernel.periods import Month
from sotay.meetings.log.acts import ACTS
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.queries import load_state
from sotay.meetings.tests import halls

ON_THE_VOTES_PAGE = {"ballot_cast", "vote_ended"}
"""Both surfaces lead to the page of the vote for these: they need the network."""
BY_URL = {
    "meetings:open": "opened",
    "meetings:mark_the_rest": "roll_marked",
    "meetings:read_letter": "statement_recorded",
    "meetings:ballots_counted": "ballots_counted",
}
STEPS = ("prepare", "start", "conduct", "close", "after")


@kept
def meeting(house, thu, lam, an, chi) -> Meeting:
    """Prepared, everybody invited; An cannot come and has written a letter. An earlier meeting gave Lam a
    task.
    """
    day = f"{timezone.localdate():%d/%m/%Y}"
    why = {"because": "Xem xét việc đột xuất", "day": day, "clock": "19:30"}
    thu.post(f"/meetings/set-up/{house.cell.pk}/extraordinary/", why)
    earlier = Meeting.objects.get()
    halls.call(thu, earlier)
    halls.did(thu, earlier, "task_assigned", text="Dọn ngõ", members=[lam.member.pk], due_on=day)
    halls.did(thu, earlier, "closed")
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    meeting = Meeting.objects.get(kind=Meeting.Kind.REGULAR)
    thu.post(f"/meetings/{meeting.pk}/invite/")
    letter = {"answer": "cannot", "reason": "ốm", "statement": "Đề nghị sửa đèn."}
    Invitation.objects.filter(member=an.member).update(**letter)
    return meeting


def walk_the_states(meeting: Meeting, thu: Person, lam: Person) -> Iterator[str]:
    """The meeting in the states in which its pages differ, from preparing it to signing."""
    yield "preparing"
    thu.post(f"/meetings/{meeting.pk}/open/")
    yield "open"
    for mark in ("present", "unexcused"):
        halls.did(thu, meeting, "roll_marked", member=lam.member.pk, round="start", mark=mark)
    halls.did(thu, meeting, "came_late", member=lam.member.pk)
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    item = next(item for item in load_state(meeting).items if item.step == "conduct")
    halls.did(thu, meeting, "item_begun", item=item.id)
    halls.did(thu, meeting, "floor_asked", member=lam.member.pk)
    yield "somebody waits"
    halls.did(thu, meeting, "floor_given", member=lam.member.pk)
    halls.did(thu, meeting, "note_written", text="Bí thư trình bày.")
    halls.did(thu, meeting, "matter_set_aside", text="Xem lại giờ mở cửa.")
    for method in ("hands", "paper"):
        halls.did(thu, meeting, "motion_moved", text=f"Lập tổ {method}", matter="resolution", method=method)
    halls.did(thu, meeting, "motion_moved", text="Thông qua nghị quyết", matter="resolution", method="hands")
    yield "votes"
    for each in load_state(meeting).items:
        if each.step == "conduct":
            halls.did(thu, meeting, "item_begun", item=each.id)
    yield "last item"
    thu.post(f"/meetings/{meeting.pk}/roll/end/rest/")
    halls.did(thu, meeting, "closed")
    yield "closed"
    halls.sign(thu, meeting)
    yield "signed"


def views_offered(html: str, meeting: Meeting) -> set[str]:
    """The views that links and forms of a page's own part lead to."""
    main = html[html.index("<main") : html.index("</main>")]
    found = set(re.findall(r'(?:href|action)="(/meetings/[^"#?]*)', main))
    return {resolve(path).view_name for path in found}


def acts_offered(html: str) -> set[str]:
    acts = set(re.findall(r'action="/meetings/[0-9a-f-]+/record/(\w+)/"', html))
    for path in re.findall(r'action="(/meetings/[^"]+)"', html):
        acts |= {BY_URL[name] for name in [resolve(path).view_name] if name in BY_URL}
    return acts


def acts_of_the_room(html: str) -> set[str]:
    """Forms of the page, and what its script names as an act in the one place that makes entries."""
    source = Path(str(find("meetings/room/room.js"))).read_text(encoding="utf-8")
    payload = Path(str(find("meetings/room/payload.js"))).read_text(encoding="utf-8")
    named = set(re.findall(r'"(\w+)"', source)) | set(re.findall(r'return \["(\w+)"', payload))
    return (named | set(re.findall(r'data-act="(\w+)"', html)) | acts_offered(html)) & set(ACTS)


def test_no_act_exists_in_the_room_and_not_on_the_ordinary_pages_nor_the_other_way(meeting, thu, lam):
    ordinary: set[str] = set()
    room: set[str] = set()
    for state in walk_the_states(meeting, thu, lam):
        pages = [f"/meetings/{meeting.pk}/{step}/" for step in STEPS]
        pages += [f"/meetings/{meeting.pk}/votes/{each.entry}/" for each in load_state(meeting).motions]
        if state == "last item":
            pages.append(f"/meetings/{meeting.pk}/read/")
        for path in pages:
            answer = thu.get(path)
            assert answer.status_code == 200, path
            ordinary |= acts_offered(answer.content.decode())
        room |= acts_of_the_room(thu.get(f"/meetings/{meeting.pk}/room/").content.decode())
    assert room - ordinary == set()
    assert ordinary - room == set()
    assert set(ACTS) - ordinary == ON_THE_VOTES_PAGE


def test_room_offers_what_preparing_and_signing_offer(meeting, thu, lam):
    """What is done on the server has the same links and forms in the room."""
    for state in walk_the_states(meeting, thu, lam):
        room = views_offered(thu.get(f"/meetings/{meeting.pk}/room/").content.decode(), meeting)
        step = {"preparing": "prepare", "closed": "after", "signed": "after"}.get(state)
        if step:
            page = views_offered(thu.get(f"/meetings/{meeting.pk}/{step}/").content.decode(), meeting)
            assert page - room - {"meetings:step", "meetings:room", "meetings:code"} == set(), state


@pytest.mark.parametrize("who", ["thu", "lam"])
def test_whoever_conducts_is_led_into_the_room(meeting, request, thu, lam, who):
    person = request.getfixturevalue(who)
    room = f"/meetings/{meeting.pk}/room/"
    for state in walk_the_states(meeting, thu, lam):
        assert person.get(f"/meetings/{meeting.pk}/").headers["Location"] == room, state
    thu.post(f"/meetings/{meeting.pk}/report/")
    assert person.get(f"/meetings/{meeting.pk}/").headers["Location"] == room, "reported"


def test_members_are_led_to_the_live_page_and_the_steps(meeting, thu, an):
    assert an.get(f"/meetings/{meeting.pk}/").headers["Location"] == f"/meetings/{meeting.pk}/prepare/"
    thu.post(f"/meetings/{meeting.pk}/open/")
    assert an.get(f"/meetings/{meeting.pk}/").headers["Location"] == f"/meetings/{meeting.pk}/live/"


def test_ordinary_pages_say_where_the_room_is_and_lead_there_once_it_works_on_this_device(meeting, thu):
    step, room = f"/meetings/{meeting.pk}/start/", f"/meetings/{meeting.pk}/room/"
    assert f'href="{room}"' in thu.get(step).content.decode()
    thu.cookies["room"] = "yes"
    assert thu.get(step).headers["Location"] == f"{room}?step=start"
    assert thu.get(f"/meetings/{meeting.pk}/nowhere/").status_code == 404
    thu.cookies["room"] = "no"
    assert thu.get(step).status_code == 200
    assert thu.get(f"/meetings/{meeting.pk}/").headers["Location"] == f"/meetings/{meeting.pk}/prepare/"


def test_room_without_a_script_leads_to_the_step_the_meeting_is_in(meeting, thu):
    page = thu.get(f"/meetings/{meeting.pk}/room/").content.decode()
    assert f'<noscript><meta http-equiv="refresh" content="0; url=/meetings/{meeting.pk}/prepare/">' in page
