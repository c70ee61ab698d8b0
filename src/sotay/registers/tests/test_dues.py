"""The treasurer ticks a month: who pays here, who has, what is remitted, what is refused."""

from __future__ import annotations

import io
from datetime import date

import pytest
from conftest import appoint, make_member, make_person
from django.urls import reverse
from openpyxl import load_workbook

from sotay.accounts.export import own_data
from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month, PartialDate
from sotay.kernel.refusal import Refusal
from sotay.members import actions as members
from sotay.registers.dues import actions, queries
from sotay.registers.dues.models import DuesPayment, Remittance
from sotay.registers.tests.conftest import DECEMBER, TODAY, filled
from sotay.units.settings import set_setting

pytestmark = pytest.mark.django_db
NOVEMBER = DECEMBER.plus(-1)


def url(cell, name: str = "dues", *more, month: Month = DECEMBER) -> str:
    return reverse(f"registers:{name}", args=[cell.pk, *more]) + f"?month={month}"


def terms(cell, by, member, **given):
    given = {"group": "pensioner", "from_month": Month(2026, 1), **given}
    return actions.set_terms(cell=cell, by=by.actor, member=member, **given)


def collect(cell, by, *people, month=DECEMBER, amount=50_000):
    paid = dict.fromkeys(people, amount)
    return actions.collect(cell=cell, by=by.actor, month=month, paid=paid, on=TODAY)


def pay(cell, by, member, **given):
    given = {
        "month": DECEMBER,
        "amount": 50_000,
        "payer": "self",
        "payer_name": "",
        "manner": "cash",
        **given,
    }
    return actions.pay(cell=cell, by=by.actor, member=member, on=TODAY, **given)


def statuses(cell, month=DECEMBER):
    return {line.member.full_name: line.status for line in queries.month_list(cell, month).lines}


def test_the_secretary_ticks_two_members_and_the_page_shows_them_as_paid(house, thu, an, bich):
    terms(house.cell, thu, an.member, income=6_000_000)
    page = thu.get(url(house.cell))
    given = {f"paid_{an.member.pk}": "on", f"paid_{bich.pk}": "on", f"amount_{bich.pk}": "12.000"}
    blank = {name: value for name, value in filled(page).items() if not name.startswith("paid_")}
    answer = thu.post(url(house.cell), blank | given, follow=True)
    assert answer.status_code == 200
    rows = {row.member: row for row in DuesPayment.objects.all()}
    assert rows[an.member].amount == 30_000
    assert rows[bich].amount == 12_000
    assert {row.collected_by_name for row in rows.values()} == {"Lê Thị Thu"}
    assert answer.context["list"].total == 42_000
    line = AuditLine.objects.get(code="dues.collected")
    assert (line.data["n"], line.data["month"]) == (2, "12/2026")


def test_a_committee_member_may_collect_and_a_plain_member_may_not(house, thu, an):
    treasurer = make_member(house.cell, "Đinh Văn Quỹ", "01000030")
    appoint(house.cell, Role.COMMITTEE_MEMBER, treasurer)
    assert make_person("quy", treasurer).get(url(house.cell)).status_code == 200
    assert an.get(url(house.cell)).status_code == 404


def test_paying_twice_is_refused_with_a_sentence_and_nothing_is_lost(house, thu, lam, an, bich):
    collect(house.cell, thu, an.member)
    with pytest.raises(
        Refusal, match="has paid the dues of 12/2026 already on 10/12/2026, taken by Lê Thị Thu"
    ):
        collect(house.cell, lam, bich, an.member, amount=60_000)
    assert DuesPayment.objects.get().amount == 50_000, "and bich, ticked together with an, was not written"


def test_a_stale_page_that_ticks_somebody_again_shows_the_sentence(house, thu, lam, an):
    page = thu.get(url(house.cell))
    collect(house.cell, lam, an.member)
    pk = an.member.pk
    answer = thu.post(url(house.cell), filled(page) | {f"paid_{pk}": "on", f"amount_{pk}": "1"})
    assert answer.status_code == 422
    assert "Tick at least one member" in answer.content.decode()
    assert DuesPayment.objects.count() == 1


def test_dues_paid_at_another_cell_are_refused_here(house, thu, an):
    elsewhere = {"commune_id": house.neighbour.commune_id, "cell": house.neighbour}
    DuesPayment.objects.create(
        **elsewhere, member=an.member, month=DECEMBER, amount=1, collected_on=TODAY, collected_by_name="X"
    )
    with pytest.raises(Refusal, match="at Chi bộ tổ dân phố Nam Sơn"):
        collect(house.cell, thu, an.member)


