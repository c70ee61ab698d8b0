"""Whatever people do, in whatever order: one unit holds each petition, and whoever asked hears the end."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotay.kernel.ids import new_id
from sotay.kernel.refusal import Refusal
from sotay.notify.models import Notice
from sotay.petitions import actions, holding
from sotay.petitions.models import Petition, PetitionEvent

Status = Petition.Status
MOVES = (
    *("answer", "decline", "pass_up", "send_back", "promise"),
    *("close", "reopen", "withdraw", "join", "separate"),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(MOVES),
        st.sampled_from(("an", "thu", "binh", "tinh")),
        st.integers(min_value=0, max_value=2),
        st.integers(min_value=0, max_value=2),
    ),
    max_size=14,
)


@pytest.fixture
def people(an, thu, binh, tinh):
    return {"an": an.actor, "thu": thu.actor, "binh": binh.actor, "tinh": tinh.actor}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, levels=st.tuples(*[st.sampled_from(("cell", "ward", "province"))] * 3))
def test_every_petition_is_held_by_one_unit_and_its_answer_comes_back(house, people, steps, levels):
    Notice.objects.all().delete()
    pks = [
        actions.raise_one(
            cell=house.cell, by=people["an"], key=new_id(), text=f"Việc {n}", level=level, shown_to="leaders"
        ).pk
        for n, level in enumerate(levels)
    ]
    for move, who, one, other in steps:
        with suppress(Refusal):
            act(move, people[who], pks[one], pks[other])
        for petition in Petition.objects.filter(pk__in=pks).select_related("held_by", "joined_to"):
            look(petition, house)


def act(move, by, pk, other):
    petition, words = Petition.objects.get(pk=pk), {}
    if move in {"pass_up", "send_back", "reopen", "decline"}:
        words = {"because": "Lý do"}
    elif move == "answer":
        words = {"text": "Trả lời"}
    elif move == "promise":
        words = {"due_on": timezone.localdate() + timedelta(days=400), "text": "Chờ kinh phí"}
    elif move == "join":
        words = {"other": Petition.objects.get(pk=other)}
    getattr(actions, move)(petition=petition, by=by, **words)


def look(petition, house):
    """What is true of a petition after any step."""
    assert petition.held_by in {house.cell, house.ward, house.province}
    newest = petition.events.order_by("-at", "-id").first()
    assert newest.to_id == petition.held_by_id, "its history ends where it lies"
    if petition.status in {Status.ANSWERED, Status.CLOSED}:
        assert petition.held_by == house.cell
    if petition.status == Status.OPEN:
        assert petition.deadline is not None, "every clock ends"
    if petition.status == Status.JOINED:
        main = petition.joined_to
        assert (main.status, main.held_by_id) == (Status.OPEN, petition.held_by_id), "answered with it"
    else:
        assert petition.joined_to is None or petition.status in {Status.ANSWERED, Status.CLOSED}
    answers = petition.events.filter(what__in=holding.ANSWERS).count()
    told = Notice.objects.filter(
        member_id=petition.raised_by_id,
        code__in=("petition.answered", "petition.declined"),
        url=petition.get_absolute_url(),
    )
    by_oneself = petition.events.filter(what__in=holding.ANSWERS, by_name="").count()
    assert told.count() == answers - by_oneself, "every answer is told to whoever asked"
    assert not PetitionEvent.objects.filter(petition=petition, unit__isnull=True).exists()
