"""Work, backup and room that are overdue leave a sign: in the database, /healthz, check and Today."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone, translation

from sotay.kernel import clock
from sotay.kernel.hooks import Hook
from sotay.meetings.session.self_service import tries_waiting
from sotay.members.roster.models import RosterUpload
from sotay.members.roster.upload import uploads_waiting
from sotay.monitoring import actions, queries, words
from sotay.monitoring.models import JobRun
from sotay.monitoring.rules import BACKUP, CLOCK, Kind, Sign
from sotay.units.models import UnitVersion
from sotay.units.queries import changes_waiting

pytestmark = pytest.mark.django_db
NINE_DAYS = timedelta(days=9)


@pytest.fixture
def no_other_jobs(monkeypatch):
    monkeypatch.setattr(clock, "DUE", Hook("test", ""))


def codes(now: datetime | None = None) -> set[str]:
    return {sign.code for sign in queries.signs(now or timezone.now())}


def test_each_run_of_the_clock_is_kept_with_what_came_of_it(no_other_jobs):
    def fails(now: datetime) -> int:
        raise RuntimeError("no room\nDETAIL: Key (citizen_no)=(038068000001)")

    clock.DUE.register(clock.ScheduledJob("a.fails", fails))
    clock.DUE.register(clock.ScheduledJob("b.works", lambda now: 3))
    actions.run_due(timezone.now())
    rows = JobRun.objects.in_bulk()
    assert set(rows) == {CLOCK, "a.fails", "b.works"}
    assert rows["a.fails"].failure == "RuntimeError: no room"
    assert rows["a.fails"].succeeded_at is None
    assert (rows["b.works"].done, rows["b.works"].failure) == (3, "")
    assert rows["b.works"].started_at <= rows["b.works"].finished_at == rows["b.works"].succeeded_at
    assert codes() == {"a.fails"}

    clock.DUE.register(clock.ScheduledJob("a.fails", lambda now: 0))
    before = rows["a.fails"].started_at
    actions.run_due(timezone.now())
    again = JobRun.objects.get(name="a.fails")
    assert again.failure == ""
    assert again.started_at > before
    assert codes() == set()


def test_rename_nine_days_overdue_is_told(house):
    day = timezone.localdate() - NINE_DAYS
    UnitVersion.objects.create(unit=house.cell, name="x", kind="cell", from_on=day, applied=False)
    (sign,) = queries.signs(timezone.now())
    assert (sign.kind, sign.code, sign.count) == (Kind.WORK_WAITS, "units.changes", 1)
    with translation.override("en"):
        said = words.sentence(sign)
    assert said.endswith(f"1 not done, the oldest due since 00:00, {day:%d/%m/%Y}.")
    actions.run_due(timezone.now())
    assert codes() == set()


def test_change_of_today_is_told_an_hour_into_the_day(house):
    today = timezone.localdate()
    UnitVersion.objects.create(unit=house.cell, name="x", kind="cell", from_on=today, applied=False)
    midnight = timezone.make_aware(datetime.combine(today, datetime.min.time()))
    assert not queries.signs(midnight + timedelta(minutes=59))
    assert codes(midnight + timedelta(minutes=61)) == {"units.changes"}


def test_every_job_says_what_it_is_and_when_it_is_late():
    late = {name for name, job in clock.jobs().items() if job.overdue is not None}
    assert late >= {"units.changes", "meetings.forget_tries", "members.purge_rosters"}
    for job in clock.jobs().values():
        if job.overdue is not None:  # what only tidies up harms nobody when it is late
            assert job.overdue(timezone.now()) is None
        with translation.override("en"):
            assert str(job.about) != job.name


def test_roster_kept_too_long_is_told(house):
    now = timezone.now()
    kept = {"commune_id": house.ward.pk, "unit": house.ward, "filename": "x"}
    RosterUpload.objects.create(expires_at=now - NINE_DAYS, **kept)
    RosterUpload.objects.create(expires_at=now + NINE_DAYS, **kept)
    waiting = uploads_waiting(now)
    assert (waiting.count, waiting.since) == (1, now - NINE_DAYS)
    assert tries_waiting(now) is None
    assert changes_waiting(now) is None


def test_clock_and_backup_that_stopped_are_told(house, settings):
    settings.DEMO = False
    with time_machine.travel(timezone.now() - NINE_DAYS, tick=False):
        actions.run_due(timezone.now())
        with actions.recorded(BACKUP):
            pass
        assert codes() == set()
    assert codes() == {CLOCK, BACKUP}
    settings.DEMO = True
    assert codes() == {CLOCK}, "a demo is not asked for backups"


def test_backup_that_failed_is_told_until_one_succeeds(settings):
    settings.DEMO = False
    with pytest.raises(OSError, match="full"), actions.recorded(BACKUP):
        raise OSError("the disk is full")
    (sign,) = (each for each in queries.signs(timezone.now()) if each.code == BACKUP)
    assert (sign.kind, sign.detail) == (Kind.BACKUP_FAILED, "OSError: the disk is full")
    with actions.recorded(BACKUP):
        pass
    assert BACKUP not in codes()


def test_installation_that_nobody_cares_for_is_told(settings, monkeypatch):
    settings.DEMO = False
    monkeypatch.setattr(queries, "_installed_at", lambda now: now - NINE_DAYS)
    assert {sign.kind for sign in queries.signs(timezone.now())} == {
        Kind.CLOCK_NEVER_RAN,
        Kind.NEVER_BACKED_UP,
    }


def test_disk_that_is_nearly_full_is_told(settings, monkeypatch):
    settings.MEDIA_ROOT.mkdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=400_000_000))
    (sign,) = queries.signs(timezone.now())
    with translation.override("en"):
        assert words.sentence(sign).endswith(" is nearly full: 400 MB are free.")


def test_every_kind_of_sign_has_its_sentence():
    assert set(words.SENTENCES) == set(Kind)
    for kind in Kind:
        for language in ("vi", "en"):
            with translation.override(language):
                assert "%(" not in words.sentence(Sign(kind, "units.changes", timezone.now(), 1, "x"))


def test_healthz_tells_by_code_alone_and_stays_200(client, house):
    day = timezone.localdate() - NINE_DAYS
    UnitVersion.objects.create(unit=house.cell, name="x", kind="cell", from_on=day, applied=False)
    answer = client.get("/healthz")
    told = answer.json()
    assert answer.status_code == 200
    assert told.pop("version")
    assert told == {"status": "attention", "database": "ok", "overdue": ["units.changes"], "disk": "ok"}
    actions.run_due(timezone.now())
    assert client.get("/healthz").json()["status"] == "ok"


def test_healthz_stays_ready_when_only_the_signs_cannot_be_read(client, house, monkeypatch):
    def fails(_now: datetime) -> list[Sign]:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("sotay.monitoring.queries.signs", fails)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "attention")
    assert answer.json()["overdue"] == ["monitoring"]


def test_signs_take_few_queries(house, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 + len(clock.jobs()) + 3):
        queries.signs(timezone.now())


def test_operator_sees_on_today_what_is_overdue(house, van, thu):
    day = timezone.localdate() - NINE_DAYS
    assert "nothing is overdue" in van.get("/?lang=en").content.decode()
    UnitVersion.objects.create(unit=house.cell, name="x", kind="cell", from_on=day, applied=False)
    page = van.get("/?lang=en").content.decode()
    assert f"1 not done, the oldest due since 00:00, {day:%d/%m/%Y}." in page
    assert "nothing is overdue" not in page
    actions.run_due(timezone.now())
    with actions.recorded(BACKUP):
        pass
    page = van.get("/?lang=vi").content.decode()
    assert f"{timezone.localtime():%d/%m/%Y}" in page.partition("Sao lưu gần nhất")[2][:60]
    assert "Máy chủ" not in thu.get("/").content.decode()


def test_clock_inside_the_clock_keeps_one_row(no_other_jobs):
    """As two that run at once: the second begins while the first is at work."""
    runs = []

    def work(now: datetime) -> int:
        runs.append(now)
        if len(runs) == 1:
            actions.run_due(now)
        return len(runs)

    clock.DUE.register(clock.ScheduledJob("a.works", work))
    actions.run_due(timezone.now())
    assert len(runs) == 2
    assert sorted(JobRun.objects.values_list("name", flat=True)) == ["a.works", CLOCK]
