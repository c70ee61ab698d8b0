"""Nobody finds what they may not read, and nobody finds what people said."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests import crawl, ward

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.guidance import actions as guidance
from sotay.kernel import jobs
from sotay.kernel.periods import Month
from sotay.kernel.search import SOURCES
from sotay.meetings.models import Meeting
from sotay.meetings.queries import load_state
from sotay.reports.tests import stories
from sotay.search import rules
from sotay.search.jobs import check
from sotay.search.models import SearchEntry
from sotay.search.queries import find, near_labels


def found(person, typed, **how):
    return [each.entry.title for each in find(person.actor, rules.read(typed), language="vi", **how).results]


def test_each_finds_what_their_doors_open(house, thu, lam, an, binh, chi, dung, tinh, van):
    stories.whole(house.cell, thu.actor)
    check(date(2026, 12, 1))
    minutes = SearchEntry.objects.get(kind="minutes").title
    for person in (thu, an, chi):
        assert minutes in found(person, minutes), person.account
    for person in (dung, tinh, van):
        assert minutes not in found(person, minutes), person.account


def test_an_office_finds_minutes_once_they_are_reported(house, thu, lam, an, binh):
    meeting = stories.whole(house.cell, thu.actor)
    meeting.refresh_from_db()
    stage, meeting.stage = meeting.stage, meeting.Stage.SIGNED
    meeting.save()
    check(date(2026, 12, 1))
    minutes = SearchEntry.objects.get(kind="minutes").title
    assert minutes not in found(binh, minutes)
    meeting.stage = stage
    meeting.save()
    assert stage == meeting.Stage.REPORTED
    assert minutes in found(binh, minutes), "the index did not change: the door did"


def test_members_find_their_own_record_alone(house, thu, an, dung):
    check(date(2026, 12, 1))
    assert an.member.full_name in found(an, an.member.full_name)
    assert thu.member.full_name not in found(an, thu.member.full_name)
    assert an.member.full_name in found(thu, an.member.full_name)
    assert an.member.full_name not in found(dung, an.member.full_name)


def test_what_was_given_with_guidance_is_found_in_the_cells_it_is_for(house, binh, thu, an, dung):
    month = Month(2026, 12)
    draft = guidance.begin(unit=house.ward, by=binh.actor, month=month, kind="guidance")
    guidance.save(
        guidance=draft,
        by=binh.actor,
        month=month,
        title="Định hướng tháng 12",
        summary="",
        orientation="Giữ phố sạch",
        cell_types=[],
    )
    upload = SimpleUploadedFile("de-cuong.txt", "Phòng cháy mùa hanh".encode())
    guidance.attach(guidance=draft, by=binh.actor, upload=upload, title="Đề cương", not_secret=True)
    jobs.work_off()
    assert found(thu, "phòng cháy") == []
    guidance.send(guidance=draft, by=binh.actor)
    jobs.work_off()
    for person in (binh, thu, an):
        assert found(person, "phòng cháy") == ["Đề cương"]
    assert found(dung, "phòng cháy") == []


def test_numbers_of_a_record_find_nobody(house, thu, an):
    an.member.citizen_id, an.member.phone, an.member.address = "001099123456", "0912345678", "Ngõ Xoáy"
    an.member.save()
    check(date(2026, 12, 1))
    for typed in ("001099123456", "0912345678", "Xoáy"):
        assert found(thu, typed) == []


def test_what_a_petition_asks_is_found_and_never_who_asked(house, thu, an, lam):
    stories.whole(house.cell, thu.actor)
    jobs.work_off()
    entry = SearchEntry.objects.filter(kind="petition").first()
    for name in (an.member.full_name, thu.member.full_name):
        assert rules.key_of(name) not in f"{entry.title_key} {entry.body_key}"


def test_no_statement_of_a_whole_month_is_in_the_index(house, thu, lam, an, binh):
    """Every text somebody spoke at the meeting, as its log has it."""
    stories.whole(house.cell, thu.actor)
    check(date(2026, 12, 1))
    state = load_state(Meeting.objects.get())
    statements = [each.text for each in state.statements]
    assert statements, "there is something to look for"
    kept = " ".join(SearchEntry.objects.values_list("body", flat=True))
    titles = " ".join(SearchEntry.objects.values_list("title", flat=True))
    assert [text for text in statements if text in kept or text in titles] == []


@pytest.mark.django_db
def test_everybody_of_the_demo_ward_finds_all_they_may_read_and_nothing_else(monkeypatch):
    """Where the index looks for somebody (its labels) leaves nothing out that they may read."""
    moment = datetime.combine(ward.TODAY, time(8), timezone.get_current_timezone())
    with time_machine.travel(moment, tick=True):
        ward.load(monkeypatch)
        check(ward.TODAY)
        entries = list(SearchEntry.objects.all())
        wrong, counted = [], {True: 0, False: 0}
        for name in crawl.PEOPLE:
            actor = actor_for(Account.objects.get(username=name), ward.TODAY)
            near = set(near_labels(actor, "vi"))
            for source in SOURCES:
                of_source = [entry for entry in entries if entry.source == source.name]
                readable = source.readable(actor, [entry.object_id for entry in of_source])
                for entry in of_source:
                    is_near = (
                        bool(near & set(entry.labels.split())) or rules.language_label("en") in entry.labels
                    )
                    counted[entry.object_id in readable] += 1
                    if entry.object_id in readable and not is_near:
                        wrong.append(f"{name}: {entry.source} {entry.title}")
                for entry in of_source[::40]:  # a sample through the whole search, by its very title
                    results = find(actor, rules.read(entry.title), language="vi", size=1000).results
                    found = {each.entry.object_id for each in results}
                    reads = entry.object_id in readable and rules.language_label("en") not in entry.labels
                    if bool(rules.read(entry.title)) and (entry.object_id in found) != reads:
                        wrong.append(
                            f"{name}: found {entry.object_id in found}: {entry.source} {entry.title}"
                        )
    assert wrong == []
    assert min(counted.values()) > 100
