"""Surveys of the demo ward: one of the home cell that is over, one of the office that runs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from sotay.demo.clock import at
from sotay.demo.year import _moment, actor_of, holder_of, words
from sotay.kernel.actor import Actor, Role
from sotay.opinions import survey_actions as surveys
from sotay.opinions.models import Survey
from sotay.opinions.survey_actions import Question
from sotay.units.models import Unit

ANSWERED = 14


def survey(ward: Unit, home: Unit, office: Actor, today: date) -> None:
    early = today - timedelta(days=25)
    with at(_moment(early, 8)):
        (over,) = _make(home, actor_of(holder_of(home, Role.SECRETARY)), "cell", early + timedelta(days=10))
    with at(_moment(early + timedelta(days=4), 20)):
        _answer(over)
    with at(_moment(today - timedelta(days=1), 9)):
        _make(ward, office, "ward", today + timedelta(days=9))


def _make(unit: Unit, by: Actor, what: str, ends_on: date) -> Sequence[Survey]:
    said: dict[str, Any] = words()["surveys"][what]
    return surveys.make(
        unit=unit,
        by=by,
        title=said["title"],
        intro=said["intro"],
        ends_on=ends_on,
        questions=[Question(text, options) for text, options in said["questions"]],
        key=uuid5(unit.pk, what),
    )


def _answer(row: Survey) -> None:
    """Some of those asked choose, and every third writes something too."""
    chance = random.Random(row.title)
    *choices, text = row.questions.all()
    asked = row.members.order_by("member__name_sort", "member_id").values_list("member_id", flat=True)
    for number, member_id in enumerate(list(asked)[:ANSWERED]):
        chosen = {each.pk: chance.randrange(len(each.options)) for each in choices}
        said = words()["surveys"]["cell"]["answers"]
        texts = {text.pk: said[number % len(said)]} if number % 3 == 0 else {}
        surveys.answer(survey=row, member_id=member_id, chosen=chosen, texts=texts)
