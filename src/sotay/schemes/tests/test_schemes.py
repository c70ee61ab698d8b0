"""The office's side: a draft, its criteria and quotas, its years, the call, both counts."""

from __future__ import annotations

from io import BytesIO

import pytest
from conftest import appoint, make_member, make_unit
from django.urls import reverse
from openpyxl import load_workbook

from sotay.kernel.actor import Role
from sotay.notify.models import Notice
from sotay.regulations.loader import EVIDENCE
from sotay.schemes import counts, measures, queries, refusals, scheme_actions
from sotay.schemes.examples import examples
from sotay.schemes.models import Registration, Scheme, SchemeYear
from sotay.schemes.tests.conftest import a_scheme, a_year, days, in_days, today
from sotay.units.models import CellType, Kind, Unit


def url(name, thing):
    return reverse(f"schemes:{name}", args=[thing.pk])


def test_an_office_writes_a_scheme_and_calls_the_cells_through_pages(house, binh, thu, dung):
    begun = binh.post(
        url("begin", house.ward) + "?example=four-goods-2023",
        {
            "name": "Chi bộ bốn tốt",
            "basis": "HD 12",
            "year_from": "2026",
            "year_until": "2027",
            "decides": "commune",
        },
    )
    assert begun.status_code == 302
    scheme = Scheme.objects.get()
    assert [each.number for each in scheme.criteria.all()] == [1, 2, 3, 4, 5, 6]
    assert "chương trình gợi ý" in scheme.origin
    assert thu.get(scheme.get_absolute_url()).status_code == 404, "a draft is the office's own"
    asked = {"text_1": "Dự sinh hoạt", "measure_1": "attendance", "least_1": "95", "text_2": "Đoàn kết"}
    assert binh.post(url("criteria", scheme), asked).status_code == 302
    assert [(each.text, each.least) for each in scheme.criteria.all()] == [
        ("Dự sinh hoạt", 95),
        ("Đoàn kết", None),
    ]
    quota = {"most_1": "20", "unit_1": "percent", "scope_1": "unit", "kind_1": "residential"}
    assert binh.post(url("quotas", scheme), quota).status_code == 302
    given = {name: f"{day:%d/%m/%Y}" for name, day in days().items() if day}
    added = binh.post(url("year_add", scheme), {**given, "year": "2026"})
    assert added.status_code == 302
    year = SchemeYear.objects.get()
    assert binh.post(url("call", year)).status_code == 302
    shown = thu.get(year.get_absolute_url()).content.decode()
    assert "Chuẩn bị đăng ký" in shown
    assert set(Notice.objects.filter(code="scheme.called").values_list("member", flat=True)) == {
        thu.member.pk
    }
    assert dung.get(year.get_absolute_url()).status_code == 404


def test_what_a_called_scheme_asks_stays(scheme, year, binh):
    for act in (
        lambda: scheme_actions.write_criteria(scheme=scheme, by=binh.actor, criteria=[]),
        lambda: scheme_actions.change(scheme=scheme, by=binh.actor, name="Khác"),
        lambda: scheme_actions.discard(scheme=scheme, by=binh.actor),
    ):
        with pytest.raises(refusals.NotADraft):
            act()
    with pytest.raises(refusals.CalledAlready):
        scheme_actions.remove_year(year=year, by=binh.actor)
    other = scheme_actions.copy(scheme=scheme, by=binh.actor)
    assert (other.status, other.criteria.count(), other.years.count()) == ("draft", 2, 0)


def test_a_scheme_is_not_called_without_a_criterion_or_after_its_last_day(house, binh):
    scheme = a_scheme(house.ward, binh)
    scheme_actions.write_criteria(scheme=scheme, by=binh.actor, criteria=[])
    with pytest.raises(refusals.NothingAsked):
        a_year(scheme, binh)
    SchemeYear.objects.all().delete()
    late = a_scheme(house.ward, binh, name="Khác")
    with pytest.raises(refusals.RegisterByInThePast):
        a_year(late, binh, register_by=in_days(-1))


