"""The lanes of an evening: who gets through, until when, and that they take and refuse what the page does."""

from __future__ import annotations

import itertools
import json
import time
from datetime import timedelta
from threading import Barrier, Thread
from unittest import mock

import pytest
import time_machine
from conftest import make_member, make_person, make_unit
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept import kept
from tests.lanes import ask, ticket_of, ticket_on

from sotay.config import lanes
from sotay.config.pace import AT_MOST, SOON, Full, Gate, again_in
from sotay.kernel.actor import Actor, Grant, Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings import states
from sotay.meetings.lane import collecting, drawing, holders, tickets, watching
from sotay.meetings.models import CodeTry, LogEntry, Meeting
from sotay.meetings.preparation import preparing
from sotay.meetings.queries import load_state
from sotay.meetings.session import opening, self_service
from sotay.meetings.tests.halls import set_up
from sotay.members.models import CellMembership
from sotay.units.models import Kind

LANES = {"version": "GET", "live": "GET", "check-in": "POST"}


@pytest.fixture(autouse=True)
def _a_process_that_has_just_started():
    for each in (watching.forget, holders.forget, states.forget):
        each()
    for drawn in (drawing.parts, drawing.pieces, drawing.snapshots):
        drawn.clear()


@kept
def others(house):
    people = [make_person(f"o{n}", make_member(house.cell, f"Vũ Văn {n}", f"0900{n}")) for n in range(4)]
    for each in people:
        each.come_in()
    return people


@kept
def opened(house, thu, lam, an, others) -> Meeting:
    meeting = set_up(house, thu)
    thu.post(f"/meetings/{meeting.pk}/open/")
    meeting.refresh_from_db()
    return meeting


def typed(meeting, round_="start") -> str:
    return self_service.code_now(meeting, round_).digits


def scanned(meeting, round_="start") -> str:
    return f"/c/{self_service.code_now(meeting, round_).token}/"


def wrong(meeting) -> str:
    now = {typed(meeting, round_) for round_ in ("start", "end")}
    return next(digits for digits in ("000000", "111111", "222222") if digits not in now)


def mark(meeting, person, round_="start"):
    return load_state(meeting).mark(person.member.pk, round_)


def check_in(person, ticket, **form):
    return ask(person, "check-in", ticket, method="POST", **form)


def a_second_passes():
    watching._read_at = 0.0


# did anything change


def test_a_page_asks_by_its_ticket_whether_anything_changed(opened, an, thu):
    ticket = ticket_of(an, opened)
    first = ask(an, "version", ticket)
    assert (first.status, first.text) == (200, first.headers["ETag"])
    assert ask(an, "version", ticket, etag=first.text).status == 304
    thu.post(f"/meetings/{opened.pk}/record/note_written/", {"text": "Một"})
    a_second_passes()
    changed = ask(an, "version", ticket, etag=first.text)
    assert changed.status == 200
    assert changed.text != first.text


def test_all_meetings_that_are_watched_are_one_query_a_second(opened, an, thu, lam):
    held = [(person, ticket_of(person, opened)) for person in (an, thu, lam)]
    for person, ticket in held:
        ask(person, "version", ticket)
    with CaptureQueriesContext(connection) as asked:
        for _once in range(20):
            for person, ticket in held:
                assert ask(person, "version", ticket).status == 200
    assert len(asked) <= 1, "within this second"
    a_second_passes()
    with CaptureQueriesContext(connection) as asked:
        for person, ticket in held * 3:
            ask(person, "version", ticket)
    assert len(asked) <= 2, "the second that begins, and one that may end meanwhile"


# whose ticket


def _log_out(person, van):
    person.post("/account/logout/")


def _closed(person, van):
    person.account.is_active = False
    person.account.save()


def _other_password(person, van):
    person.account.set_password("mat-khau-khac-1")
    person.account.save()


def _transferred(person, van):
    CellMembership.objects.filter(member=person.member).update(until_on=timezone.localdate())


def _left(person, van):
    person.member.left_on = timezone.localdate()
    person.member.save()


@pytest.mark.parametrize("lane", LANES)
@pytest.mark.parametrize("ended", [_log_out, _closed, _other_password, _transferred, _left])
def test_what_ends_a_session_or_a_right_ends_the_ticket_within_a_minute(opened, an, van, ended, lane):
    cookies, ticket = an.cookies.copy(), ticket_of(an, opened)
    assert ask(an, "version", ticket).status == 200
    ended(an, van)
    an.cookies = cookies
    with mock.patch.object(time, "monotonic", return_value=time.monotonic() + 60):
        assert ask(an, lane, ticket, method=LANES[lane], digits=typed(opened)).status == 401
    assert mark(opened, an) is None


