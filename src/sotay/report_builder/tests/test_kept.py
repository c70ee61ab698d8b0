"""Reports kept under a name: shared, on Today, changed, deleted and brought back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone, translation

from sotay.audit.models import AuditLine
from sotay.kernel import clock
from sotay.kernel.actor import Role
from sotay.kernel.needs import in_order
from sotay.members.models import Appointment
from sotay.report_builder import actions, needs
from sotay.report_builder.access import access_report, readable_by
from sotay.report_builder.definitions import By, Definition
from sotay.report_builder.models import SavedReport
from sotay.report_builder.tests.made import keep, query, read, said, table
from sotay.units.models import Unit

pytestmark = pytest.mark.django_db

LAST_MONTH = Definition("last_month", By.UNIT, figures=("present",))


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-20T03:00:00+00:00") as traveller:
        yield lambda day: traveller.move_to(datetime.fromisoformat(f"{day}T03:00:00").replace(tzinfo=UTC))


@pytest.fixture
def kept(house, binh):
    def save(**given):
        given = {"unit": house.ward, "by": binh.actor, "definition": LAST_MONTH, "name": "Có mặt"} | given
        return actions.save(**given)

    return save


def post(person, address, data=None, **how):
    person.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return person.post(address, data or {}, **how)


def save_at(house):
    return f"/report-builder/save/?{query(house.ward, period='last_month', figures='present')}"


def asked_of(person):
    with translation.override("en"):
        return [need.title for need in in_order(needs.needs_of(person.actor, timezone.localdate()))]


def tick():
    return clock.run(clock.jobs()["report_builder.ready"], timezone.now())


def test_an_office_keeps_a_report_and_finds_it_again(house, binh):
    keep(house.cell, "2026-10", present=4)
    answer = post(binh, save_at(house), {"name": "  Có mặt  hằng tháng "}, follow=True)
    assert table(answer)["Together"] == ["4"]
    report = SavedReport.objects.get()
    assert (report.name, report.query) == ("Có mặt hằng tháng", "period=last_month&by=unit&figures=present")
    assert "Có mặt hằng tháng" in said(read(binh, "/report-builder/"))
    assert AuditLine.objects.filter(code="report.saved", unit_id=house.ward.pk).count() == 1


def test_a_period_that_moves_takes_the_report_along(house, binh, kept, now):
    keep(house.cell, "2026-10", present=4)
    keep(house.cell, "2026-11", present=6)
    url = kept().get_absolute_url()
    assert "Last month: 10/2026" in said(read(binh, url))
    now("2026-12-01")
    again = read(binh, url)
    assert "Last month: 11/2026" in said(again)
    assert table(again)["Together"] == ["6"]


def test_a_name_twice_is_refused_and_what_was_entered_stays(house, binh, kept):
    kept(definition=Definition("2026", By.MONTH, figures=("base",)))
    answer = post(binh, save_at(house), {"name": "CÓ  MẶT", "monthly_on": "5"})
    assert answer.status_code == 422
    assert "You have a report “Có mặt” for this unit already." in said(answer)
    assert 'value="5"' in answer.content.decode()
    replaced = post(binh, save_at(house), {"name": "CÓ  MẶT", "replaces": "on", "monthly_on": "5"})
    assert replaced.status_code == 302
    report = SavedReport.objects.get()
    assert (report.name, report.query, report.monthly_on) == ("CÓ MẶT", LAST_MONTH.query, 5)


def test_saved_twice_at_once_is_saved_once(house, binh, kept):
    first, second = (post(binh, save_at(house), {"name": "Có mặt"}) for _press in range(2))
    assert first.url == second.url
    assert kept().pk == SavedReport.objects.get().pk
    assert AuditLine.objects.filter(code="report.saved").count() == 1


def test_two_people_and_two_units_may_have_the_same_name(house, binh, tinh, kept):
    kept()
    kept(unit=house.cell)
    kept(by=tinh.actor)
    assert SavedReport.objects.count() == 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": " "}, "Give the report a name."),
        ({"name": "a" * 121}, "120"),
        ({"name": "a", "monthly_on": "0"}, "from 1 to 31"),
        ({"name": "a", "monthly_on": "32"}, "from 1 to 31"),
        ({"name": "a", "monthly_on": "mồng một"}, "from 1 to 31"),
        ({"name": "a", "shared_with": "everybody"}, "everybody"),
    ],
)
def test_a_wrong_form_is_told_in_a_sentence(house, binh, data, sentence):
    answer = post(binh, save_at(house), data)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not SavedReport.objects.exists()


def test_an_address_that_is_wrong_cannot_be_kept(house, binh):
    wrong = save_at(house).replace("last_month", "2026-99")
    assert post(binh, wrong, {"name": "a"}).status_code == 422
    assert not SavedReport.objects.exists()


def test_nobody_keeps_a_report_of_a_unit_they_may_not_see(house, dung, an):
    for person in (dung, an):
        assert post(person, save_at(house), {"name": "a"}).status_code == 404


def test_what_is_not_shared_is_nobody_elses(kept, binh, thu, tinh, chi, dung, an, van):
    url = kept().get_absolute_url()
    assert read(binh, url).status_code == 200
    for person in (thu, tinh, chi, dung, an, van):
        assert read(person, url).status_code == 404


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("below", {"thu", "lam", "chi"}),
        ("above", {"tinh"}),
        ("ward_office", set()),
        ("inspection_commission", set()),
    ],
)
def test_a_report_is_read_by_whom_it_is_shared_with(
    audience, readers, kept, thu, lam, chi, tinh, dung, an, van
):
    report = kept(shared_with=[audience])
    people = {"thu": thu, "lam": lam, "chi": chi, "tinh": tinh, "dung": dung, "an": an, "van": van}
    may = {
        name for name, person in people.items() if read(person, report.get_absolute_url()).status_code == 200
    }
    assert may == readers
    listed = {
        name
        for name, person in people.items()
        if SavedReport.objects.filter(readable_by(person.actor)).exists()
    }
    assert listed == readers, "what is listed is what opens"
    for name in readers:
        assert access_report(people[name].actor, report.pk) == report
        assert post(people[name], f"/report-builder/{report.pk}/delete/").status_code == 404
        assert read(people[name], f"/report-builder/{report.pk}/edit/").status_code == 404


def test_shared_with_units_below_each_sees_its_own_figures(house, kept, thu, lam, an):
    keep(house.cell, "2026-10", present=4)
    keep(house.neighbour, "2026-10", present=70)
    answer = read(thu, kept(shared_with=["below"]).get_absolute_url())
    assert "This report was made for Đảng bộ phường Bình Minh. You see its figures for Chi bộ" in said(answer)
    assert table(answer)["Together"] == ["4"]
    assert ["70"] not in table(answer).values()


def test_shared_with_a_role_at_the_cell(house, kept, thu, lam, chi):
    report = kept(unit=house.cell, by=thu.actor, shared_with=["overseer"])
    assert read(chi, report.get_absolute_url()).status_code == 200
    assert read(lam, report.get_absolute_url()).status_code == 404


def test_today_says_that_it_is_ready_from_its_day_until_each_has_opened_it(kept, binh, tinh, thu, now):
    report = kept(monthly_on=25, shared_with=["above"])
    assert tick().done == 0
    assert asked_of(binh) == []
    now("2026-11-25")
    assert tick().done == 1
    assert tick().done == 0, "once a month"
    assert asked_of(binh) == asked_of(tinh) == ["The report “Có mặt” is ready"]
    assert asked_of(thu) == []
    read(binh, report.get_absolute_url())
    assert asked_of(binh) == []
    assert asked_of(tinh), "of each person by themselves"
    now("2026-12-24")
    assert tick().done == 0
    now("2026-12-26")
    assert tick().done == 1, "also when the clock was late"
    assert asked_of(binh)
    assert len(asked_of(tinh)) == 1, "never the same report twice"


def test_a_day_a_month_does_not_have_is_its_last(kept, binh, now):
    kept(monthly_on=31)
    now("2026-11-29")
    assert tick().done == 0
    now("2026-11-30")
    assert tick().done == 1


def test_a_day_that_has_passed_is_next_months(kept, binh, now):
    report = kept(monthly_on=5)
    assert tick().done == 0
    assert asked_of(binh) == []
    now("2026-12-05")
    assert tick().done == 1
    assert asked_of(binh)
    actions.change(report=report, by=binh.actor, name="Có mặt", shared_with=(), monthly_on=4)
    assert tick().done == 0
    assert asked_of(binh) == [], "another day, and it has passed"


def test_what_the_clock_did_not_do_is_told_to_the_operator(kept, now):
    kept(monthly_on=25)
    assert actions.not_ready(timezone.now()) is None
    now("2026-11-25")
    assert actions.not_ready(timezone.now()) is None, "the clock has all day"
    now("2026-11-26")
    late = actions.not_ready(timezone.now())
    assert (late.count, timezone.localdate(late.since)) == (1, date(2026, 11, 25))
    tick()
    assert actions.not_ready(timezone.now()) is None


def test_today_shows_it_with_its_button(kept, binh, now):
    report = kept(monthly_on=21)
    now("2026-11-22")
    tick()
    page = read(binh, "/").content.decode()
    assert f'href="{report.get_absolute_url()}"' in page


def test_a_deleted_report_comes_back_by_one_press(kept, binh, tinh):
    report = kept(shared_with=["above"], monthly_on=3)
    answer = post(binh, f"/report-builder/{report.pk}/delete/", follow=True)
    assert "“Có mặt” is deleted." in said(answer)
    assert read(tinh, report.get_absolute_url()).status_code == 404
    assert post(binh, f"/report-builder/{report.pk}/delete/").status_code == 404
    assert post(tinh, f"/report-builder/{report.pk}/restore/").status_code == 404
    back = post(binh, f"/report-builder/{report.pk}/restore/", follow=True)
    assert "“Có mặt” is back." in said(back)
    assert read(tinh, report.get_absolute_url()).status_code == 200


def test_what_comes_back_does_not_take_a_name_that_was_given_meanwhile(kept, binh):
    report = kept()
    actions.delete(report=report, by=binh.actor)
    kept()
    answer = post(binh, f"/report-builder/{report.pk}/restore/")
    assert answer.status_code == 409
    assert "Choose another name." in said(answer)
    assert SavedReport.objects.filter(deleted_at=None).count() == 1


def test_deleted_reports_are_removed_after_a_month(kept, binh, now):
    actions.delete(report=kept(), by=binh.actor)
    tick()
    assert SavedReport.objects.count() == 1
    now("2026-12-25")
    tick()
    assert not SavedReport.objects.exists()


def test_it_is_renamed_shared_otherwise_and_taken_off_today(kept, binh, tinh):
    report = kept(shared_with=["above"], monthly_on=3)
    url = f"/report-builder/{report.pk}/edit/"
    page = read(binh, url).content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    data = {"seen": seen, "name": "Tên mới", "shared_with": ["below"], "monthly_on": ""}
    assert post(binh, url, data).status_code == 302
    report.refresh_from_db()
    assert (report.name, report.monthly_on) == ("Tên mới", None)
    assert [share.audience for share in report.shares.all()] == ["below"]
    assert read(tinh, report.get_absolute_url()).status_code == 404
    stale = post(binh, url, data | {"name": "Tên khác"})
    assert stale.status_code == 422, "made from what was there before"
    report.refresh_from_db()
    assert report.name == "Tên mới"


def test_a_new_name_that_is_taken_is_refused(kept, binh):
    kept(name="Một")
    other = kept(name="Hai")
    answer = post(binh, f"/report-builder/{other.pk}/edit/", {"name": "một"})
    assert answer.status_code == 422
    assert "Choose another name." in said(answer)


def test_an_owner_who_left_the_office_still_has_the_report_but_no_figures(house, kept, binh):
    keep(house.cell, "2026-10", present=4)
    report = kept()
    Appointment.objects.filter(role=Role.WARD_OFFICE).update(until_on=timezone.localdate())
    answer = read(binh, report.get_absolute_url())
    assert "You no longer see figures of Đảng bộ phường Bình Minh" in said(answer)
    assert "<table" not in answer.content.decode()
    assert "Có mặt" in said(read(binh, "/report-builder/"))
    assert post(binh, f"/report-builder/{report.pk}/delete/").status_code == 302


def test_a_unit_that_moved_away_is_no_longer_read_from_its_old_place(house, kept, tinh):
    report = kept(unit=house.cell, by=tinh.actor)
    assert read(tinh, report.get_absolute_url()).status_code == 200
    Unit.objects.filter(pk=house.cell.pk).update(parent=None, path="000009")
    assert "You no longer see figures of" in said(read(tinh, report.get_absolute_url()))


def test_a_figure_that_is_gone_is_told_and_the_report_can_be_put_right(house, kept, binh):
    report = kept()
    SavedReport.objects.update(query="period=last_month&by=unit&figures=present,gone")
    answer = read(binh, report.get_absolute_url())
    assert answer.status_code == 422
    assert "There is no figure called “gone”" in said(answer)
    assert 'value="present" checked' in answer.content.decode()


def test_the_files_of_a_kept_report_carry_its_name_for_who_may_read_it(kept, binh, tinh):
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    report = kept()
    page = read(binh, report.get_absolute_url()).content.decode()
    url = page.partition('href="/report-builder/table.xlsx')[2].partition('"')[0].replace("&amp;", "&")
    titles = [
        CalamineWorkbook.from_object(BytesIO(read(person, f"/report-builder/table.xlsx{url}").content))
        .get_sheet_by_index(0)
        .to_python()[0][0]
        for person in (binh, tinh)
    ]
    assert titles == ["Có mặt", "Figures of Đảng bộ phường Bình Minh, 10/2026"]