def test_years_and_days_that_do_not_fit_are_said_at_their_field(scheme, year, binh):
    given = {name: f"{day:%d/%m/%Y}" for name, day in days().items() if day}
    for wrong, sentence in (
        ({"year": str(today().year)}, "Mô hình đã có năm"),
        ({"year": "2050"}, "Mô hình thực hiện từ năm"),
        (
            {"year": str(today().year + 1), "check_by": f"{in_days(1):%d/%m/%Y}"},
            "Ngày này trước ngày ghi ở trên",
        ),
        ({"year": "abc"}, ""),
    ):
        answer = binh.post(url("year_add", scheme), {**given, **wrong})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    answer = binh.post(url("edit", a_scheme(scheme.unit, binh)), {"year_from": "2026", "year_until": "2025"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"measure_1": "attendance", "least_1": "90"}, "Hãy ghi điều phải đạt."),
        ({"text_1": "Dự", "measure_1": "attendance"}, "Hãy nhập mức tối thiểu phải đạt."),
        ({"text_1": "Dự", "measure_1": "attendance", "least_1": "101"}, "nhập nhiều nhất 100"),
    ],
)
def test_criteria_that_cannot_be_are_said(scheme, binh, posted, sentence):
    answer = binh.post(url("criteria", scheme), posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert scheme.criteria.count() == 2


def test_changed_days_are_told_to_the_cells_that_take_part(prepared, year, thu, binh):
    scheme_actions.set_days(year=year, by=binh.actor, **days(register_by=in_days(5), assess_from=in_days(5)))
    assert Notice.objects.filter(code="scheme.days_changed", member=thu.member).exists()


def test_an_ended_scheme_takes_nobody_and_runs_on_when_it_is_taken_back(scheme, year, house, binh, thu):
    assert binh.post(url("close", scheme)).status_code == 302
    register = reverse("schemes:register", args=[year.pk, house.cell.pk])
    answer = thu.post(
        register,
        {"aim": "Đạt", "text_1": "Việc", "due_1": f"{today():%d/%m/%Y}", "who_1": str(thu.member.pk)},
    )
    assert answer.status_code == 422
    assert "không còn thực hiện" in answer.content.decode()
    assert queries.open_for([house.cell], today()) == []
    assert binh.post(url("reopen", scheme)).status_code == 302
    assert len(queries.open_for([house.cell], today())) == 1


def test_a_quota_warns_whoever_accepts_and_stops_nobody(scheme, year, sent, binh, chi, house):
    none = {"most": 0, "percent": False, "scope": "unit", "cell_type": CellType.RESIDENTIAL}
    scheme_actions.set_quotas(scheme=scheme, by=binh.actor, quotas=[none])
    answered = {"decision": "accept", "overseer": str(chi.member.pk)}
    assert "đã chấp thuận 0, giới hạn 0" in binh.get(url("answer", sent)).content.decode()
    assert binh.post(url("answer", sent), answered).status_code == 302
    (line,) = queries.quota_lines(year, house.ward)
    assert (line.limit.counted, line.limit.cells, line.limit.over) == (1, 2, 1)
    assert "Vượt giới hạn 1" in binh.get(year.get_absolute_url()).content.decode()


def test_a_quota_of_a_province_is_worked_out_for_each_ward(house, tinh, thu, an, lam):
    scheme = a_scheme(house.province, tinh)
    share = {"most": 50, "percent": True, "scope": "unit", "cell_type": ""}
    whole = {"most": 1, "percent": False, "scope": "all", "cell_type": CellType.OFFICE}
    scheme_actions.set_quotas(scheme=scheme, by=tinh.actor, quotas=[share, whole])
    year = a_year(scheme, tinh)
    lines = queries.quota_lines(year)
    assert [(line.place, line.limit.allowed, line.limit.cells) for line in lines] == [
        (house.ward.name, 1, 2),
        (house.other_ward.name, 1, 1),
        (house.province.name, 1, 0),
    ]
    assert len(queries.quota_lines(year, house.ward)) == 2


def test_examples_say_their_source_and_doubt_and_can_be_computed():
    assert len(examples()) == 3
    for example in examples().values():
        assert example.source
        assert set(example.doubt) == {"vi", "en"}
        assert example.evidence in EVIDENCE
        assert set(example.cell_types) <= set(CellType.values)
        for text, measure, least in example.criteria:
            assert text
            assert (measure in measures.MEASURES) == (least is not None)
        assert len(example.origin) <= 300


# --- both counts ---


@pytest.fixture
def province(house, tinh):
    """A scheme of the province with registrations in two wards, two of them by offices."""
    year = a_year(a_scheme(house.province, tinh), tinh)
    office = make_unit(house.ward, 3, Kind.CELL, "38.168.003", "Chi bộ cơ quan", cell_type=CellType.OFFICE)
    rows = [
        (house.cell, house.ward, "recognised", True),
        (house.neighbour, house.ward, "not_recognised", False),
        (office, house.ward, "sent", None),
        (house.far_cell, house.other_ward, "withdrawn", True),
    ]
    for cell, ward, status, recognised in rows:
        Registration.objects.create(
            cell=cell, year=year, held_by=ward, status=status, recognised=recognised, cell_type=cell.cell_type
        )
    return year


def sums(line):
    return tuple(counts.values(line.sums))


def test_both_counts_by_kind_and_by_unit(province, house):
    found = counts.report_of(house.province, province)
    assert tuple(counts.values(found.total)) == (4, 4, 3, 1, 1)
    assert {line.name: sums(line) for line in found.units} == {
        house.ward.name: (3, 3, 2, 1, 1),
        house.other_ward.name: (1, 1, 1, 0, 0),
    }
    assert {line.name: sums(line) for line in found.kinds} == {
        str(CellType.RESIDENTIAL.label): (3, 3, 3, 1, 1),
        str(CellType.OFFICE.label): (1, 1, 0, 0, 0),
    }


def test_a_ward_drills_down_to_its_cells(province, house, binh, tinh):
    page = tinh.get(url("counts", house.province)).content.decode()
    assert reverse("schemes:counts", args=[house.ward.pk]) in page
    page = binh.get(url("counts", house.ward)).content.decode()
    for row in Registration.objects.filter(held_by=house.ward):
        assert row.get_absolute_url() in page
    assert house.far_cell.name not in page


def test_given_up_and_sent_back_are_not_counted(province, house):
    Registration.objects.filter(cell=house.cell).update(status="dropped", recognised=None)
    Registration.objects.filter(cell=house.neighbour).update(status="returned", recognised=None)
    assert tuple(counts.values(counts.report_of(house.ward, province).total)) == (3, 1, 0, 0, 0)


def test_the_workbook_has_the_same_figures_and_runs_no_formula(province, house, tinh):
    Unit.objects.filter(pk=house.ward.pk).update(name="=1+1")
    answer = tinh.get(url("counts_workbook", house.province))
    book = load_workbook(BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=4)]
    assert ["=1+1", 3, 3, 2, 1, 1] in rows
    assert rows[-1][1:] == [4, 4, 3, 1, 1]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_year_of_a_scheme_elsewhere_is_not_counted_here(province, house, binh, tinh):
    other = a_year(a_scheme(house.province, tinh, name="Khác"), tinh)
    assert counts.report_of(house.ward, other).is_empty
    assert binh.get(f"{url('counts', house.ward)}?year=abc").status_code == 404
    assert binh.get(f"{url('counts', house.ward)}?year={house.ward.pk}").status_code == 404
    assert binh.get(f"{url('counts', house.ward)}?year={other.pk}").status_code == 200