def test_a_look_is_believed_for_less_than_a_minute():
    assert holders.BELIEVED + watching.BELIEVED < 60


@pytest.mark.parametrize("lane", LANES)
def test_a_ticket_opens_nothing_but_to_the_session_it_was_given_in(opened, an, thu, dung, lane):
    ticket = ticket_of(an, opened)
    for person in (thu, dung, None):
        assert ask(person, lane, ticket, method=LANES[lane]).status == 401
    for forged in ("", "x", ticket[:-1], ticket.swapcase(), "é"):
        assert ask(an, lane, forged, method=LANES[lane]).status == 401
    other = make_person("other", an.member.__class__.objects.exclude(account__isnull=False).first())
    other.come_in()
    assert ask(other, lane, ticket, method=LANES[lane]).status == 401


def test_a_ticket_has_its_time(opened, an):
    ticket = ticket_of(an, opened)
    with time_machine.travel(timezone.now() + timedelta(seconds=tickets.LIFE + 1)):
        assert ask(an, "version", ticket).status == 401
    scanned_ticket = ticket_on(an.get(scanned(opened)).content.decode())
    with time_machine.travel(timezone.now() + timedelta(seconds=tickets.TO_CHECK_IN + 1)):
        assert check_in(an, scanned_ticket).status == 401
    assert mark(opened, an) is None


def test_nobody_is_given_a_ticket_for_what_they_may_not_see(opened, dung, chi, an):
    assert dung.get(f"/meetings/{opened.pk}/live/").status_code == 404
    assert ask(chi, "version", ticket_of(chi, opened)).status == 200
    with translation.override("vi"):
        request = an.get(f"/meetings/{opened.pk}/live/").wsgi_request
        stolen = tickets.issue(request, an.actor, opened.pk)
    assert ask(an, "version", stolen).status == 200


def test_each_lane_takes_one_method(opened, an):
    ticket = ticket_of(an, opened)
    for lane, method in LANES.items():
        other = "POST" if method == "GET" else "GET"
        assert ask(an, lane, ticket, method=other).status == 405


# what changed


def test_parts_are_drawn_once_for_all_who_see_the_same(opened, an, lam, thu, others):
    held = [(person, ticket_of(person, opened)) for person in (an, lam, *others)]
    thu.post(f"/meetings/{opened.pk}/record/note_written/", {"text": "Một"})
    a_second_passes()
    with mock.patch.object(drawing, "render_to_string", wraps=drawing.render_to_string) as drawn:
        answers = [ask(person, "live", ticket) for person, ticket in held]
    assert {each.status for each in answers} == {200}
    assert drawn.call_count <= 2, "the parts, and the piece of those who are not checked in"


def test_the_lane_draws_what_the_page_does(opened, an, thu, lam):
    check_in(an, ticket_of(an, opened), digits=typed(opened))
    check_in(lam, ticket_of(lam, opened), digits=typed(opened))
    for person in (an, lam):
        person.post(f"/meetings/{opened.pk}/floor/ask/")
    for person in (an, lam, thu):
        page = person.get(f"/meetings/{opened.pk}/live/", headers={"X-Fresh": "1"}).content.decode()
        lane = ask(person, "live", ticket_of(person, opened)).text
        assert _without_token(lane) == _without_token(page)
        assert "<!--" not in lane
        assert ("<small>bạn</small>" in lane or "đồng chí</small>" in lane) == (person is not thu)


def _without_token(text):
    import re

    return re.sub(r'(name="csrfmiddlewaretoken" value)="[^"]+"', r"\1", text)


def test_a_form_that_a_lane_drew_is_taken(opened, an):
    from django.test import Client

    check_in(an, ticket_of(an, opened), digits=typed(opened))
    drawn = ask(an, "live", ticket_of(an, opened)).text
    token = drawn.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = an.cookies
    ask_floor = f"/meetings/{opened.pk}/floor/ask/"
    assert strict.post(ask_floor, {"csrfmiddlewaretoken": token}).status_code == 302
    assert strict.post(ask_floor, {"csrfmiddlewaretoken": "x" * 32}).status_code == 403


