"""A wrong file is named with its key; a day is judged by the texts of that day."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from pathlib import Path

import pytest

from sotay import regulations
from sotay.regulations.loader import BadRegulation, load
from sotay.regulations.values import (
    Span,
    Threshold,
)

GOOD = """
id = "cell-meeting"
kind = { vi = "Hướng dẫn", en = "Guidance" }
number = "1-HD"
issuer = { vi = "Ban", en = "Commission" }
title = { vi = "Tên", en = "Title" }
issued_on = 2020-02-05
effective_from = 2020-02-05
source = "seen"
evidence = "V"

[points.roll_calls]
type = "integer"
min = 1
max = 2
value = 2
label = { vi = "Số lần", en = "Times" }
help = { vi = "Giúp", en = "Help" }
source = "seen"
evidence = "P"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "first.toml").write_text(GOOD)
    return tmp_path


def test_a_meeting_of_march_is_judged_by_the_rules_of_march():
    assert regulations.on(date(2025, 10, 27))["cell-meeting"].number == "12-HD/BTCTW"
    assert regulations.on(date(2025, 10, 28))["cell-meeting"].number == "42-HD/BTCTW"


def test_a_citation_says_number_date_and_issuer_as_papers_write_them():
    book = regulations.on(date(2026, 3, 3))
    assert book.citation("cell-meeting") == (
        "Hướng dẫn số 42-HD/BTCTW ngày 28/10/2025 của Ban Tổ chức Trung ương"
    )
    assert "ngày 03/4/2018" in book.citation("document-layout")
    assert "ngày 09/01/2026" in book.citation("document-types")
    assert book.citation("cell-meeting", "en") == (
        "Guidance 42-HD/BTCTW of 28/10/2025, Central Organisation Commission"
    )


def test_values_have_the_types_rules_work_with():
    book = regulations.on(date(2026, 3, 3))
    assert book.value("cell-meeting.attendance_target") == Fraction(9, 10)
    assert book.value("cell-meeting.start_time") == time(19, 30)
    assert book.value("cell-meeting.ideology_minutes") == Span(15, 30)
    expulsion = book.value("charter-implementation.threshold_expulsion")
    assert expulsion == Threshold(Fraction(2, 3), strict=False)
    assert book.value("document-layout.signature_block") == ("T/M CHI BỘ", "BÍ THƯ")
    assert [step.key for step in book.value("cell-meeting.steps")] == [
        "prepare",
        "open",
        "conduct",
        "close",
        "after",
    ]


def test_every_kind_of_cell_has_an_agenda_that_keeps_to_the_rules():
    book = regulations.on(date(2026, 3, 3))
    for kind in (
        "residential",
        "office",
        "state_enterprise",
        "private_enterprise",
        "students",
        "armed_forces",
    ):
        agenda = book.value(f"cell-meeting.agenda_{kind}")
        ideology = next(item for item in agenda.items if item.kind == "ideology")
        assert agenda.minutes == book.value("cell-meeting.duration_minutes")
        assert book.value("cell-meeting.ideology_minutes").holds(ideology.minutes)
        assert agenda.lasting(121).minutes == 121
        assert agenda.lasting(60) == agenda


def test_the_scoring_form_sums_to_a_hundred():
    form = regulations.on(date(2026, 3, 3)).value("meeting-quality.form")
    assert [block.max_points for block in form.blocks] == [5, 5, 10, 30, 10, 5, 30, 5]
    assert form.max_points == 100
    assert all(row.bands[0].points == row.max_points for row in form.rows if row.bands)


def test_a_text_known_but_not_read_takes_the_values_of_another_and_says_so():
    point = regulations.on(date(2016, 4, 3)).point("cell-meeting.meeting_day")
    assert point.value == 3
    assert point.evidence == "R"
    assert "42-HD/BTCTW" in point.doubt.vi


def test_a_text_assumed_for_earlier_days_is_not_cited_there():
    book = regulations.on(date(2016, 4, 3))
    assert book.value("charter-implementation.threshold_resolution").strict
    assert book.citation("charter-implementation") == ""


