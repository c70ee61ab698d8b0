"""`sotay import-roster`, as a script sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sotay.members.models import Member
from sotay.members.roster import command
from sotay.members.tests.books import roster, row
from sotay.units.models import Kind, Unit

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[2] / "demo" / "data" / "roster-ward.xlsx"


def run(capsys, *args, **options):
    status = command.run(*args, **options)
    out, err = capsys.readouterr()
    return status, out, err


def test_the_sample_ward_twice(capsys):
    make = {"create_unit": "Đảng bộ phường Bình Minh", "create_cells": True, "json": True}
    status, out, _ = run(capsys, SAMPLE, "38.168.053", **make)
    assert status == 0
    nothing_said = {"refused": [], "to_complete": [], "warnings": [], "notices": [], "questions": []}
    assert json.loads(out) == {"added": 266, "changed": 0, "unchanged": 0, **nothing_said}
    assert Unit.objects.filter(kind=Kind.CELL).count() == 11
    status, out, _ = run(capsys, str(SAMPLE), "38.168.053", json=True)
    assert json.loads(out) == {"added": 0, "changed": 0, "unchanged": 266, **nothing_said}


def test_a_new_ward_goes_below_the_only_province(capsys, house):
    run(capsys, SAMPLE, "38.170", create_unit="Đảng bộ phường Mới", create_cells=True)
    assert Unit.objects.get(code="38.170").parent == house.province


def test_refused_rows_are_listed_and_the_import_still_ran(capsys, house, tmp_path):
    file = tmp_path / "ds.xlsx"
    file.write_bytes(roster(row(), row("Lê Hai", card="05000002", born="31/02/1970", sex="Nan")))
    status, out, _ = run(capsys, file, house.ward.code, json=True)
    body = json.loads(out)
    assert status == 0
    assert (body["added"], len(body["refused"])) == (1, 1)
    assert body["to_complete"] == body["warnings"] == []
    (refused,) = body["refused"]
    assert (refused["sheet"], refused["row"], refused["column"]) == ("Danh sách", 3, "Ngày sinh")
    assert "31/02/1970" in refused["reason"]
    assert "Giới tính: " in refused["reason"]


def test_a_dry_run_says_the_same_and_changes_nothing(capsys, tmp_path):
    options = {"create_unit": "Đảng bộ phường Bình Minh", "create_cells": True, "json": True}
    _, out, _ = run(capsys, SAMPLE, "38.168.053", dry_run=True, **options)
    assert json.loads(out)["added"] == 266
    assert not Member.objects.exists()
    assert not Unit.objects.exists()


def test_in_words(capsys, house, tmp_path):
    file = tmp_path / "ds.xlsx"
    file.write_bytes(roster(row(phone="12"), row("Lê Hai", card="05000002", born="31/02/1970")))
    status, out, _ = run(capsys, file, house.ward.code)
    assert status == 0
    assert "31/02/1970" in out
    assert "“12”" in out


def test_what_cannot_run_says_so_in_one_line(capsys, house, tmp_path):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    for args in ((bad, "38.168"), (tmp_path / "none.xlsx", "38.168"), (SAMPLE, "nowhere")):
        status, out, err = run(capsys, *args, json=True)
        assert status != 0
        assert out == ""
        assert len(err.strip().splitlines()) == 1
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    ("code", "name"), [("", "Phường Mới"), ("38.9", "  "), ("3" * 41, "A"), ("38.9", "A" * 201)]
)
def test_no_ward_is_made_without_a_code_and_a_name_that_fit(capsys, house, code, name):
    before = Unit.objects.count()
    status, out, err = run(capsys, SAMPLE, code, create_unit=name, json=True)
    assert (status, out, len(err.strip().splitlines())) == (1, "", 1)
    assert Unit.objects.count() == before
