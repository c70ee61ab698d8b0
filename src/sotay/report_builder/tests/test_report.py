"""A report at its address: what stands on it, who sees it, and what is said of an address that is wrong."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from conftest import appoint, make_unit
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sotay.figures.catalog import FIGURES, RATES, Adds, Figure, Of
from sotay.kernel.actor import Can, Role
from sotay.papers.models import Term
from sotay.report_builder import queries
from sotay.report_builder.definitions import MOST_COLUMNS, By, Definition, address, columns_by_name
from sotay.report_builder.tests.made import TABLE, ask, keep, query, read, said, table
from sotay.units.models import CellType, Kind, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _end_of_november():
    with time_machine.travel("2026-11-30T03:00:00+00:00"):
        yield


@pytest.fixture
def figures(house):
    keep(house.cell, "2026-10", present=1, base=2, spoke=1, in_hall=4)
    keep(house.cell, "2026-11", present=30, base=30)
    keep(house.neighbour, "2026-10", present=9, base=10)
    keep(house.far_cell, "2026-10", present=5, base=8)


def test_a_line_for_each_unit_with_shares_worked_out_from_sums(house, figures, binh):
    found = table(ask(binh, house.ward, figures="present,base", shares="attendance"))
    assert found["Chi bộ tổ dân phố Hòa Bình"] == ["2", "1", "50%"]
    assert found["Chi bộ tổ dân phố Nam Sơn"] == ["10", "9", "90%"]
    assert found["Together"] == ["12", "10", "83.3%"], "the share of the sums: not the mean of 50 and 90"


def test_columns_stand_in_the_order_of_the_catalogue(house, figures, binh):
    heads = next(iter(table(ask(binh, house.ward, figures="present,base", shares="attendance")).values()))
    with translation.override("en"):
        assert heads == [str(FIGURES["base"].words), str(FIGURES["present"].words), str(RATES[0].words)]


def test_a_line_for_each_month_and_a_dash_where_nothing_is_known(house, figures, binh):
    found = table(ask(binh, house.ward, period="2026-09..2026-11", by="month", figures="present"))
    assert found == {
        "Month": ["Present"],
        "09/2026": ["–"],
        "10/2026": ["10"],
        "11/2026": ["30"],
        "Together": ["40"],
    }


def test_a_line_for_each_type_of_cell(house, figures, binh):
    army = make_unit(
        house.ward, 3, Kind.CELL, "38.168.003", "Chi bộ Quân sự", cell_type=CellType.ARMED_FORCES
    )
    keep(army, "2026-10", present=7, base=7)
    found = table(ask(binh, house.ward, by="type", figures="present"))
    assert found["Village or residential group (2 cells)"] == ["10"]
    assert found["Armed forces (1 cells)"] == ["7"]
    assert found["Together"] == ["17"]


def test_the_province_sees_its_wards_and_goes_down_by_the_same_report(house, figures, tinh):
    answer = ask(tinh, house.province, figures="present")
    assert table(answer)["Đảng bộ phường Tây Hồ Sen"] == ["5"]
    definition = Definition("2026-10", By.UNIT, figures=("present",))
    assert address(house.ward.pk, definition).replace("&", "&amp;") in answer.content.decode()


def test_of_several_months_what_there_is_at_the_end_is_that_of_the_last(house, binh, monkeypatch):
    monkeypatch.setattr(FIGURES["items"], "adds", Adds.LAST)
    monkeypatch.setattr("sotay.figures.queries.LAST", {"cells", "items"})
    keep(house.cell, "2026-10", items=4, items_begun=4)
    keep(house.cell, "2026-11", items=5, items_begun=1)
    keep(house.neighbour, "2026-11", items=2)
    by_unit = table(ask(binh, house.ward, period="2026-q4", figures="items,items_begun"))
    by_month = table(ask(binh, house.ward, period="2026-q4", by="month", figures="items,items_begun"))
    assert by_unit["Together"] == by_month["Together"] == ["7", "5"]


def test_one_kind_of_meeting_or_all_together(house, binh):
    keep(house.cell, "2026-10", present=3)
    keep(house.cell, "2026-10", kind="thematic", present=4)
    assert table(ask(binh, house.ward, figures="present"))["Together"] == ["7"]
    assert table(ask(binh, house.ward, kind="thematic", figures="present"))["Together"] == ["4"]


def test_a_cell_sees_its_own_months_and_itself_as_one_line(house, figures, thu):
    by_month = table(ask(thu, house.cell, period="2026-q4", by="month", figures="present"))
    by_unit = table(ask(thu, house.cell, period="2026-q4", figures="present"))
    assert by_month["Together"] == by_unit["Chi bộ tổ dân phố Hòa Bình"] == ["31"]


def test_the_address_is_one_however_it_was_written(house, figures, binh):
    written = f"{TABLE}?figures=present&shares=attendance&figures=base&by=unit&period=2026-10&kind="
    answer = binh.get(f"{written}&first=&last=&unit={house.ward.pk}")
    assert answer.status_code == 302
    wanted = Definition("2026-10", By.UNIT, figures=("base", "present"), shares=("attendance",))
    assert answer.url == address(house.ward.pk, wanted)
    assert binh.get(answer.url).status_code == 200
    assert binh.get(answer.url.replace(",", "%2C")).status_code == 200, "not led round in a circle"
    free = ask(binh, house.ward, period="free", first="9/2026", last="11/2026", figures="present")
    assert free.redirect_chain == [
        (address(house.ward.pk, Definition("2026-09..2026-11", By.UNIT, figures=("present",))), 302)
    ]


def test_an_address_that_is_sent_shows_only_what_its_reader_may_see(
    house, figures, binh, tinh, dung, an, van
):
    sent = address(house.ward.pk, Definition("2026-10", By.UNIT, figures=("present",)))
    assert binh.get(sent).status_code == tinh.get(sent).status_code == 200
    for person in (dung, an, van):
        assert person.get(sent).status_code == 404
        assert person.get(sent.replace("table/", "table.xlsx")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"period": "2026-11..2026-10"}, "The period ends before it begins."),
        ({"period": "free", "first": "11/2026", "last": "10/2026"}, "The period ends before it begins."),
        ({"period": "free", "first": "11/2026"}, "Enter a month as mm/yyyy"),
        ({"period": "free", "first": "x", "last": "99/2026"}, "Enter a month as mm/yyyy"),
        ({"period": "2000-01..2026-10"}, "at most 120 months"),
        ({"period": "this_term"}, "No such term is recorded"),
        ({"period": "2026-99"}, "There is no such period."),
        ({"period": ""}, "Choose the period."),
        ({"by": "colour"}, "colour"),
        ({"by": ""}, "Choose what each line is."),
        ({"kind": "party"}, "party"),
        ({"figures": "present,zzz"}, "There is no figure called “zzz”"),
        ({"figures": "", "shares": "zzz"}, "There is no figure called “zzz”"),
        ({"figures": ""}, "Choose at least one figure or share."),
        ({"figures": ",".join(f"f{n}" for n in range(10_000))}, "There is no figure called “f0”, “f1”"),
    ],
)
def test_a_wrong_address_is_told_in_a_sentence_and_loses_nothing(house, binh, asked, sentence):
    answer = ask(binh, house.ward, **{"figures": "present", **asked})
    assert answer.status_code == 422
    assert sentence in said(answer)
    if "figures" not in asked:
        assert 'value="present" checked' in answer.content.decode()
    files = binh.get(f"/report-builder/table.xlsx?{query(house.ward, **{'figures': 'present', **asked})}")
    assert files.status_code == 422, "the same page says why"


def test_more_columns_than_a_report_may_have_are_refused_in_a_sentence(house, binh, monkeypatch):
    many = {f"f{n}": Figure(f"Figure {n}") for n in range(10_000)}
    monkeypatch.setattr("sotay.report_builder.definitions.FIGURES", FIGURES | many)
    answer = ask(binh, house.ward, figures=",".join(many))
    assert answer.status_code == 422
    assert f"A report has at most {MOST_COLUMNS} columns; 10000 are chosen." in said(answer)
    assert ask(binh, house.ward, figures=",".join(list(many)[:MOST_COLUMNS])).status_code == 200


def test_ten_thousand_boxes_are_more_than_any_form_has(house, binh):
    answer = binh.get(f"{TABLE}?{query(house.ward)}&" + "&".join(["figures=present"] * 10_000))
    assert answer.status_code == 400
    assert len(said(answer)) > 50, "the page of what cannot be read, in words"


def test_a_figure_that_asks_more_of_its_reader_is_not_there_for_others(
    house, figures, binh, tinh, monkeypatch
):
    """Binh's office sees who is disciplined, the province's does not."""
    kept_close = Figure("Disciplined", Of.MEMBERS, may_see=Can.SEE_DISCIPLINE)
    monkeypatch.setattr("sotay.report_builder.definitions.FIGURES", FIGURES | {"present": kept_close})
    assert table(ask(binh, house.ward, figures="present"))["Together"] == ["10"]
    refused = ask(tinh, house.ward, figures="present")
    assert refused.status_code == 422
    assert "or it is not for you" in said(refused)
    assert ask(tinh, house.ward, shares="attendance").status_code == 422, "nor a share in it"
    assert "Disciplined" not in said(read(tinh, f"/report-builder/new/?unit={house.ward.pk}"))


def test_every_figure_and_share_of_the_catalogue_can_be_chosen(house, binh):
    page = binh.get(f"/report-builder/new/?unit={house.ward.pk}").content.decode()
    assert all(f'name="figures" value="{name}"' in page for name in FIGURES)
    assert all(f'name="shares" value="{rate.name}"' in page for rate in RATES)
    assert len(columns_by_name()) == len(FIGURES) + len(RATES)


def test_months_before_the_first_and_to_come_are_told(house, figures, binh):
    before = said(ask(binh, house.ward, period="2026", figures="present"))
    assert "Figures are kept here from 10/2026 on" in before
    assert "Months to come" in before
    assert "11/2026 is not over" in said(ask(binh, house.ward, period="this_month", figures="present"))


def test_a_unit_without_figures_says_so(house, binh):
    answer = ask(binh, house.ward, figures="present")
    assert "Nothing is kept of this unit yet" in said(answer)
    assert table(answer)["Together"] == ["0"]


def test_a_unit_that_moved_away_is_told_by_the_sums_that_differ(house, figures, binh):
    assert "differ from those of the lines" not in said(ask(binh, house.ward, figures="present"))
    Unit.objects.filter(pk=house.neighbour.pk).update(parent=house.other_ward)
    answer = ask(binh, house.ward, figures="present")
    assert "differ from those of the lines" in said(answer)
    assert table(answer)["Together"] == ["1"]


def test_a_closed_unit_stays_in_the_months_it_was_there(house, figures, binh):
    Unit.objects.filter(pk=house.neighbour.pk).update(closed_on=date(2026, 10, 31))
    assert "Chi bộ tổ dân phố Nam Sơn" in table(ask(binh, house.ward, figures="present"))
    later = table(ask(binh, house.ward, period="2026-11", figures="present"))
    assert "Chi bộ tổ dân phố Nam Sơn" not in later


def test_the_term_is_the_units_own_or_that_of_the_nearest_above(house, figures, binh):
    Term.objects.create(cell=house.province, commune_id=house.province.commune_id, from_on=date(2026, 8, 1))

    def months():
        return [
            name
            for name in table(ask(binh, house.ward, period="this_term", by="month", figures="present"))
            if "/" in name
        ]

    assert months() == ["08/2026", "09/2026", "10/2026", "11/2026"]
    Term.objects.create(cell=house.ward, commune_id=house.ward.commune_id, from_on=date(2026, 10, 9))
    assert months() == ["10/2026", "11/2026"]


def test_by_type_is_for_few_enough_cells(house, binh, monkeypatch):
    monkeypatch.setattr(queries, "MOST_CELLS", 1)
    answer = ask(binh, house.ward, by="type", figures="present")
    assert answer.status_code == 422
    assert "units of at most 1 cells; this one has 2" in said(answer)


def test_too_many_lines_or_rows_are_refused_in_a_sentence(house, binh, monkeypatch):
    monkeypatch.setattr(queries, "MOST_LINES", 1)
    assert "too many for a table" in said(ask(binh, house.ward, figures="present"))
    monkeypatch.undo()
    monkeypatch.setattr(queries, "MOST_ROWS", 5)
    assert "Choose a shorter period" in said(ask(binh, house.ward, period="2026-q4", figures="present"))


@pytest.mark.parametrize("by", list(By))
def test_queries_do_not_grow_with_the_cells(house, binh, by):
    def count(ward: Unit) -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = ask(binh, ward, period="2026", by=by.value, figures="present", shares="attendance")
            assert answer.status_code == 200
        return len(asked)

    def fill(upto: int) -> None:
        there = Unit.objects.filter(parent=house.ward).count()
        cells = [
            make_unit(house.ward, number, Kind.CELL, f"38.168.{number:03}", f"Chi bộ {number}",
                      cell_type=list(CellType)[number % 6])
            for number in range(there + 1, upto + 1)
        ]  # fmt: skip
        from sotay.figures.models import CellMonth

        face = {"meeting_id": house.ward.pk, "status": "reported", "planned_at": timezone.now()}
        CellMonth.objects.bulk_create(
            CellMonth(cell=cell, commune_id=cell.commune_id, month=f"2026-{month:02}", kind="regular",
                      present=3, base=4, **face)
            for cell in cells for month in (9, 10)
        )  # fmt: skip

    ask(binh, house.ward, period="2026", by=by.value, figures="present", shares="attendance")
    fill(11)
    few = count(house.ward)
    fill(311)
    assert count(house.ward) == few <= 12


def test_home_says_what_to_do_and_is_for_who_sees_figures(house, binh, thu, chi, an, van):
    for person in (binh, thu, chi):
        assert "No report is kept yet" in said(read(person, "/report-builder/"))
    assert an.get("/report-builder/").status_code == van.get("/report-builder/").status_code == 404


def test_an_overseer_sees_the_cell_they_look_after(house, figures, chi):
    assert table(ask(chi, house.cell, figures="present"))["Together"] == ["1"]
    assert ask(chi, house.ward, figures="present").status_code == 404


def test_a_unit_that_is_none_is_not_found(binh):
    for unit in ("x", "018f0000-0000-7000-8000-000000000000"):
        assert binh.get(f"{TABLE}?unit={unit}&period=2026-10&by=unit&figures=present").status_code == 404


def test_a_role_elsewhere_opens_nothing_here(house, figures, dung):
    appoint(house.neighbour, Role.OVERSEER, dung.member)
    assert ask(dung, house.neighbour, figures="present").status_code == 200
    assert ask(dung, house.cell, figures="present").status_code == 404
