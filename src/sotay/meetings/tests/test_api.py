"""The doors a device knocks at: what it takes along, what it sends, and what it is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from kept import kept

from sotay.kernel.ids import new_id
from sotay.meetings import queries
from sotay.meetings.log.state import moment, plain
from sotay.meetings.models import LogEntry, Meeting

DEVICE = "điện thoại"


@kept
def meeting(house, thu, lam, an, chi) -> Meeting:
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": f"{timezone.localdate():%m/%Y}"})
    return Meeting.objects.get()


def api(meeting: Meeting, door: str) -> str:
    return f"/api/v1/meetings/{meeting.pk}/{door}"


def made(act: str, *, seen: int = 0, after: int = 0, **data: Any) -> dict[str, Any]:
    """An entry as a device makes it, some seconds after now."""
    at = moment(timezone.now() + timedelta(seconds=after))
    return {"id": str(new_id()), "act": act, "data": data, "at": at, "seen": seen}


def send(person, meeting: Meeting, *entries: dict[str, Any], device: str = DEVICE, seen: int = 0):
    batch = {"device": device, "entries": list(entries), "seen": seen}
    return person.post(api(meeting, "entries"), batch, content_type="application/json")


def results(answer) -> list[str]:
    return [each["result"] for each in answer.json()["outcomes"]]


def test_the_bundle_holds_what_the_room_needs(meeting, thu):
    got = thu.get(api(meeting, "bundle")).json()
    assert {seat["name"] for seat in got["opening"]["seats"]} >= {"Lê Thị Thu", "Phạm Văn Lâm"}
    assert got["opening"]["items"]
    assert got["rules"]["thresholds"]["resolution"] == ">1/2"
    assert (got["version"], got["stage"], got["entries"]) == (0, "preparing", [])


def test_sending_twice_is_harmless(meeting, thu):
    batch = [made("opened"), made("note_written", after=1, text="Một lần thôi")]
    assert results(send(thu, meeting, *batch)) == ["accepted", "accepted"]
    assert results(send(thu, meeting, *batch)) == ["known", "known"]
    assert LogEntry.objects.count() == 2


def test_each_entry_is_answered_for_and_a_refusal_says_why(meeting, thu):
    answer = send(
        thu,
        meeting,
        made("opened"),
        made("note_written", after=1, text=""),
        made("nonsense", after=2),
        made("note_written", after=3, text="Được ghi"),
    )
    assert results(answer) == ["accepted", "refused", "refused", "accepted"]
    refused = [each["reason"] for each in answer.json()["outcomes"] if each["result"] == "refused"]
    assert refused[0] == "Đề nghị ghi nội dung trước khi lưu."
    assert "tải lại trang" in refused[1]


def test_the_answer_brings_what_the_device_does_not_know(meeting, thu, lam):
    first = send(thu, meeting, made("opened"), made("note_written", after=1, text="Của bí thư")).json()
    theirs = made("note_written", after=2, seen=2, text="Của thư ký")
    told = send(lam, meeting, theirs, device="máy tính").json()
    assert [each["act"] for each in told["entries"]] == ["opened", "note_written", "note_written"]
    later = thu.get(api(meeting, f"log?after={first['version']}"))
    assert [each["data"]["text"] for each in later.json()["entries"]] == ["Của thư ký"]
    again = thu.get(api(meeting, "log?after=3"), headers={"If-None-Match": later["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_of_an_opening_only_the_time_is_believed(meeting, thu, dung):
    stranger = {"member": str(dung.member.pk), "name": "Người lạ", "full": True}
    entry = made("opened", seats=[stranger], items=[{"id": "không phải mã"}], chair="Ai đó")
    assert results(send(thu, meeting, entry)) == ["accepted"]
    state = queries.load_state(meeting)
    assert dung.member.pk not in {seat.member for seat in state.seats}
    assert state.chair == "Lê Thị Thu"
    assert moment(state.opened_at) == entry["at"]


def test_the_time_of_the_device_and_ours_are_both_kept(meeting, thu):
    entry = made("opened", after=-86_400)
    before = timezone.now()
    assert results(send(thu, meeting, entry)) == ["accepted"]
    row = LogEntry.objects.get()
    assert moment(row.device_at) == entry["at"]
    assert before <= row.server_at <= timezone.now()


def test_a_meeting_that_cannot_be_opened_says_why_to_the_device(meeting, thu):
    Meeting.objects.update(minute_taker=None)
    got = thu.get(api(meeting, "bundle")).json()
    assert (got["opening"], got["cannot_open"][:7]) == ({}, "Đề nghị")
    answer = send(thu, meeting, made("opened"), made("note_written", after=1, text="Ghi"))
    assert results(answer) == ["refused", "refused"]
    assert not LogEntry.objects.exists()


def test_both_devices_may_open_and_close_what_neither_saw_of_the_other(meeting, thu, lam, an):
    marks = [
        made("roll_marked", after=2, member=str(each), round=round_, mark="present")
        for each in (thu.member.pk, lam.member.pk, an.member.pk)
        for round_ in ("start", "end")
    ]
    assert set(results(send(thu, meeting, made("opened"), *marks, made("closed", after=60)))) == {"accepted"}
    late = send(
        lam,
        meeting,
        made("opened", after=1),
        made("note_written", after=5, text="Ghi khi mất mạng"),
        device="máy tính",
    )
    assert results(late) == ["accepted", "accepted"]
    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.CLOSED
    assert [note.text for note in queries.load_state(meeting).notes] == ["Ghi khi mất mạng"]
    knew = send(lam, meeting, made("note_written", after=70, seen=99, text="Biết rồi mà"), device="máy tính")
    assert results(knew) == ["refused"]


def test_secret_votes_on_phones_are_not_opened_offline(meeting, thu):
    answer = send(thu, meeting, made("opened"), made("motion_moved", after=1, text="Bầu", method="secret"))
    assert results(answer) == ["accepted", "refused"]
    assert "bằng giấy" in answer.json()["outcomes"][1]["reason"]


def test_a_clock_years_off_is_set_to_ours(meeting, thu):
    entry = {**made("opened"), "at": "1980-01-01T00:00:00.000000Z"}
    send(thu, meeting, entry)
    assert queries.load_state(meeting).opened_at.year == timezone.now().year


@pytest.mark.parametrize(
    "batch",
    [
        {},
        {"device": "", "entries": []},
        {"device": "x", "entries": [{"id": "không", "act": "opened", "at": "hôm qua"}]},
        {"device": "x", "entries": [{"id": str(new_id()), "act": "o" * 31, "at": "2026-12-03T12:00:00Z"}]},
        {"device": "x", "entries": [made("opened")] * 501},
        {"device": "x", "entries": [{**made("opened"), "seen": -1}]},
    ],
)
def test_what_cannot_be_read_is_422_and_nothing_is_kept(meeting, thu, batch):
    answer = thu.post(api(meeting, "entries"), batch, content_type="application/json")
    assert answer.status_code == 422
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("door", ["bundle", "log", "entries"])
def test_only_who_conducts_gets_in(meeting, door, thu, lam, an, chi, binh, dung, tinh, van):
    def knock(person) -> int:
        if door == "entries":
            return send(person, meeting).status_code
        return person.get(api(meeting, door)).status_code

    assert [knock(person) for person in (thu, lam)] == [200, 200]
    assert {knock(person) for person in (an, chi, binh, dung, tinh, van)} == {404}
    assert knock(Client()) == 401


def test_a_form_of_another_site_cannot_send(meeting, thu):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = thu.cookies
    answer = strict.post(
        api(meeting, "entries"), {"device": "x", "entries": []}, content_type="application/json"
    )
    assert answer.status_code == 403


def test_the_devices_state_is_ours(meeting, thu):
    send(thu, meeting, made("opened"), made("concluded", after=1, text="Nhất trí", over=[]))
    log = thu.get(api(meeting, "log")).json()["entries"]
    assert plain(queries.load_state(meeting))["conclusion"]["text"] == "Nhất trí"
    assert [each["at"] for each in log] == [moment(row.device_at) for row in meeting.log.all()]


def test_the_api_describes_itself(client):
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/meetings/{pk}/entries" in described["paths"]


def test_the_worker_is_kept_by_nobody_and_names_every_file_of_the_room(client):
    answer = client.get("/sw.js")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    assert all(name in answer.text for name in ("room/room.js", "vendor/dexie.js", "css/tokens.css"))