def test_who_pays_here(house, thu, an):
    """Temporary members pay here, those away pay at their host, suspended and probationary ones still pay."""
    guest = make_member(house.neighbour, "Cao Văn Khách", "01000040")
    away = make_member(house.cell, "Lý Thị Xa", "01000041")
    suspended = make_member(house.cell, "Mạc Văn Dừng", "01000042", "full", "suspended")
    old = make_member(house.cell, "Trần Thị Cụ", "01000043")
    on = date(2026, 10, 1)
    members.transfer_temporarily(member=guest, by=thu.actor, from_on=on, until_on=None, to_cell=house.cell)
    members.transfer_temporarily(
        member=away, by=thu.actor, from_on=on, until_on=None, to_cell=house.neighbour
    )
    assert suspended.standings.filter(kind="suspended").exists()
    terms(house.cell, thu, old, group="exempt", ground="poor_household")
    found = statuses(house.cell)
    assert found["Cao Văn Khách"] == found["Mạc Văn Dừng"] == "not_yet"
    assert found["Trần Thị Cụ"] == "exempt"
    assert "Lý Thị Xa" not in found
    assert [each.full_name for each in queries.month_list(house.cell, DECEMBER).away] == ["Lý Thị Xa"]
    with pytest.raises(Refusal, match="does not pay dues in this cell"):
        collect(house.cell, thu, away)
    with pytest.raises(Refusal, match="is exempt from dues in 12/2026"):
        collect(house.cell, thu, old)


def test_a_payment_by_the_family_stands_on_the_list_with_the_name(house, thu, an):
    with pytest.raises(Refusal, match="name of who paid"):
        pay(house.cell, thu, an.member, payer="family")
    pay(house.cell, thu, an.member, payer="family", payer_name="Nguyễn Thị Hoa (vợ)")
    assert statuses(house.cell)["Nguyễn Văn An"] == "paid_by_another"
    page = thu.get(url(house.cell)).content.decode()
    assert "Nguyễn Thị Hoa (vợ)" in page


def test_the_form_for_one_payment(house, thu, an):
    place = url(house.cell, "pay", an.member.pk)
    given = {
        "month": "01/2027",
        "amount": "60.000",
        "payer": "other",
        "payer_name": "Lê Văn Con",
        "manner": "bank",
    }
    answer = thu.post(place, filled(thu.get(place), **given))
    assert answer.status_code == 302
    row = DuesPayment.objects.get()
    assert (row.month, row.amount, row.manner) == (Month(2027, 1), 60_000, "bank")


@pytest.mark.parametrize("month", [Month(2024, 11), Month(2027, 12)])
def test_a_month_too_far_away_is_refused(house, thu, an, month):
    with pytest.raises(Refusal, match="at most 24 months back"):
        pay(house.cell, thu, an.member, month=month)


def test_a_payment_is_taken_back_until_it_is_remitted(house, thu, an):
    (row,) = collect(house.cell, thu, an.member)
    made = actions.remit(cell=house.cell, by=thu.actor, month=DECEMBER, on=TODAY)
    with pytest.raises(Refusal, match="Take that remittance back first"):
        actions.take_back(payment=row, by=thu.actor)
    thu.post(reverse("registers:remit_take_back", args=[made.pk]))
    thu.post(reverse("registers:take_back", args=[row.pk]))
    assert not DuesPayment.objects.exists()
    assert statuses(house.cell)["Nguyễn Văn An"] == "not_yet"


def test_a_month_is_remitted_once_by_the_split_and_late_payments_go_up_with_the_next(
    house, thu, binh, an, bich
):
    set_setting(unit=house.ward, by=binh.actor, key="dues.remitted_share", value="50%", from_on=TODAY)
    collect(house.cell, thu, an.member, month=NOVEMBER, amount=33_333)
    first = actions.remit(cell=house.cell, by=thu.actor, month=NOVEMBER, on=TODAY)
    assert (first.collected, first.remitted, first.retained) == (33_333, 16_667, 16_666)
    collect(house.cell, thu, bich, month=NOVEMBER, amount=10_000)
    with pytest.raises(Refusal, match="were remitted on 10/12/2026"):
        actions.remit(cell=house.cell, by=thu.actor, month=NOVEMBER, on=TODAY)
    collect(house.cell, thu, an.member, month=DECEMBER, amount=20_000)
    second = actions.remit(cell=house.cell, by=thu.actor, month=DECEMBER, on=TODAY)
    assert (second.collected, second.payments_n) == (30_000, 2)
    with pytest.raises(Refusal, match="Only the latest"):
        actions.take_back_remittance(remittance=first, by=thu.actor)