def test_how_long_somebody_speaks_grows_while_the_drawing_is_kept(opened, an, thu):
    check_in(an, ticket_of(an, opened), digits=typed(opened))
    thu.post(f"/meetings/{opened.pk}/record/floor_given/", {"member": an.member.pk})
    ticket = ticket_of(thu, opened)
    a_second_passes()
    ask(thu, "live", ticket)
    with mock.patch.object(time, "monotonic", return_value=time.monotonic() + 20):
        later = ask(thu, "live", ticket).text
    seconds = int(later.partition('data-seconds="')[2].partition('"')[0])
    assert 19 <= seconds <= 40


def test_words_are_in_the_language_of_the_page(opened, an):
    an.get("/?lang=en")
    assert "Check in" in ask(an, "live", ticket_of(an, opened)).text
    answer = check_in(an, ticket_of(an, opened), digits=typed(opened))
    assert json.loads(answer.text)["said"].startswith("You are checked in since")


# I am here


def test_a_member_checks_in_by_the_lane(opened, an):
    answer = check_in(an, ticket_of(an, opened), digits=typed(opened))
    assert (answer.status, json.loads(answer.text)["done"]) == (200, True)
    assert mark(opened, an).rank == 1
    again = check_in(an, ticket_of(an, opened), digits=typed(opened))
    assert again.done
    assert LogEntry.objects.filter(meeting=opened, act="roll_marked").count() == 1


def test_who_scanned_a_good_code_checks_in_by_its_ticket(opened, an):
    page = an.get(scanned(opened)).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        assert check_in(an, ticket_on(page)).done
    assert mark(opened, an).mark == "present"


def test_the_page_of_a_code_without_a_script_works_as_before(opened, an):
    page = an.get(scanned(opened)).content.decode()
    answer = an.post(
        scanned(opened), {"ticket": page.partition('name="ticket" value="')[2].partition('"')[0]}
    )
    assert answer.status_code == 302
    assert mark(opened, an).mark == "present"


def test_wrong_numbers_are_counted_by_lane_and_page_alike(opened, an):
    ticket = ticket_of(an, opened)
    for n in range(self_service.WRONG_EACH):
        if n % 2:
            assert not check_in(an, ticket, digits=wrong(opened)).done
        else:
            an.post(f"/meetings/{opened.pk}/check-in/", {"digits": wrong(opened)})
    assert CodeTry.objects.count() == self_service.WRONG_EACH
    answer = check_in(an, ticket, digits=typed(opened))
    assert not answer.done
    assert mark(opened, an) is None


