"""The index follows acts by job, is proved and mended, and forgets what was purged."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from sotay.kernel import jobs
from sotay.library import actions as library
from sotay.library.models import Document
from sotay.library.tests import files
from sotay.meetings.models import Meeting
from sotay.members import actions as members
from sotay.reports.tests import stories
from sotay.search import actions, rules
from sotay.search.jobs import check, mend
from sotay.search.models import IndexCheck, SearchEntry
from sotay.search.queries import find
from sotay.units import actions as units


def titles(person, typed, **how):
    found = find(person.actor, rules.read(typed), language="vi", **how)
    return [each.entry.title for each in found.results]


def attached(house, thu, content, name, title):
    given = {"upload": SimpleUploadedFile(name, content), "title": title, "not_secret": True}
    return library.store(by=thu.actor, cell=house.cell, **given)


def follow_everything():
    jobs.work_off()


def test_each_act_is_followed_by_its_job(house, thu, lam, an):
    stories.whole(house.cell, thu.actor)
    assert not titles(thu, "biên bản"), "the act itself does not wait for the index"
    follow_everything()
    wrong = {each.source for each in actions.prove(repair=False)}
    assert wrong <= {"help", "units", "members"}, "what no act touched; all else is as the records say"
    assert titles(thu, "biên bản")
    assert titles(thu, "nghị quyết")
    kinds = set(SearchEntry.objects.values_list("kind", flat=True))
    assert {"minutes", "paper", "meeting", "task", "petition"} <= kinds


def test_a_name_that_changes_is_found_by_the_new_one_alone(house, thu, an):
    check(date(2026, 12, 1))
    old = an.member.full_name
    assert old in titles(thu, old)
    members.edit(member=an.member, by=thu.actor, full_name="Trần Văn Đượm")
    follow_everything()
    assert titles(thu, "tran van duom") == ["Trần Văn Đượm"]
    assert "Trần Văn Đượm" not in titles(thu, old)
    assert old not in titles(thu, old)


def test_a_unit_that_moves_takes_its_things_along(house, thu, lam, an, van):
    stories.whole(house.cell, thu.actor)
    check(date(2026, 12, 1))
    labels = SearchEntry.objects.get(kind="minutes").labels
    assert rules.below_label(house.ward.pk) in labels
    assert rules.below_label(house.far_cell.parent_id) not in labels
    units.move(unit=house.cell, parent=house.far_cell.parent, on=timezone.localdate(), by=van.actor)
    follow_everything()
    labels = SearchEntry.objects.get(kind="minutes").labels
    assert rules.below_label(house.far_cell.parent_id) in labels
    assert rules.below_label(house.ward.pk) not in labels


def test_rebuilding_finds_nothing_after_a_check_and_mends_whatever_is_wrong(house, thu, lam, an):
    stories.whole(house.cell, thu.actor)
    check(date(2026, 12, 1))
    assert list(actions.prove(repair=False)) == []
    entry = SearchEntry.objects.filter(kind="task").first()
    SearchEntry.objects.filter(pk=entry.pk).update(title="Khác", title_key="khac")
    gone = SearchEntry.objects.filter(kind="minutes").first()
    gone.delete()
    stray = SearchEntry.objects.filter(kind="unit").first()
    SearchEntry.objects.create(
        id=7,
        source="nobody",
        kind="unit",
        object_id=stray.object_id,
        title="X",
        url="/",
        title_key="x",
        labels="",
    )
    found = {(each.what, each.source) for each in actions.prove(repair=False)}
    assert found == {("changed", "assignments"), ("added", "papers"), ("removed", "nobody")}
    assert {(each.what, each.source) for each in actions.prove(repair=True)} == found
    assert list(actions.prove(repair=False)) == []


def test_the_clock_looks_once_a_night_and_after_an_upgrade(house):
    def at(day, hour):
        return datetime(2026, 12, day, hour, tzinfo=timezone.get_current_timezone())

    assert mend(at(1, 14)) > 0, "there was never a check"
    assert mend(at(1, 15)) == 0
    Meeting.objects.all().delete()
    SearchEntry.objects.filter(kind="help").delete()
    assert mend(at(2, 14)) == 0, "by day it waits for the night"
    assert mend(at(3, 2)) > 0
    assert mend(at(3, 3)) == 0
    IndexCheck.objects.update(version="0.0.1")
    SearchEntry.objects.filter(kind="help").first().delete()
    assert mend(at(3, 14)) == 1


def test_a_purged_document_is_gone_from_the_index_at_once(house, thu):
    document = attached(house, thu, files.word("Nội dung"), "ke-hoach.docx", "Kế hoạch xoáy trâu ốc")
    follow_everything()
    assert titles(thu, "xoáy trâu ốc") == ["Kế hoạch xoáy trâu ốc"]
    library.purge(document=document, by=thu.actor, because="nhầm")
    assert not SearchEntry.objects.filter(object_id=document.pk).exists()
    assert titles(thu, "xoáy trâu ốc") == []
    follow_everything()
    assert not SearchEntry.objects.filter(object_id=document.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_purged_document_is_left_in_the_index(house, thu):
    """Not as a word of a segment that waits to be merged either."""
    document = attached(house, thu, files.word("Nội dung"), "ke-hoach.docx", "xoaytrauoc")
    jobs.work_off()
    library.purge(document=document, by=thu.actor, because="nhầm")
    jobs.work_off()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM search_words_data WHERE instr(block, CAST('xoaytrauoc' AS BLOB))"
            )
        else:
            cursor.execute("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'search_searchentry'")
        assert cursor.fetchone()[0] == 0
    assert Document.objects.get(pk=document.pk).is_purged


def test_following_twice_changes_nothing(house, thu, lam, an):
    stories.whole(house.cell, thu.actor)
    meeting = Meeting.objects.get()
    assert actions.follow(meeting.pk) > 0
    assert actions.follow(meeting.pk) == 0


def test_the_command_says_what_differed(house, capsys, monkeypatch):
    from sotay.config.commands import search as command

    monkeypatch.setattr(command, "start_django", lambda: None)
    monkeypatch.setattr(command, "need_database", lambda: None)

    class Args:
        dry_run, json = True, True

    assert command.run(Args) == 1
    assert json.loads(capsys.readouterr().out)["differing"] > 0
    Args.dry_run = False
    assert command.run(Args) == 0
    capsys.readouterr()
    Args.dry_run = True
    assert command.run(Args) == 0
    assert json.loads(capsys.readouterr().out)["differing"] == 0
