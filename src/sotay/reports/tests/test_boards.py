"""Boards with a year behind them: comparisons, what needs attention, order, map, units side by side."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import time_machine
from conftest import appoint, make_person, make_unit
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sotay.figures import actions, catalog
from sotay.figures.models import CellMonth
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.kernel.tree import child
from sotay.reports import queries
from sotay.reports.tests import stories
from sotay.reports.tests.drawn import pictures_of, text_of
from sotay.reports.tests.kept_months import keep, month_row
from sotay.units.models import CellType, Kind, Unit
from sotay.units.settings import set_setting

pytestmark = pytest.mark.django_db

NOVEMBER = Month(2026, 11)
LINK_TO_MEETING = re.compile(r"/meetings/[0-9a-f]{8}-")


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-20T08:00:00+07:00", tick=False):
        yield


def read(person, address, status=200):
    answer = person.get(f"{address}{'&' if '?' in address else '?'}lang=en")
    assert answer.status_code == status, address
    return answer.content.decode()


def section(html, heading):
    """A card of a page by its heading, as text."""
    found = re.search(rf"<h2[^>]*>{heading}</h2>(.*?)</section>", html, re.DOTALL)
    assert found, heading
    return text_of(found[1])


def cells(house, first, last, members=12):
    """More cells of the ward, with a year behind them."""
    made = [
        Unit(
            parent=house.ward,
            path=child(house.ward.path, 100 + number),
            code=f"38.168.9{number:04}",
            kind=Kind.CELL,
            name=f"Chi bộ số {number:03}",
            name_sort=f"{number:03}",
            commune_id=house.ward.commune_id,
            cell_type=CellType.OFFICE if number % 3 else CellType.RESIDENTIAL,
        )
        for number in range(first, last)
    ]
    Unit.objects.bulk_create(made)
    CellMonth.objects.bulk_create(
        month_row(cell, NOVEMBER.plus(-back), members - (number + back) % 4, members)
        for number, cell in enumerate(made)
        for back in range(13)
    )
    for unit in (house.ward, house.province):
        actions.roll_up(unit, NOVEMBER, timezone.now())
    return made


# against the months before


def test_a_month_is_held_against_the_one_before_and_the_year_before(house, binh):
    keep(
        month_row(house.cell, NOVEMBER, 9, 10),
        month_row(house.cell, NOVEMBER.plus(-1), 8, 10),
        month_row(house.cell, NOVEMBER.plus(-12), 10, 10),
        month_row(house.neighbour, NOVEMBER, 5, 10),
    )
    said = section(read(binh, "/reports/"), "Against the months before")
    assert "Members present 70% 80% −10 percentage points 100% −30 percentage points" in said
    assert "Cells that have met 100% 50% +50 percentage points" in said


def test_the_figures_drawn_are_those_chosen(house, binh):
    keep(month_row(house.cell, NOVEMBER, petitions_raised=3))
    said = section(read(binh, "/reports/?show=petitions&show=attendance"), "Against the months before")
    assert "Petitions raised 3" in said
    assert "Cells that have met" not in said.split("Choose the figures")[0]


def test_a_cell_that_is_closed_counts_in_the_months_it_met(house, binh):
    keep(
        month_row(house.cell, NOVEMBER, 9, 10),
        month_row(house.cell, NOVEMBER.plus(-1), 10, 10),
        month_row(house.neighbour, NOVEMBER.plus(-1), 0, 10),
    )
    house.neighbour.closed_on = NOVEMBER.first
    house.neighbour.save()
    html = read(binh, "/reports/")
    assert "Members present 90% 50% +40 percentage points" in section(html, "Against the months before")
    assert "1 cell" in re.search(r"<h1>(.*?)</h1>", html)[1]


# what needs attention


def test_what_needs_attention_stands_with_its_numbers_and_a_way_to_the_proof(house, binh, tinh):
    late = month_row(house.cell, NOVEMBER, status="preparing")
    held = month_row(house.neighbour, NOVEMBER, status="closed")
    falling = [month_row(house.neighbour, NOVEMBER.plus(-back), 5 + back, 10) for back in (1, 2, 3, 4)]
    keep(late, held, *falling)
    html = read(binh, "/reports/")
    said = section(html, "What needs attention")
    assert f"{house.cell.name} Planned for 03/11/2026, 17 days ago, and not begun." in said
    assert f"{house.neighbour.name} Held on 03/11/2026, not reported: days passed 17, allowed 2." in said
    assert "Past its hour 1" in said
    assert f"/meetings/{late.meeting_id}/" in html
    assert f"/meetings/{held.meeting_id}/" in html
    above = read(tinh, f"/reports/{house.ward.pk}/")
    assert "17 days ago, and not begun" in section(above, "What needs attention")
    assert not LINK_TO_MEETING.search(above), "a province does not read meetings"


def test_falling_attendance_names_its_months(house, binh):
    rows = [month_row(house.cell, NOVEMBER.plus(-back), 6 + back, 10) for back in range(4)]
    keep(*rows)
    said = section(read(binh, "/reports/"), "What needs attention")
    assert "08/2026 90%, 09/2026 80%, 10/2026 70%, 11/2026 60%, of 10 members at the end." in said
    own = section(read(binh, f"/reports/{house.cell.pk}/"), "What needs attention")
    assert "08/2026 90%" in own


def test_a_province_sees_which_ward_needs_a_look(house, tinh):
    keep(month_row(house.cell, Month(2026, 10), status="closed"))
    said = section(read(tinh, "/reports/?month=2026-10"), "What needs attention")
    assert f"{house.ward.name} 1 of 2 cells held no regular meeting." in said
    assert f"{house.ward.name} 1 of 1 meetings held are not reported." in said
    assert f"{house.other_ward.name} 1 of 1 cells held no regular meeting." in said


def test_thematic_meetings_of_any_kind_count_for_a_ward(house, tinh):
    october = Month(2026, 10)
    keep(
        *(month_row(cell, month) for cell in (house.cell, house.neighbour) for month in (october, NOVEMBER)),
        month_row(house.cell, october, kind="thematic", thematic=1),
    )
    with time_machine.travel("2026-12-02T08:00:00+07:00"):
        said = section(read(tinh, "/reports/?month=2026-11"), "What needs attention")
        assert f"{house.ward.name} Quarter 4/2026: 1 held of 2." in said
        own = section(read(tinh, f"/reports/{house.ward.pk}/?month=2026-11"), "What needs attention")
        assert f"{house.neighbour.name} Quarter 4/2026: 0 held of 1." in own
        assert f"{house.cell.name} Quarter" not in own


def test_a_month_in_order_has_nothing_to_point_out(house, binh):
    keep(month_row(house.cell, NOVEMBER), month_row(house.neighbour, NOVEMBER))
    assert "Nothing stands out" in section(read(binh, "/reports/"), "What needs attention")


def test_figures_that_are_of_no_meeting_are_read_when_the_catalog_has_them(house, binh, tinh, monkeypatch):
    """Petitions past their day come into the catalog apart from meetings: named and read, they are shown."""
    keep(month_row(house.cell, NOVEMBER))
    figure = catalog.Figure("Petitions past their day", catalog.Of.PETITIONS, adds=catalog.Adds.LAST)
    monkeypatch.setitem(catalog.FIGURES, "petitions_overdue", figure)
    asked = []

    def series(units, first, last, kinds, tree):
        asked.append((first, last, kinds))
        return {(house.cell.pk, NOVEMBER): Counter(petitions_overdue=4, petitions_long_overdue=3)}

    monkeypatch.setattr(queries, "series", series)
    html = read(binh, "/reports/?show=petitions_overdue")
    assert "3 petitions due before this month wait." in section(html, "What needs attention")
    assert "due by the end of the month 4" in section(html, "Against the months before")
    assert f"/petitions/?cell={house.cell.pk}&amp;show=late&amp;before={NOVEMBER}" in html
    assert asked == [(NOVEMBER.plus(-12), NOVEMBER, ())]
    above = read(tinh, f"/reports/{house.ward.pk}/")
    assert "3 petitions due before this month wait." in above
    assert f"/petitions/?cell={house.cell.pk}" not in above, "a province sees the number, not the petitions"


# down to the paper


def test_the_way_down_ends_at_the_papers_for_who_may_read_them(house, thu, lam, an, binh, tinh):
    meeting = stories.whole(house.cell, thu.actor)
    ward = read(binh, "/reports/")
    assert f'href="/reports/{house.cell.pk}/?month=2026-11"' in ward
    own = read(binh, f"/reports/{house.cell.pk}/?month=2026-11")
    papers = set(re.findall(r'href="(/papers/[^"]+)"', own))
    assert len(papers) == 2, "minutes and resolution"
    assert f"/meetings/{meeting.pk}/" in own
    assert all(binh.get(paper).status_code == 200 for paper in papers)
    above = read(tinh, f"/reports/{house.cell.pk}/?month=2026-11")
    assert "/papers/" not in above
    assert not LINK_TO_MEETING.search(above)


# narrowing


def test_a_ward_is_narrowed_to_a_type_of_cell_with_all_its_sums(house, binh):
    office = make_unit(house.ward, 50, Kind.CELL, "38.168.50", "Chi bộ Trạm Y tế", cell_type=CellType.OFFICE)
    keep(month_row(house.cell, NOVEMBER, 10, 10), month_row(office, NOVEMBER, 2, 4))
    html = read(binh, "/reports/?type=office")
    assert office.name in html
    assert house.cell.name not in section_table(html)
    assert "Members present 50%" in section(html, "Against the months before")
    assert "1 cell" in re.search(r"<h1>(.*?)</h1>", html)[1]
    ranking = read(binh, f"/reports/{house.ward.pk}/ranking/?type=office")
    assert house.cell.name not in ranking


def section_table(html):
    return html[html.index('<section class="card flush">') :]


@pytest.mark.parametrize("month", ["2026-13", "9999-12", "thang-10"])
def test_a_month_that_is_none_is_answered_with_a_sentence(house, tinh, month):
    assert "There is no such month" in read(tinh, f"/reports/?month={month}", 404)


def test_a_type_that_no_cell_has_says_so(house, binh):
    keep(month_row(house.cell, NOVEMBER))
    html = read(binh, "/reports/?type=armed_forces")
    assert "None of this kind here" in html
    assert "Show all of them" in html


def test_a_province_is_narrowed_by_kind(house, tinh):
    agency = make_unit(house.province, 30, Kind.COMMITTEE, "38.300", "Đảng bộ Sở Y tế")
    inside = make_unit(agency, 1, Kind.CELL, "38.300.1", "Chi bộ Văn phòng", cell_type=CellType.OFFICE)
    keep(month_row(house.cell, NOVEMBER), month_row(inside, NOVEMBER))
    html = read(tinh, "/reports/?kind=committee")
    assert agency.name in section_table(html)
    assert house.ward.name not in section_table(html)


# order and map


def test_a_small_cell_is_shown_apart_not_ranked(house, binh):
    keep(month_row(house.cell, NOVEMBER, 3, 3), month_row(house.neighbour, NOVEMBER, 54, 60))
    html = read(binh, f"/reports/{house.ward.pk}/ranking/?over=1")
    assert "Ranked from 30 members counted on" in text_of(html)
    assert f"{house.cell.name} 100% 3 / 3" in section(html, "Too few cases to rank")
    assert f"1. {house.neighbour.name}" in html
    assert f"1. {house.cell.name}" not in html.split("Too few cases")[0]
    assert "80% – 95%" in html, "the interval stands beside it"


def test_who_held_no_meeting_is_in_the_twelve_months_of_each(house, binh):
    keep(*(month_row(cell, NOVEMBER.plus(-1)) for cell in (house.cell, house.neighbour)))
    keep(month_row(house.cell, NOVEMBER))
    html = read(binh, f"/reports/{house.ward.pk}/ranking/?month=2026-11")
    table = next(picture.table for picture in pictures_of(html) if picture.kind == "matrix")
    assert {name for name, _row in table} >= {house.cell.name, house.neighbour.name}


def test_the_threshold_is_a_setting_of_the_unit(house, binh):
    day, key = NOVEMBER.day(20), "boards.rank_least_cases"
    set_setting(unit=house.ward, by=binh.actor, key=key, value=3, from_on=day)
    keep(month_row(house.cell, NOVEMBER, 3, 3))
    html = read(binh, f"/reports/{house.ward.pk}/ranking/?over=1")
    assert "Too few cases to rank" not in html
    assert f"1. {house.cell.name}" in html


def test_three_months_together_have_more_cases(house, binh):
    keep(*(month_row(house.cell, NOVEMBER.plus(-back), 10, 12) for back in range(3)))
    assert "Too few cases to rank" in read(binh, f"/reports/{house.ward.pk}/ranking/?over=1")
    html = read(binh, f"/reports/{house.ward.pk}/ranking/")
    assert "30 / 36" in html
    assert "months 09/2026 to 11/2026" in html


# side by side


def test_units_side_by_side_have_an_address(house, binh):
    keep(
        month_row(house.cell, NOVEMBER, 9, 10),
        month_row(house.cell, NOVEMBER.plus(-1), 8, 10),
        month_row(house.neighbour, NOVEMBER, 5, 10),
    )
    at = f"/reports/{house.ward.pk}/compare/"
    assert house.cell.name in read(binh, at)
    html = read(binh, f"{at}?unit={house.cell.pk}&unit={house.neighbour.pk}&month=2026-11")
    said = text_of(html)
    assert "Members present 90% +10 percentage points on 10/2026 50%" in said


def test_units_of_different_levels_can_be_compared_by_the_address(house, tinh):
    keep(month_row(house.cell, NOVEMBER, 9, 10), month_row(house.neighbour, NOVEMBER, 5, 10))
    at = f"/reports/{house.province.pk}/compare/?month=2026-11"
    html = read(tinh, f"{at}&unit={house.ward.pk}&unit={house.cell.pk}")
    assert "Members present 70% 90%" in text_of(html)


@pytest.mark.parametrize(
    ("units", "says"),
    [
        (["cell", "cell"], "cannot be compared with itself"),
        (["cell", "neighbour", "cell"], "cannot be compared with itself"),
        (["cell"], "Choose from 2 to 4 units."),
        (["cell", "neighbour", "ward", "other_ward", "province"], "Choose from 2 to 4 units."),
    ],
)
def test_a_choice_that_compares_nothing_is_explained(house, tinh, units, says):
    asked = "&".join(f"unit={getattr(house, name).pk}" for name in units)
    html = read(tinh, f"/reports/{house.province.pk}/compare/?{asked}", 422)
    assert says in text_of(html)
    assert house.ward.name in html, "and the choice is offered again"


def test_the_same_unit_written_in_two_ways_is_the_same_unit(house, tinh):
    asked = f"unit={house.ward.pk}&unit={house.ward.pk.hex.upper()}"
    html = read(tinh, f"/reports/{house.province.pk}/compare/?{asked}", 422)
    assert "cannot be compared with itself" in html


def test_a_unit_one_may_not_see_is_not_compared(house, binh):
    for other in (house.far_cell, house.other_ward, house.province):
        asked = f"unit={house.cell.pk}&unit={other.pk}"
        assert binh.get(f"/reports/{house.ward.pk}/compare/?{asked}").status_code == 404


# what cannot be shown


@pytest.mark.parametrize("page", ["", "ranking/", "compare/"])
@pytest.mark.parametrize("asked", ["month=2026-13", "month=soon", "month=9999-01", "month=2026-11-01"])
def test_a_month_that_is_none(house, binh, page, asked):
    assert binh.get(f"/reports/{house.ward.pk}/{page}?{asked}").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "ranking/?by=nothing",
        "ranking/?by=petitions",
        "ranking/?over=2",
        "ranking/?over=-1",
        "ranking/?type=x",
        "ranking/?kind=commune",
        "?type=x",
        "?kind=commune",
        "?show=nothing",
        "compare/?unit=x&unit=y",
        "compare/?unit=018f0000-0000-7000-8000-000000000000&unit=018f0000-0000-7000-8000-000000000001",
    ],
)
def test_what_is_no_choice_is_not_found(house, binh, asked):
    assert binh.get(f"/reports/{house.ward.pk}/{asked}").status_code == 404


def test_a_cell_has_no_order(house, tinh):
    for page in ("ranking/", "compare/"):
        assert tinh.get(f"/reports/{house.cell.pk}/{page}").status_code == 404


def test_a_unit_without_cells_says_what_to_do(house, tinh):
    empty = make_unit(house.province, 40, Kind.COMMUNE, "38.400", "Đảng bộ xã Mới")
    assert "No cell here yet" in read(tinh, f"/reports/{empty.pk}/")
    assert "No figure of this time is kept here" in read(tinh, f"/reports/{empty.pk}/ranking/")
    assert "There is no unit below to compare" in read(tinh, f"/reports/{empty.pk}/compare/")


def test_months_before_anything_was_kept_say_so(house, binh):
    keep(month_row(house.cell, NOVEMBER), month_row(house.neighbour, NOVEMBER))
    at = f"/reports/{house.ward.pk}/"
    assert "No meeting is kept here for this month" in read(binh, f"{at}?month=2020-01")
    assert "No figure of this time is kept here" in read(binh, f"{at}ranking/?month=2020-01")
    both = f"unit={house.cell.pk}&unit={house.neighbour.pk}"
    assert "No figure of these units is kept" in read(binh, f"{at}compare/?month=2020-01&{both}")
    assert "No meeting is kept here for this month" in read(binh, f"/reports/{house.cell.pk}/?month=2020-01")


# the centre


def test_the_centre_sees_its_provinces_and_goes_down(house):
    centre = make_unit(None, 900, Kind.CENTRE, "00", "Trung ương")
    province = make_unit(centre, 1, Kind.PROVINCE, "01", "Tỉnh Ninh Bình")
    commune = make_unit(province, 1, Kind.COMMUNE, "01.1", "Xã Gia Viễn")
    cell = make_unit(commune, 1, Kind.CELL, "01.1.1", "Chi bộ thôn Một", cell_type=CellType.RESIDENTIAL)
    keep(*(month_row(cell, NOVEMBER.plus(-back), 6 + back, 10) for back in range(4)))
    office = make_person("trunguong")
    appoint(centre, Role.CENTRE_OFFICE, account=office.account)
    html = read(office, f"/reports/{centre.pk}/")
    assert f'/reports/{province.pk}/?month=2026-11"' in html
    assert "Tỉnh Ninh Bình" in section(html, "What needs attention")
    below = read(office, f"/reports/{province.pk}/?month=2026-11")
    assert f'/reports/{commune.pk}/?month=2026-11"' in below
    assert "Chi bộ thôn Một" in read(office, f"/reports/{commune.pk}/?month=2026-11")


# pictures and tables


@pytest.mark.parametrize("page", ["", "ranking/?over=1", "compare/", "ranking/?by=speaking"])
def test_every_picture_of_a_page_says_the_numbers_of_its_table(house, binh, page):
    made = cells(house, 0, 8, members=40)
    address = f"/reports/{house.ward.pk}/{page}"
    if page == "compare/":
        address += "?" + "&".join(f"unit={cell.pk}" for cell in made[:3])
    html = read(binh, address)
    seen = Counter()
    for picture in pictures_of(html):
        seen[picture.kind] += 1
        assert picture.marks == picture.expected, picture.kind
        assert picture.marks or picture.kind == "matrix"
    wanted = {"": {"multiples"}, "compare/": {"bars", "multiples"}}
    assert set(seen) >= wanted.get(page, {"bars", "treemap", "matrix"})


def test_the_strip_of_a_cell_says_the_shares_of_its_table(house, binh):
    keep(*(month_row(house.cell, NOVEMBER.plus(-back), 10 - back % 5, 10) for back in range(12)))
    html = read(binh, f"/reports/{house.cell.pk}/?month=2026-11")
    strips = [picture.table for picture in pictures_of(html) if picture.kind == "strip"]
    assert [row for _head, row in strips[0]] == [[f"{100 - back % 5 * 10}%"] for back in reversed(range(12))]


# a large ward


def queries_of(person, address):
    person.get(address)
    with CaptureQueriesContext(connection) as found:
        assert person.get(address).status_code == 200, address
    return len(found)


def test_a_board_of_311_cells_takes_under_20_queries_as_many_as_a_small_one(house, binh, tinh):
    cells(house, 0, 5)
    pages = [
        (binh, f"/reports/{house.ward.pk}/"),
        (binh, f"/reports/{house.ward.pk}/?type=office"),
        (binh, f"/reports/{house.ward.pk}/ranking/"),
        (binh, f"/reports/{house.ward.pk}/compare/"),
        (tinh, f"/reports/{house.province.pk}/"),
    ]
    few = [queries_of(person, address) for person, address in pages]
    cells(house, 5, 309)
    many = [queries_of(person, address) for person, address in pages]
    assert many == few
    assert max(many) < 20
    html = read(binh, f"/reports/{house.ward.pk}/")
    assert "311 cells" in html
    assert section_table(html).count("<tr") == 312
    html = read(binh, f"/reports/{house.ward.pk}/ranking/")
    assert "All 309 in order" in text_of(html)