def test_what_no_text_settles_is_asked_for_in_vain():
    with pytest.raises(regulations.NotInForce):
        regulations.on(date(2026, 3, 3)).value("cell-meeting.colour")
    with pytest.raises(regulations.NotInForce):
        regulations.on(date(1990, 3, 3)).value("cell-meeting.meeting_day")


def test_an_unwritten_doubt_is_never_hidden():
    """What is only recalled says so, and everything names its source."""
    for text in regulations.library().regulations:
        for point in text.points.values():
            assert point.source
            assert point.doubt or point.evidence != "R", f"{text.file}: {point.key}"


def test_a_good_file_loads(folder: Path):
    assert load(folder).on(date(2020, 2, 5)).value("cell-meeting.roll_calls") == 2


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ("effective_from = 2020-02-05", "", "effective_from", "is missing"),
        ("issued_on = 2020-02-05", 'issued_on = "soon"', "issued_on", "not a date"),
        ('source = "seen"\nevidence = "V"', 'evidence = "V"', "source", "is missing"),
        ('evidence = "V"', 'evidence = "?"', "evidence", "expected one of"),
        ('evidence = "P"', 'evidence = "R"', "points.roll_calls.doubt", "is missing"),
        ('type = "integer"', 'type = "colour"', "points.roll_calls.type", "unknown type"),
        ("value = 2", "value = 3", "points.roll_calls.value", "from 1 to 2"),
        ("value = 2", "value = true", "points.roll_calls.value", "whole number"),
        ("value = 2", "", "points.roll_calls.value", "is missing"),
        ("value = 2", "value = 2\nvalu = 2", "points.roll_calls.valu", "not a key we know"),
        (
            'label = { vi = "Số lần", en = "Times" }',
            'label = { vi = "Số lần" }',
            "points.roll_calls.label",
            "en =",
        ),
        ("[points.roll_calls]", "[points.RollCalls]", "points.RollCalls", "small letters"),
        ('id = "cell-meeting"', 'id = "cell-meeting"\nassumes = "nowhere"', "assumes", "another file"),
        (
            'id = "cell-meeting"',
            'id = "cell-meeting"\neffective_until = 2019-01-01',
            "effective_until",
            "before",
        ),
        ('id = "cell-meeting"', "id = ", "file", "is not TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(folder: Path, old: str, new: str, key: str, why: str):
    (folder / "first.toml").write_text(GOOD.replace(old, new, 1))
    with pytest.raises(BadRegulation) as told:
        load(folder)
    assert (told.value.file, told.value.key) == ("first.toml", key)
    assert why in told.value.why


def test_two_texts_of_one_id_may_not_overlap(folder: Path):
    later = GOOD.replace("effective_from = 2020-02-05", "effective_from = 2022-01-01")
    (folder / "second.toml").write_text(later)
    with pytest.raises(BadRegulation, match=r"second\.toml: effective_from: overlaps first\.toml"):
        load(folder)


def test_texts_that_assume_each_other_are_refused(folder: Path):
    (folder / "first.toml").write_text(f'assumes = "second"\neffective_until = 2021-12-31\n{GOOD}')
    later = GOOD.replace("effective_from = 2020-02-05", "effective_from = 2022-01-01")
    (folder / "second.toml").write_text(f'assumes = "first"\n{later}')
    with pytest.raises(BadRegulation, match="assumes"):
        load(folder)


def test_a_wrong_file_stops_every_command(folder: Path, monkeypatch: pytest.MonkeyPatch):
    from sotay.regulations import loader
    from sotay.regulations.apps import files_are_sound

    (folder / "first.toml").write_text(GOOD.replace('type = "integer"', ""))
    monkeypatch.setattr(loader, "FOLDER", folder)
    loader.library.cache_clear()
    try:
        [error] = files_are_sound(None)
        assert error.msg == "first.toml: points.roll_calls.type: is missing"
    finally:
        loader.library.cache_clear()
