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
from sotay.meetings.session.forms import FORMS
from sotay.meetings.tests import halls
from sotay.meetings.urls import urlpatterns

ON_THE_VOTES_PAGE = {"ballot_cast", "vote_ended"}
"""Both surfaces lead to the page of the vote for these: they need the network."""
BY_URL = {
    "meetings:open": "opened",
    "meetings:mark_the_rest": "roll_marked",
    "meetings:read_letter": "statement_recorded",
    "meetings:ballots_counted": "ballots_counted",
}
STEPS = ("prepare", "start", "conduct", "close", "after")

TAP = "a tap in the room; kept on the device and sent when there is a network"
QUEUED = (
    "a form in a sheet of the room; kept on the device, with its files, and posted when there is a network"
)
DRAWN = "drawn by the server in the room, which says that it needs the network"
LINK = "the room leads to its page, and says that it needs the network"
PARTS = "asked by the room itself for what it shows"
BEHIND = "on a page behind one of these"
OWN_PHONE = "what people do on their own telephones, or on a screen in the hall"
NOT_THE_MEETINGS = "not of one meeting: reached from the list of meetings or from a member"

DOORS = {
    # of the evening
    "meetings:open": TAP,
    "meetings:record": TAP,
    "meetings:mark_the_rest": TAP,
    "meetings:unmark": TAP,
    "meetings:merged_seen": TAP,
    "meetings:read_letter": TAP,
    "meetings:ballots_counted": TAP,
    "meetings:paper_add": QUEUED,
    "opinions:raised": QUEUED,
    "opinions:unnamed_raised": QUEUED,
    "scoring:answer": QUEUED,
    # what is on the server alone: codes that change, ballots of telephones, the wording of the minutes
    "meetings:code": LINK,
    "meetings:vote": LINK,
    "meetings:read_back": LINK,
    "meetings:script": LINK,
    "meetings:join": LINK,
    "opinions:meeting": LINK,
    "opinions:write": LINK,
    "oversight:cell": LINK,
    "scoring:sheet": LINK,
    "integration:handbook": LINK,
    "meetings:pack": LINK,
    "units:setting": LINK,
    "meetings:cast_for": BEHIND,
    "meetings:end_vote": BEHIND,
    "meetings:vote_again": BEHIND,
    "meetings:ballots": BEHIND,
    "meetings:vote_record": BEHIND,
    "meetings:vote_record_pdf": BEHIND,
    "meetings:vote_record_docx": BEHIND,
    "meetings:votes_explained": BEHIND,
    "meetings:script_file": BEHIND,
    # preparing and what comes after
    "meetings:arrange": DRAWN,
    "meetings:cancel": DRAWN,
    "meetings:invite": DRAWN,
    "meetings:answer": DRAWN,
    "meetings:calls": DRAWN,
    "meetings:item_add": DRAWN,
    "meetings:item_edit": DRAWN,
    "meetings:item_move": DRAWN,
    "meetings:compose_again": DRAWN,
    "meetings:sign": DRAWN,
    "meetings:report": DRAWN,
    "meetings:amendments": DRAWN,
    "meetings:make_up": DRAWN,
    "meetings:absences": DRAWN,
    "meetings:take_proposed": DRAWN,
    "meetings:set_aside_drop": DRAWN,
    "meetings:paper_remove": DRAWN,
    "papers:paper": DRAWN,
    "papers:pdf": DRAWN,
    "papers:docx": DRAWN,
    "library:document": DRAWN,
    "meetings:sheet": DRAWN,
    "meetings:sheet_file": BEHIND,
    "meetings:item_remove": BEHIND,
    "meetings:item_leave_out": BEHIND,
    "meetings:item_restore": BEHIND,
    "meetings:set_aside_again": BEHIND,
    "meetings:annex": BEHIND,
    "meetings:make_up_add": BEHIND,
    "meetings:make_up_withdraw": BEHIND,
    "meetings:make_up_restore": BEHIND,
    "meetings:absence_talked": BEHIND,
    "meetings:absence_again": BEHIND,
    # not of whoever conducts, or not of one meeting
    "meetings:version": PARTS,
    "meetings:code_data": PARTS,
    "meetings:vote_version": PARTS,
    "meetings:meeting": PARTS,
    "meetings:room": PARTS,
    "meetings:step": PARTS,
    "meetings:live": OWN_PHONE,
    "meetings:check_in_here": OWN_PHONE,
    "meetings:ask_floor": OWN_PHONE,
    "meetings:leave_floor": OWN_PHONE,
    "meetings:meetings": NOT_THE_MEETINGS,
    "meetings:set_up": NOT_THE_MEETINGS,
    "meetings:set_up_kind": NOT_THE_MEETINGS,
    "meetings:kinds": NOT_THE_MEETINGS,
    "meetings:attendance": NOT_THE_MEETINGS,
}
"""Where everything that is done about a meeting is in the room. Whoever adds a door says here where it is."""
UNSEEN = {"meetings:join", "meetings:compose_again", "meetings:take_proposed", "meetings:set_aside_drop"} | {
    "meetings:paper_remove",
    "meetings:absences",
}
"""Drawn in the room by the parts of the ordinary pages, in states this meeting does not come to."""


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
    halls.did(thu, meeting, "amended", text="Sửa giờ kết thúc.")
    yield "amended"


