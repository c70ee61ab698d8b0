"""Matters set aside: written down in session, decided on, and what is left comes to the next agenda."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone, translation
from kept import kept

from sotay.audit.models import AuditLine
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings.actions import Submission, record
from sotay.meetings.composing import compose
from sotay.meetings.log import rules
from sotay.meetings.models import AgendaItem, MatterSetAside, Meeting
from sotay.meetings.preparation import set_aside
from sotay.meetings.queries import load_state
from sotay.meetings.tests import halls

FLOWERS, CHAIRS = "Trồng hoa ở ngõ 12", "Mua thêm ghế"


@kept
def meeting(house, thu, lam, an) -> Meeting:
    meeting = halls.set_up(house, thu)
    halls.call(thu, meeting)
    return meeting


def aside(thu, meeting, text: str, **data: Any) -> UUID:
    halls.did(thu, meeting, "matter_set_aside", text=text, **data)
    return load_state(meeting).set_aside[-1].entry


def settle(thu, meeting, matter: UUID, outcome: str) -> None:
    halls.did(thu, meeting, "set_aside_settled", matter=matter, outcome=outcome)


def close(thu, meeting) -> None:
    halls.did(thu, meeting, "closed")
    meeting.refresh_from_db()


def next_meeting(house, thu, meeting) -> Meeting:
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": meeting.month.plus(1).label()})
    return Meeting.objects.get(month=meeting.month.plus(1))


def minutes_of(meeting) -> str:
    with translation.override("vi"):
        return str(compose(meeting, load_state(meeting))[0].blocks)


def page(person, meeting, step: str = "conduct", query: str = "") -> str:
    return person.get(f"/meetings/{meeting.pk}/{step}/{query}").content.decode()


def test_matter_is_shown_with_who_brought_it_up_and_what_became_of_it(meeting, thu, an):
    matter = aside(thu, meeting, FLOWERS, raised_by=an.member.pk)
    shown = page(thu, meeting)
    assert FLOWERS in shown
    assert an.member.full_name in shown
    settle(thu, meeting, matter, "dropped")
    assert rules.became(load_state(meeting), matter) == "dropped"
    settle(thu, meeting, matter, "next_meeting")
    assert rules.became(load_state(meeting), matter) == "next_meeting"


def test_task_and_petition_are_filled_in_and_settle_the_matter(meeting, thu, an):
    flowers = aside(thu, meeting, FLOWERS)
    chairs = aside(thu, meeting, CHAIRS, raised_by=an.member.pk)
    form = page(thu, meeting, query=f"?task={flowers}")
    assert f'name="set_aside" value="{flowers}"' in form
    assert f">\n{FLOWERS}</textarea>" in form
    due = f"{timezone.localdate():%d/%m/%Y}"
    halls.did(
        thu, meeting, "task_assigned", text=FLOWERS, members=[an.member.pk], due_on=due, set_aside=flowers
    )
    form = page(thu, meeting, query=f"?petition={chairs}")
    assert f'value="{an.member.pk}" selected' in form
    halls.did(
        thu, meeting, "petition_recorded", text=CHAIRS, raised_by="cell", to_level="ward", set_aside=chairs
    )
    state = load_state(meeting)
    assert [rules.became(state, each) for each in (flowers, chairs)] == ["task", "petition"]
    close(thu, meeting)
    assert not MatterSetAside.objects.exists()


def test_a_task_taken_back_leaves_the_matter_waiting(meeting, thu, an):
    matter = aside(thu, meeting, FLOWERS)
    due = f"{timezone.localdate():%d/%m/%Y}"
    halls.did(
        thu, meeting, "task_assigned", text=FLOWERS, members=[an.member.pk], due_on=due, set_aside=matter
    )
    halls.did(thu, meeting, "withdrawn", entry=load_state(meeting).tasks[-1].entry)
    assert rules.became(load_state(meeting), matter) == ""


def test_what_is_left_comes_to_the_next_agenda_and_is_settled_once_it_was_held(house, meeting, thu):
    aside(thu, meeting, FLOWERS)
    put_off, dropped = aside(thu, meeting, CHAIRS), aside(thu, meeting, "Chuyện hàng xóm")
    settle(thu, meeting, put_off, "next_meeting")
    settle(thu, meeting, dropped, "dropped")
    close(thu, meeting)
    assert [each.text for each in MatterSetAside.objects.all()] == [FLOWERS, CHAIRS]
    assert AuditLine.objects.filter(code="meeting.set_aside_kept").count() == 1

    following = next_meeting(house, thu, meeting)
    proposed = list(following.agenda.filter(source="set_aside"))
    assert [item.title for item in proposed] == [FLOWERS, CHAIRS]
    assert f"{timezone.localdate():%d/%m/%Y}" in proposed[0].source_label
    halls.call(thu, following)
    halls.did(thu, following, "item_begun", item=proposed[0].pk)
    close(thu, following)
    outcomes = dict(MatterSetAside.objects.values_list("text", "outcome"))
    assert outcomes == {FLOWERS: "held", CHAIRS: ""}
    later = next_meeting(house, thu, following)
    assert [item.title for item in later.agenda.filter(source="set_aside")] == [CHAIRS]


def test_minutes_name_what_the_next_meeting_takes_up_and_nothing_that_was_dropped(meeting, thu, an):
    aside(thu, meeting, FLOWERS, raised_by=an.member.pk)
    settle(thu, meeting, aside(thu, meeting, "Chuyện hàng xóm"), "dropped")
    written = minutes_of(meeting)
    assert "Việc để lại kỳ sau" in written
    assert FLOWERS in written
    assert "Chuyện hàng xóm" not in written
    assert an.member.full_name not in written.split("Việc để lại kỳ sau")[1].split("Heading")[0]


def test_taken_off_an_agenda_it_can_be_put_back_or_dropped_and_followed_again(house, meeting, thu):
    aside(thu, meeting, FLOWERS)
    close(thu, meeting)
    following = next_meeting(house, thu, meeting)
    item = following.agenda.get(source="set_aside")
    matter = MatterSetAside.objects.get()
    with pytest.raises(Refusal):
        set_aside.drop(matter=matter, by=thu.actor)
    assert "aside-waiting" not in page(thu, following, "prepare")
    thu.post(f"/meetings/items/{item.pk}/remove/")
    assert 'id="aside-waiting"' in page(thu, following, "prepare")
    thu.post(f"/meetings/{following.pk}/items/proposed/", {"proposal": matter.pk})
    assert following.agenda.filter(source_id=matter.pk).count() == 1
    thu.post(f"/meetings/items/{following.agenda.get(source_id=matter.pk).pk}/remove/")
    thu.post(f"/meetings/set-aside/{matter.pk}/drop/")
    assert "aside-waiting" not in page(thu, following, "prepare")
    assert thu.post(f"/meetings/set-aside/{matter.pk}/drop/").status_code == 409
    for _ in range(2):
        thu.post(f"/meetings/set-aside/{matter.pk}/again/")
    assert 'id="aside-waiting"' in page(thu, following, "prepare")
    assert AuditLine.objects.filter(code="meeting.set_aside_again").count() == 1


def test_matter_stands_on_one_agenda_at_a_time(house, meeting, thu):
    aside(thu, meeting, FLOWERS)
    close(thu, meeting)
    first = next_meeting(house, thu, meeting)
    second = next_meeting(house, thu, first)
    assert first.agenda.filter(source="set_aside").exists()
    assert not second.agenda.filter(source="set_aside").exists()


def test_late_entries_make_something_of_a_matter_that_was_kept(meeting, thu, an):
    matter = aside(thu, meeting, FLOWERS)
    seen = meeting.log.count()
    close(thu, meeting)
    made = {
        "text": FLOWERS,
        "members": [str(an.member.pk)],
        "due_on": timezone.localdate().isoformat(),
        "set_aside": str(matter),
    }
    late = Submission("task_assigned", made, new_id(), timezone.now(), seen)
    outcomes, _state = record(meeting=meeting, by=thu.actor, entries=[late], device="tablet")
    assert outcomes[0].result == "accepted"
    assert MatterSetAside.objects.get().outcome == "made"


def test_a_matter_nobody_set_aside_is_refused(meeting, thu):
    for act, data in (
        ("set_aside_settled", {"matter": new_id(), "outcome": "dropped"}),
        (
            "task_assigned",
            {"text": "a", "members": [thu.member.pk], "due_on": "31/12/2099", "set_aside": new_id()},
        ),
    ):
        answer = thu.post(f"/meetings/{meeting.pk}/record/{act}/", data)
        assert answer.status_code in {409, 422}
    assert thu.post(f"/meetings/{meeting.pk}/record/matter_set_aside/", {"text": " "}).status_code == 422


def test_two_who_decide_at_once_do_not_write_over_each_other(meeting, thu, lam):
    matter = aside(thu, meeting, FLOWERS)
    stamp = page(lam, meeting).split(f'action="/meetings/{meeting.pk}/record/set_aside_settled/"')[1]
    seen = stamp.split('name="seen" value="')[1].split('"')[0]
    settle(thu, meeting, matter, "dropped")
    data = {"matter": matter, "outcome": "next_meeting", "seen": seen}
    assert lam.post(f"/meetings/{meeting.pk}/record/set_aside_settled/", data).status_code == 409
    assert rules.became(load_state(meeting), matter) == "dropped"


def test_members_see_the_list_and_decide_nothing_and_strangers_see_nothing(house, meeting, thu, an, dung):
    matter = aside(thu, meeting, FLOWERS)
    assert FLOWERS in page(an, meeting)
    assert "set_aside_settled" not in page(an, meeting)
    data = {"matter": matter, "outcome": "dropped"}
    for person in (an, dung):
        assert person.post(f"/meetings/{meeting.pk}/record/set_aside_settled/", data).status_code == 404
    close(thu, meeting)
    kept = MatterSetAside.objects.get()
    for person in (an, dung):
        assert person.post(f"/meetings/set-aside/{kept.pk}/drop/").status_code == 404


def test_a_committee_has_its_own_matters_back(house, meeting, thu):
    aside(thu, meeting, FLOWERS)
    close(thu, meeting)
    committee = Meeting(cell=house.cell, kind=Meeting.Kind.COMMITTEE, month=Month.of(timezone.localdate()))
    assert not set_aside.waiting_for(committee).exists()
    MatterSetAside.objects.get()
    Meeting.objects.filter(pk=meeting.pk).update(kind=Meeting.Kind.COMMITTEE)
    assert set_aside.waiting_for(committee).exists()
    assert not AgendaItem.objects.filter(source="set_aside").exists()
