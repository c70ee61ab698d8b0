"""A round of a cell, step by step, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sotay.kernel.periods import as_day
from sotay.reviews.models import CellRound, Review, ReviewRound

COMMON = {"points_common_ideology": 9, "points_common_morals": 9, "points_common_meetings": 10}
WORK = {"points_tasks_result": 45, "points_tasks_people": 19}
WORDS = {"words_strengths": "Đã vận động 5 hộ", "words_limits": "Còn vắng một buổi", "words_next": "Dự đủ"}
SELF = {**WORDS, **COMMON, **WORK, "beyond": 35, "level": "excellent", "what": "send"}


def address(name: str, row: Any) -> str:
    return reverse(f"reviews:{name}", args=[row.pk])


def begin(person: Any, unit: Any, **more: Any) -> ReviewRound:
    """Opened by somebody through its page, for this year."""
    today = timezone.localdate()
    given = {
        "kind": "year",
        "year": today.year,
        "write_by": as_day(today + timedelta(days=10)),
        "send_by": as_day(today + timedelta(days=20)),
        **more,
    }
    answer = person.post(address("open", unit), given)
    assert answer.status_code == 302, answer.context["form"].errors
    return ReviewRound.objects.latest("id")


def part(round_: ReviewRound, cell: Any) -> CellRound:
    return round_.cells.get(cell=cell)


def review_of(row: CellRound, person: Any) -> Review:
    return row.reviews.get(member=person.member)


def line(review: Review, *numbers: int) -> dict[str, int]:
    """Votes for each level from the best down, then lines left empty."""
    names = ("excellent", "good", "completed", "failed", "empty")
    return {f"vote_{review.pk}_{name}": number for name, number in zip(names, numbers, strict=False)}


def slips(
    issued: int, *, tellers: list[Any], collected: int | None = None, invalid: int = 0
) -> dict[str, Any]:
    return {
        "manner": "meeting",
        "held_on": as_day(timezone.localdate()),
        "tellers": [str(person.member.pk) for person in tellers],
        "issued": issued,
        "collected": issued if collected is None else collected,
        "invalid": invalid,
    }


def decision(reviews: Any, **levels: str) -> dict[str, Any]:
    """As the cell voted, but for those named by the id of their review."""
    given = {f"level_{review.pk}": review.voted for review in reviews}
    return {"decision_no": "12-QĐ/ĐU", "decision_on": as_day(timezone.localdate()), **given, **levels}