def views_offered(html: str) -> set[str]:
    """The views that links and forms of a page's own part lead to."""
    main = html[html.index("<main") : html.index("</main>")]
    found = set(re.findall(r'(?:href|action)="(/[^"#?]*)', main))
    return {resolve(path).view_name for path in found if not path.startswith("/static/")}


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
        room = views_offered(thu.get(f"/meetings/{meeting.pk}/room/").content.decode())
        step = {"preparing": "prepare", "closed": "after", "amended": "after"}.get(state)
        if step:
            page = views_offered(thu.get(f"/meetings/{meeting.pk}/{step}/").content.decode())
            assert page - room - {"meetings:step", "meetings:room", "meetings:code"} == set(), state


def test_every_door_of_a_meeting_says_where_it_is_in_the_room():
    names = {f"meetings:{each.name}" for each in urlpatterns}
    assert names - DOORS.keys() == set()
    assert {name for name in DOORS if name.startswith("meetings:")} - names == set()


def test_what_the_ordinary_pages_lead_to_is_in_the_room(meeting, thu, lam):
    """In every state: a link or a form of the room, or a tap of it."""
    ever: set[str] = set()
    unknown: set[str] = set()
    for state in walk_the_states(meeting, thu, lam):
        room = views_offered(thu.get(f"/meetings/{meeting.pk}/room/").content.decode())
        ever |= room
        pages = [thu.get(f"/meetings/{meeting.pk}/{step}/").content.decode() for step in STEPS]
        page = set[str]().union(*(views_offered(each) for each in pages))
        unknown |= page - DOORS.keys()
        lacking = {name for name in page - room if DOORS.get(name) in {QUEUED, LINK, DRAWN}}
        assert lacking - {"meetings:vote"} == set(), state  # its links are made by script, for each vote
    assert unknown == set()
    promised = {name for name, where in DOORS.items() if where in {QUEUED, LINK, DRAWN}}
    seen = ever | UNSEEN | {"meetings:vote", "opinions:raised", "opinions:unnamed_raised", "library:document"}
    assert promised - seen == set()


def test_forms_of_the_room_ask_for_what_the_ordinary_ones_ask_for(meeting, thu):
    thu.post(f"/meetings/{meeting.pk}/open/")
    room = thu.get(f"/meetings/{meeting.pk}/room/").content.decode()
    forms: dict[str, set[str]] = {}
    for act, inside in re.findall(r'<form[^>]*data-act="(\w+)"[^>]*>(.*?)</form>', room, re.DOTALL):
        forms[act] = set(re.findall(r'<(?:input|select|textarea)[^>]*\sname="(\w+)"', inside))
    state = load_state(meeting)
    compared = set()
    for act in forms.keys() & FORMS.keys():
        form = FORMS[act](state=state)
        typed = {name for name, field in form.fields.items() if not field.widget.is_hidden}
        assert typed - forms[act] == set(), act
        compared.add(act)
    assert {"motion_moved", "task_assigned", "petition_recorded", "statement_recorded"} <= compared
    assert {"issued", "collected", "invalid", "tellers"} <= forms["count"]  # the answers are drawn by script


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
