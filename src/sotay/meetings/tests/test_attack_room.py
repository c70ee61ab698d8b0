"""Attacks on a meeting through its own forms: strangers' ids, entries of other meetings, odd values."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from conftest import make_member
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from kept import kept

from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.library.models import Document
from sotay.meetings import actions, queries
from sotay.meetings.log.fields import LONGEST_TEXT
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.session.forms import FORMS
from sotay.members.models import Standing

XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% now %}%(x)s"
ODD = ["\x00", "-1", "9" * 5000, "not-an-id", "\u202e", "01/01/0001", "nan", "²"]
GOOD = {
    "text": "x", "due_on": "31/12/2030", "paid": "1", "of": "2", "round": "start", "mark": "present",
    "votes_for": "0", "outcome": "done",
}  # fmt: skip


def today(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def as_posted(fields: dict[str, str]) -> MultiValueDict[str, str]:
    return MultiValueDict({name: [value] for name, value in fields.items()})


def act(person, meeting, name, **data):
    return person.post(f"/meetings/{meeting.pk}/record/{name}/", data)


def a_meeting(person, cell, months: int = 0) -> Meeting:
    month = Month.of(timezone.localdate()).plus(months)
    person.post(f"/meetings/set-up/{cell.pk}/", {"month": month.label()})
    return Meeting.objects.get(cell=cell, month=month)


@kept
def opened(house, thu, lam, an) -> Meeting:
    meeting = a_meeting(thu, house.cell)
    thu.post(f"/meetings/{meeting.pk}/open/")
    meeting.refresh_from_db()
    return meeting


def test_nothing_odd_in_any_field_of_any_act_breaks_its_form(opened, an):
    state = queries.load_state(opened)
    good = {**GOOD, **dict.fromkeys(("speaker", "member", "members"), str(an.member.pk))}
    for form in FORMS.values():
        for field in form.base_fields:
            for value in ODD:
                filled = form(as_posted({**good, field: value}), state=state)
                if filled.is_valid():
                    assert json.dumps(filled.payload())


def test_nothing_odd_in_any_act_breaks_the_room(opened, thu, an):
    for name in FORMS.keys() - {"closed"}:
        fields = [*FORMS[name].base_fields, "back"]
        for odd in ("\x00", "9" * 5000, "\u202e"):
            assert act(thu, opened, name, **dict.fromkeys(fields, odd)).status_code in {302, 409, 422}


@pytest.mark.parametrize(("months", "stage"), [(0, Meeting.Stage.PREPARING), (1, Meeting.Stage.CANCELLED)])
def test_no_act_breaks_a_meeting_that_is_not_open_or_over(house, thu, lam, an, months, stage):
    meeting = a_meeting(thu, house.cell, months)
    Meeting.objects.filter(pk=meeting.pk).update(stage=stage)
    for name in FORMS:
        assert act(thu, meeting, name).status_code in {409, 422}
        full = {"text": "x", "member": an.member.pk, "round": "start", "mark": "present"}
        assert act(thu, meeting, name, **full).status_code in {409, 422}
    for step in ("prepare", "start", "conduct", "close", "after"):
        assert thu.get(f"/meetings/{meeting.pk}/{step}/").status_code == 200
    assert not LogEntry.objects.exists()


def test_long_words_are_refused_with_all_of_them_still_there_and_never_cut(opened, thu):
    long = "á" * (LONGEST_TEXT + 1)
    for name, more in (
        ("note_written", {}),
        ("concluded", {}),
        ("statement_recorded", {"speaker_name": "K"}),
    ):
        answer = act(thu, opened, name, text=long, **more)
        assert answer.status_code == 422
        assert long in answer.content.decode()
    assert act(thu, opened, "note_written", text=long[:-1]).status_code == 302
    assert act(thu, opened, "guests_noted", guests="\n".join(["Khách"] * 101)).status_code == 422
    assert act(thu, opened, "guests_noted", guests="K" * 121).status_code == 422


def test_people_of_other_cells_are_nobody_here(opened, house, thu, dung):
    stranger = dung.member.pk
    attempts = [
        ("roll_marked", {"member": stranger, "round": "start", "mark": "present"}),
        ("statement_recorded", {"speaker": stranger, "text": "x"}),
        ("task_assigned", {"members": stranger, "text": "x", "due_on": today()}),
        ("petition_recorded", {"raised_by": stranger, "text": "x"}),
    ]
    for name, data in attempts:
        assert act(thu, opened, name, **data).status_code in {409, 422}
    for name, data in attempts:  # past the forms, as a device would send it
        with pytest.raises(actions.Refusal):
            actions.record_one(meeting=opened, by=thu.actor, act=name, **{**data, "members": [str(stranger)]})
    assert opened.log.count() == 1


def test_entries_tasks_and_motions_of_another_meeting_cannot_be_named(opened, house, thu, lam):
    other = a_meeting(thu, house.cell, 1)
    thu.post(f"/meetings/{other.pk}/open/")
    act(thu, other, "note_written", text="Của buổi khác")
    act(thu, other, "motion_moved", text="Đồng ý?", matter="resolution")
    note, motion = other.log.get(act="note_written"), other.log.get(act="motion_moved")
    assert act(thu, opened, "withdrawn", entry=note.pk).status_code == 409
    assert act(thu, opened, "revised", entry=note.pk, text="Khác").status_code == 422
    assert act(thu, opened, "hands_counted", motion=motion.pk, votes_for=0).status_code == 422
    assert act(thu, opened, "task_reported", task=new_id(), outcome="done").status_code == 422
    assert opened.log.count() == 1


def test_an_id_already_used_elsewhere_takes_nothing_over(opened, house, thu):
    other = a_meeting(thu, house.cell, 1)
    thu.post(f"/meetings/{other.pk}/open/")
    act(thu, other, "note_written", text="Của buổi khác", id=(sent := new_id()))
    act(thu, opened, "note_written", text="Của buổi này", id=sent)
    assert LogEntry.objects.get(pk=sent).meeting == other


def test_chair_minute_taker_and_presenter_come_from_the_roll(house, thu, lam, an, dung):
    meeting = a_meeting(thu, house.cell)
    suspended = make_member(
        house.cell, "Bị Đình Chỉ", "01000041", Standing.Kind.FULL, Standing.Kind.SUSPENDED
    )
    sent = {"day": today(), "clock": "19:30", "place": "Nhà văn hóa", "mode": "in_person"}
    for nobody in (dung.member.pk, suspended.pk, new_id(), "\x00", ""):
        for chair, taker in ((nobody, an.member.pk), (an.member.pk, nobody)):
            answer = thu.post(
                f"/meetings/{meeting.pk}/arrange/", {**sent, "chair": chair, "minute_taker": taker}
            )
            assert answer.status_code == 422
    item = {"title": "Việc", "minutes": 5, "presenter": dung.member.pk, "step": "conduct"}
    assert thu.post(f"/meetings/{meeting.pk}/items/add/", item).status_code == 422
    meeting.refresh_from_db()
    assert meeting.chair == thu.member


@pytest.mark.parametrize("day", ["01/01/1900", "31/12/2100", "31/12/9999", "01/01/0001"])
def test_a_meeting_does_not_leave_its_month_behind(house, thu, lam, an, day):
    meeting = a_meeting(thu, house.cell)
    sent = {
        "mode": "in_person",
        "clock": "19:30",
        "place": "x",
        "chair": an.member.pk,
        "minute_taker": an.member.pk,
    }
    assert thu.post(f"/meetings/{meeting.pk}/arrange/", {**sent, "day": day}).status_code == 422
    assert thu.get(f"/meetings/{meeting.pk}/prepare/").status_code == 200


def test_a_suspended_member_is_not_marked_not_even_by_hand(house, thu, lam, an):
    away = make_member(house.cell, "Bị Đình Chỉ", "01000041", Standing.Kind.FULL, Standing.Kind.SUSPENDED)
    meeting = a_meeting(thu, house.cell)
    thu.post(f"/meetings/{meeting.pk}/open/")
    mark = {"member": away.pk, "round": "start", "mark": "present"}
    for headers in ({}, {"HX-Request": "true"}):
        answer = thu.post(f"/meetings/{meeting.pk}/record/roll_marked/", mark, headers=headers)
        assert answer.status_code == 409


def test_whoever_is_not_of_the_room_writes_nothing(opened, thu, an, chi, binh, dung, tinh, van):
    for name in FORMS:
        assert act(an, opened, name, text="x").status_code == 404
    for person in (an, chi, binh, dung, tinh, van):
        assert act(person, opened, "note_written", text="x").status_code == 404
        for door in ("open", "sign/chair", "report", "roll/start/rest", "invite", "cancel", "arrange"):
            assert person.post(f"/meetings/{opened.pk}/{door}/").status_code == 404
    assert opened.log.count() == 1


def test_what_people_type_is_shown_and_never_run(opened, house, thu, lam, an, binh, chi):
    act(thu, opened, "note_written", text=XSS)
    act(thu, opened, "statement_recorded", speaker_name=XSS[:100], text=XSS)
    act(thu, opened, "task_assigned", members=an.member.pk, text=XSS, due_on=today())
    act(thu, opened, "petition_recorded", raised_by=an.member.pk, text=XSS, to_level="ward")
    act(thu, opened, "motion_moved", text=XSS, matter="resolution")
    act(thu, opened, "guests_noted", guests=XSS[:100])
    act(thu, opened, "roll_marked", member=an.member.pk, round="start", mark="excused", reason=XSS)
    act(thu, opened, "concluded", text=XSS)
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{opened.pk}/roll/{round_}/rest/")
    pages = [f"/meetings/{opened.pk}/{step}/" for step in ("start", "conduct", "close", "read")]
    _safe(thu, pages)
    act(thu, opened, "closed")
    papers = [
        paper.get_absolute_url() for paper, *_ in thu.get(f"/meetings/{opened.pk}/after/").context["papers"]
    ]
    after = [
        "/",
        "/tasks/?who=all",
        "/petitions/?show=all",
        "/notices/",
        "/meetings/",
        f"/audit/of/{house.cell.pk}/",
    ]
    _safe(thu, [*pages[:3], *papers, *(f"{url}words/" for url in papers), *after])
    for person in (an, binh):
        _safe(person, ["/", "/tasks/?who=all", "/petitions/?show=all", "/notices/"])


def _safe(person, urls) -> None:
    for url in urls:
        answer = person.get(url)
        assert answer.status_code == 200, url
        page = answer.content.decode()
        assert "<script>alert" not in page, url
        assert "<img src=x" not in page, url
        assert " onerror=alert(1)>" not in page.replace("&gt;", ""), url


def test_a_file_refused_because_the_meeting_is_over_is_not_kept_all_the_same(opened, thu):
    """Nobody would see it, and so nobody would purge it."""
    opened.stage = Meeting.Stage.REPORTED
    opened.save()
    file = SimpleUploadedFile("bao-cao.txt", "Báo cáo".encode())
    answer = thu.post(f"/meetings/{opened.pk}/papers/add/", {"file": file, "not_secret": "on"})
    assert answer.status_code == 422
    assert not Document.objects.exists()
