"""The pages of the cases: what the article says beside what was found, or how to play what was not."""

from __future__ import annotations

import json

import pytest

from sotay.demo.cases import CASES, ward_month
from sotay.demo.cases.model import Verdict
from sotay.demo.cases.playing import kept_in

FIGURES = {
    **{"cells": 11, "cells_held": 11, "attendance_rate": 0.95, "speaking_rate": 0.81},
    **{"petitions": {"settled_here": 8, "passed_up": 3}, "guidance_on_time": True, "committee_on_day": 11},
    **{"cells_on_day": 11, "synthesis_on_time": None, "repeated_content": 0},
}


@pytest.fixture
def folder(settings, tmp_path):
    settings.CASES = tmp_path
    return tmp_path


def keep(folder, figures=FIGURES, **more):
    kept = {"figures": figures, "database": "/x/ward-month.sqlite3", "seconds": 17.4}
    text = json.dumps({**kept, "played_at": "2026-11-30T08:00:00+07:00", **more})
    (folder / "ward-month.json").write_text(text, encoding="utf-8")


def test_a_case_that_was_not_played_says_how(folder, client, db):
    listed = client.get("/demo/cases/", {"lang": "en"}).content.decode()
    assert listed.count("Not played yet") == len(CASES)
    page = client.get("/demo/cases/ward-month/", {"lang": "en"}).content.decode()
    assert "sotay demo --case ward-month" in page
    assert "Expected and found" not in page


def test_a_case_that_was_played_shows_each_figure(folder, client, db):
    keep(folder)
    page = client.get("/demo/cases/ward-month/", {"lang": "en"}).content.decode()
    assert "8 of 10 as expected, 1 not built yet" in page
    assert "at least 90%" in page
    assert "81%" in page
    assert "settled here: 8, passed up: 3" in page
    assert "settled here: at least 1, passed up: at least 1" in page
    assert "/x/ward-month.sqlite3" in page
    assert "17 seconds" in page
    vietnamese = client.get("/demo/cases/ward-month/", {"lang": "vi"}).content.decode()
    assert "từ 90% trở lên" in vietnamese
    assert "8/10 đúng như bài báo" in client.get("/demo/cases/", {"lang": "vi"}).content.decode()


def test_a_case_nobody_wrote_is_not_found(folder, client, db):
    assert client.get("/demo/cases/none/").status_code == 404


@pytest.mark.parametrize("text", ["", "{", "[]", '{"figures": {}}', '{"figures": 1, "played_at": "x"}'])
def test_a_file_that_cannot_be_read_is_a_case_that_was_not_played(folder, text):
    (folder / "ward-month.json").write_text(text, encoding="utf-8")
    assert kept_in(folder, ward_month.CASE) is None


def test_verdicts_have_words():
    assert all(str(verdict.label) and verdict.tone for verdict in Verdict)


def test_a_long_play_is_said_in_minutes(folder, client, db):
    keep(folder, seconds=915.0)
    assert "15 minutes" in client.get("/demo/cases/ward-month/", {"lang": "en"}).content.decode()
