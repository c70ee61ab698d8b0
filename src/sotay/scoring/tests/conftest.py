"""A meeting to score."""

from __future__ import annotations

import pytest

from sotay.meetings.tests import halls


@pytest.fixture
def held(house, thu, lam, an, chi):
    """A meeting that is closed and not signed."""
    meeting = halls.set_up(house, thu)
    thu.post(f"/meetings/{meeting.pk}/invite/")
    halls.call(thu, meeting)
    halls.did(thu, meeting, "statement_recorded", speaker=an.member.pk, text="Đề nghị sửa đèn ngõ 5.")
    halls.did(thu, meeting, "praise_noted", text="Biểu dương đồng chí An.")
    halls.did(thu, meeting, "concluded", text="Nhất trí.")
    halls.did(thu, meeting, "closed")
    meeting.refresh_from_db()
    return meeting