def test_a_month_that_has_not_come_is_not_remitted(house, thu, an):
    collect(house.cell, thu, an.member, month=DECEMBER.plus(2), amount=20_000)
    with pytest.raises(Refusal, match="02/2027 has not come yet"):
        actions.remit(cell=house.cell, by=thu.actor, month=DECEMBER.plus(2), on=TODAY)
    assert not Remittance.objects.exists()


def test_nothing_is_remitted_of_nothing(house, thu):
    with pytest.raises(Refusal, match="Nothing has been collected"):
        actions.remit(cell=house.cell, by=thu.actor, month=DECEMBER, on=TODAY)
    assert not Remittance.objects.exists()


@pytest.mark.parametrize(
    ("group", "given", "amount"),
    [
        ("insured", {"income": 8_000_000}, 80_000),
        ("pensioner", {"income": 6_000_000}, 30_000),
        ("student", {}, 5_000),
        ("uninsured", {}, 11_100),
        ("uninsured_retired", {}, 7_400),
        ("insured", {"amount": 45_000}, 45_000),
        ("insured", {"income": 8_000_000, "amount": 100_000, "approved_no": "12-QĐ/ĐU"}, 100_000),
    ],
)
def test_what_each_group_pays(house, thu, an, group, given, amount):
    assert terms(house.cell, thu, an.member, group=group, **given).amount == amount


def test_rates_of_2028(house, thu, an):
    row = terms(house.cell, thu, an.member, group="uninsured", from_month=Month(2028, 1))
    assert row.amount == 18_500


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"group": "insured"}, "Enter the income"),
        ({"group": "student", "amount": 4_000}, "By the rate 5.000 VND a month is due"),
        ({"group": "student", "amount": 9_000}, "enter the number of its decision"),
        ({"group": "exempt"}, "Choose why the member is exempt"),
        (
            {"group": "exempt", "ground": "fifty_years"},
            "has been in the Party for 26 years; this ground takes 50",
        ),
        (
            {"group": "exempt", "ground": "poor_household", "until_month": Month(2025, 12)},
            "The last month lies before the first",
        ),
    ],
)
def test_terms_that_do_not_fit_are_refused(house, thu, an, given, sentence):
    an.member.admitted_on = PartialDate(2000, 1, 1)
    an.member.save()
    with pytest.raises(Refusal, match=sentence):
        terms(house.cell, thu, an.member, **given)


def test_an_exemption_ends(house, thu, an):
    terms(house.cell, thu, an.member, group="exempt", ground="poor_household", until_month=NOVEMBER)
    assert statuses(house.cell, NOVEMBER)["Nguyễn Văn An"] == "exempt"
    assert statuses(house.cell, DECEMBER)["Nguyễn Văn An"] == "not_yet"


def test_the_income_is_kept_nowhere(house, thu, an):
    place = url(house.cell, "terms", an.member.pk)
    page = thu.get(place)
    answer = thu.post(place, filled(page, group="insured", income="7.654.321"))
    assert answer.status_code == 302
    held = queries.terms_of([an.member.pk], DECEMBER)[an.member.pk]
    assert held.amount == 76_543
    assert "7654321" not in repr([vars(held), list(AuditLine.objects.values())])


def test_members_see_their_own_dues_and_nobody_elses(house, thu, an, bich):
    collect(house.cell, thu, an.member, amount=41_000)
    collect(house.cell, thu, bich, amount=99_000)
    page = an.get(reverse("registers:home")).content.decode()
    assert "41.000" in page.replace(",", ".")
    assert "99.000" not in page.replace(",", ".")
    (row,) = own_data(an.account)["dues"]
    assert (row["month"], row["amount"]) == ("12/2026", 41_000)


def test_the_ward_sees_sums_of_cells_and_no_name(house, thu, binh, an):
    collect(house.cell, thu, an.member)
    actions.remit(cell=house.cell, by=thu.actor, month=DECEMBER, on=TODAY)
    page = binh.get(reverse("registers:dues_unit", args=[house.ward.pk]) + f"?month={DECEMBER}")
    rows = {row.cell: row for row in page.context["rows"]}
    assert (rows[house.cell].paid, rows[house.cell].remittance.remitted) == (1, 35_000)
    assert rows[house.neighbour].paid == 0
    assert "Nguyễn Văn An" not in page.content.decode()
    assert thu.get(reverse("registers:dues_unit", args=[house.ward.pk])).status_code == 404


def test_the_workbook_holds_the_list_as_text(house, thu, an):
    pay(house.cell, thu, an.member, note="=1+1")
    content = thu.get(url(house.cell, "dues_workbook")).content
    sheet = load_workbook(io.BytesIO(content)).active
    rows = {row[1]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["Nguyễn Văn An"][3] == 50_000
    assert rows["Nguyễn Văn An"][8] == "=1+1"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