def many(house, year, cells, start):
    made = [
        make_unit(
            house.ward, number, Kind.CELL, f"38.168.{number:03}", f"Chi bộ {number}", cell_type="residential"
        )
        for number in range(start, start + cells)
    ]
    Registration.objects.bulk_create(
        Registration(
            commune_id=cell.commune_id,
            cell=cell,
            year=year,
            held_by=house.ward,
            status="recognised",
            recognised=True,
            sent_at=year.called_at,
            cell_type=cell.cell_type,
        )
        for cell in made
    )


def test_queries_do_not_grow_with_five_hundred_registrations(
    house, binh, tinh, django_assert_max_num_queries
):
    year = a_year(a_scheme(house.province, tinh), tinh)
    many(house, year, 500, 10)
    with django_assert_max_num_queries(4):
        assert counts.report_of(house.province, year).total.recognised == 500
    for person, page in (
        (tinh, url("counts", house.province)),
        (tinh, year.get_absolute_url()),
        (binh, url("counts", house.ward)),
        (binh, url("results", year)),
        (binh, reverse("schemes:home")),
    ):
        with django_assert_max_num_queries(19):
            assert person.get(page).status_code == 200


def test_publishing_many_decisions_tells_each_cell(house, tinh, binh, thu):
    year = a_year(a_scheme(house.province, tinh), tinh)
    many(house, year, 3, 10)
    cell = Unit.objects.get(code="38.168.010")
    member = make_member(cell, "Ngô Thị Mơ")
    appoint(cell, Role.SECRETARY, member)
    assert scheme_actions.publish(year=year, unit=house.ward, by=binh.actor) == 3
    assert Notice.objects.filter(code="scheme.published", member=member).count() == 1
    assert not Notice.objects.filter(code="scheme.published", member=thu.member).exists()
