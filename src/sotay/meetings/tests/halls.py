"""A meeting held for a test, through the doors people use."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from conftest import House, Person
from django.utils import timezone

from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting


def set_up(house: House, thu: Person) -> Meeting:
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    return Meeting.objects.get()


def did(person: Person, meeting: Meeting, act: str, **data: Any) -> None:
    answer = person.post(f"/meetings/{meeting.pk}/record/{act}/", data)
    assert answer.status_code == 302, answer.content.decode()


def call(thu: Person, meeting: Meeting) -> None:
    """Open it and mark everybody in both rounds."""
    thu.post(f"/meetings/{meeting.pk}/open/")
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    meeting.refresh_from_db()


def to_sign(person: Person, meeting: Meeting, role: str) -> dict[str, str]:
    """What the form under the papers sends, once the person has shown who they are."""
    person.confirm()
    page = person.get(f"/meetings/{meeting.pk}/sign/{role}/").content.decode()
    given = dict(re.findall(r'name="(digest-[0-9a-f-]+)" value="([0-9a-f]+)"', page))
    assert given, page
    helps = {"help_needed": "no_device", "beside": "on"} if 'name="help_needed"' in page else {}
    return {**given, **helps}


def sign(person: Person, meeting: Meeting, *roles: str) -> None:
    for role in roles or ("minute_taker", "chair"):
        given = to_sign(person, meeting, role)
        assert person.post(f"/meetings/{meeting.pk}/sign/{role}/", given).status_code == 302
    meeting.refresh_from_db()


def hold(house: House, thu: Person, member: UUID) -> Meeting:
    """A whole meeting, closed and signed by both."""
    meeting = set_up(house, thu)
    call(thu, meeting)
    did(thu, meeting, "statement_recorded", speaker=member, text="Đề nghị sửa đèn ngõ 5.")
    did(thu, meeting, "concluded", text="Nhất trí.")
    did(thu, meeting, "closed")
    sign(thu, meeting)
    return meeting