PEOPLE = ("thu", "lam", "an", "chi")
situations = st.fixed_dictionaries(
    {
        "who": st.sampled_from(PEOPLE),
        "code": st.sampled_from(["good", "wrong", "old", "end", "", "scanned", "scanned end"]),
        "stage": st.sampled_from(["open", "called at the end", "closed"]),
        "marked": st.sampled_from(["", "present", "excused", "self"]),
        "wrong before": st.sampled_from([0, 4, 5]),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(situation=situations)
def test_a_lane_and_the_page_take_and_refuse_the_same(situation, opened, thu, lam, an, chi):
    people = {"thu": thu, "lam": lam, "an": an, "chi": chi}
    person = people[situation["who"]]
    told = []
    for door in (_by_page, _by_lane):
        with transaction.atomic():
            _make(situation, opened, thu, person)
            told.append(door(situation["code"], opened, person))
            transaction.set_rollback(True)
        for each in (watching.forget, holders.forget, drawing.snapshots.clear):
            each()
    assert told[0] == told[1]


def _make(situation, meeting, thu, person):
    at_the_end = situation["stage"] == "called at the end"
    round_ = "end" if at_the_end else "start"
    if situation["marked"] == "self" and person.member.pk != thu.member.pk:
        person.post(f"/meetings/{meeting.pk}/check-in/", {"digits": typed(meeting)})
    elif situation["marked"]:
        data = {"member": person.member.pk, "round": round_, "mark": situation["marked"], "reason": "bận"}
        thu.post(f"/meetings/{meeting.pk}/record/roll_marked/", data)
    if at_the_end:
        data = {"member": thu.member.pk, "round": "end", "mark": "present"}
        thu.post(f"/meetings/{meeting.pk}/record/roll_marked/", data)
    if situation["stage"] == "closed":
        thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
        thu.post(f"/meetings/{meeting.pk}/record/concluded/", {"text": "Nhất trí."})
        thu.post(f"/meetings/{meeting.pk}/record/closed/")
    owner = {"commune_id": meeting.commune_id, "cell_id": meeting.cell_id}
    CodeTry.objects.bulk_create(
        CodeTry(meeting=meeting, account_id=person.account.pk, at=timezone.now(), **owner)
        for _each in range(situation["wrong before"])
    )


def _code(kind, meeting):
    if kind == "old":
        with time_machine.travel(timezone.now() - timedelta(minutes=3)):
            return typed(meeting)
    return {"good": typed(meeting), "wrong": wrong(meeting), "end": typed(meeting, "end")}.get(kind, "")


def _after(meeting, person, sentence):
    found = Meeting.objects.get(pk=meeting.pk)
    state = load_state(found)
    marks = {round_: state.mark(person.member.pk, round_) for round_ in ("start", "end")}
    plain = {round_: (each.mark, each.rank) if each else None for round_, each in marks.items()}
    length = LogEntry.objects.filter(meeting=meeting).count()
    return plain, length, CodeTry.objects.count(), sentence


def _by_page(kind, meeting, person):
    if kind.startswith("scanned"):
        url = scanned(meeting, "end" if kind.endswith("end") else "start")
        page = person.get(url).content.decode()
        answer = person.post(url, {"ticket": page.partition('name="ticket" value="')[2].partition('"')[0]})
    else:
        answer = person.post(f"/meetings/{meeting.pk}/check-in/", {"digits": _code(kind, meeting)})
    return _after(meeting, person, answer.status_code == 302)


def _by_lane(kind, meeting, person):
    """A page that was opened before whatever happened since."""
    round_ = {"scanned": "start", "scanned end": "end"}.get(kind, "")
    request = person.get("/").wsgi_request
    with translation.override("vi"):
        ticket = tickets.issue(request, person.actor, meeting.pk, round_)
    answer = check_in(person, ticket, digits=_code(kind, meeting))
    return _after(meeting, person, answer.done)


# together


@pytest.mark.django_db(transaction=True)
def test_check_ins_at_once_are_written_together_and_none_twice(opened, house, others, an, lam):
    people = [*others, an, lam]
    held = [(person, ticket_of(person, opened)) for person in people]
    start, told = Barrier(2 * len(held)), []

    def tap(person, ticket):
        start.wait()
        told.append(check_in(person, ticket, digits=typed(opened)))
        connections.close_all()

    written = collecting._written
    with mock.patch.object(collecting, "_written", side_effect=written) as transactions:
        taps = [Thread(target=tap, args=each) for each in held * 2]
        for each in taps:
            each.start()
        for each in taps:
            each.join()
    assert all(each.done for each in told)
    marks = LogEntry.objects.filter(meeting=opened, act="roll_marked").values_list("member_id", flat=True)
    assert sorted(marks) == sorted(person.member.pk for person in people)
    assert transactions.call_count <= len(taps)


def test_whoever_waits_for_the_writer_holds_no_connection(opened, an):
    """With a pool, a hall that waits and holds its connections leaves none for who writes."""
    ticket, order = ticket_of(an, opened), []
    let_go, together = lanes._let_go, collecting.check_in
    with (
        mock.patch.object(lanes, "_let_go", side_effect=lambda: order.append("let go") or let_go()),
        mock.patch.object(
            collecting, "check_in", side_effect=lambda *asked: order.append("write") or together(*asked)
        ),
    ):
        assert check_in(an, ticket, digits=typed(opened)).status == 200
    assert order == ["let go", "write", "let go"]


def test_each_of_a_group_is_answered_for_itself(opened, an, lam, chi, thu):
    asked = [
        self_service.CheckIn(an.actor, typed=typed(opened)),
        self_service.CheckIn(lam.actor, typed=wrong(opened)),
        self_service.CheckIn(chi.actor, typed=typed(opened)),
        self_service.CheckIn(an.actor, typed=typed(opened)),
        self_service.CheckIn(thu.actor, round="start"),
    ]
    told = self_service.check_in_together({opened.pk: asked})[opened.pk]
    assert [isinstance(each, self_service.CheckedIn) for each in told] == [True, False, False, True, True]
    assert isinstance(told[2], self_service.NotOnTheRoll)
    assert mark(opened, an).rank == mark(opened, thu).rank == 1
    rows = LogEntry.objects.filter(meeting=opened, act="roll_marked").order_by("seq")
    assert [(row.member_id, row.account_id) for row in rows] == [
        (an.member.pk, an.account.pk),
        (thu.member.pk, thu.account.pk),
    ]


def test_check_ins_of_many_and_of_several_meetings_are_the_same_queries(house, hall_of):
    """A mark is judged by itself, but nothing is asked or written for each: neither person nor meeting."""
    counted = []
    for meetings, people in ((1, 2), (1, 8), (3, 8)):
        asked = dict(hall_of(people) for _each in range(meetings))
        with CaptureQueriesContext(connection) as queries:
            told = self_service.check_in_together(asked)
        assert all(each.fresh for hall in told.values() for each in hall)
        counted.append(len(queries))
    assert len(set(counted)) == 1, counted


@pytest.fixture
def hall_of(house, thu, lam):
    """Makes an open meeting of a cell with so many members, none of them marked, all of whom check in."""
    number = itertools.count(1)

    def make(people):
        code = f"38.168.{next(number)}"
        cell = make_unit(house.ward, next(number) + 70, Kind.CELL, code, "Chi bộ", cell_type="residential")
        members = [make_member(cell, f"Vũ Văn {n}", f"07{next(number):04}") for n in range(people)]
        officers = [make_member(cell, f"Lê Thị {n}", f"08{next(number):04}") for n in range(2)]
        by = Actor(new_id(), officers[0].pk, "Thư", (Grant(Role.SECRETARY, cell.pk, cell.path, cell.kind),))
        with translation.override("vi"):
            meeting = preparing.set_up(cell=cell, by=by, month=Month.of(timezone.localdate()))
            meeting.chair, meeting.minute_taker = officers
            meeting.save()
            opening.open_meeting(meeting=meeting, by=by)
        come = [Actor(new_id(), each.pk, each.full_name, ()) for each in members]
        return meeting.pk, [self_service.CheckIn(each, round="start") for each in come]

    return make


def test_what_fails_for_one_of_a_group_is_tried_for_each_alone(opened, an, lam):
    together = self_service.check_in_together

    def fails_for_lam(asked):
        if any(one.by.member_id == lam.member.pk for hall in asked.values() for one in hall):
            raise DatabaseError("disk")
        return together(asked)

    asked = [
        collecting.Asked(opened.pk, self_service.CheckIn(person.actor, round="start")) for person in (an, lam)
    ]
    with mock.patch.object(self_service, "check_in_together", fails_for_lam):
        written, failed = collecting.write(asked)
        assert written.told.mark.mark == "present"
        assert isinstance(failed, DatabaseError)
        answer = check_in(lam, ticket_of(lam, opened), digits=typed(opened))
    assert (answer.status, answer.headers["Retry-After"]) == (503, str(lanes.TRY_AGAIN))
    opened.refresh_from_db()
    assert mark(opened, an).mark == "present"
    assert mark(opened, lam) is None


# how often


@given(st.floats(0, 10_000), st.floats(0, 1))
def test_a_phone_is_told_to_ask_less_often_when_nothing_happens_and_when_the_house_is_full(quiet, load):
    told = again_in(quiet, load)
    assert SOON <= told <= AT_MOST
    assert told <= again_in(quiet + 60, load)
    assert told <= again_in(quiet, min(1.0, load + 0.2))


def test_the_answer_says_when_to_ask_again(opened, an):
    ticket = ticket_of(an, opened)
    with mock.patch.object(lanes.load, "now", return_value=0.1):
        soon = int(ask(an, "version", ticket).headers["Retry-After"])
    with mock.patch.object(lanes.load, "now", return_value=1.0):
        full = int(ask(an, "version", ticket).headers["Retry-After"])
    assert (soon, full) == (4, 16)


def test_a_gate_lets_so_many_through_and_tells_the_rest_when_to_come():
    gate = Gate(at_once=1, waiting=0)
    with gate.turn(patient=False), pytest.raises(Full) as full, gate.turn(patient=False):
        raise AssertionError("both were let through")
    assert full.value.seconds >= 1
    with gate.turn(patient=False):
        pass


def test_a_full_house_is_a_page_that_waits_and_no_error():
    def page(environ, start):
        start("200 OK", [])
        return [b"ok"]

    application = lanes.with_lanes(page)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_COOKIE": "lang=vi"}
    told = []
    with mock.patch.object(lanes.gate, "turn", side_effect=Full(3)):
        body = b"".join(application(environ, lambda status, headers: told.extend([status, dict(headers)])))
    assert told[0].startswith("503")
    assert (told[1]["Retry-After"], told[1]["Refresh"]) == ("3", "3")
    assert "chờ" in body.decode()
