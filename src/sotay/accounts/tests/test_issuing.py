"""Who hands out ways in, to whom, and what the paper says."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from sotay.accounts import actions, queries
from sotay.accounts.models import Account, LoginToken
from sotay.audit.models import AuditLine
from sotay.kernel.actor import SYSTEM, Role
from sotay.members import actions as members


@pytest.fixture
def newcomer(house):
    """A member of the cell without an account."""
    from sotay.members.models import Member

    return Member.objects.create(
        commune_id=house.cell.commune_id, cell=house.cell, full_name="Nguyễn Văn Đức"
    )


def test_the_secretary_opens_an_account_and_its_password_has_to_be_replaced(thu, newcomer, log_in, english):
    account, password = actions.open_account(by=thu.actor, member=newcomer)
    assert account.username == "ducnv"
    assert log_in("ducnv", password).status_code == 302
    assert english.get("/account/sessions/").url == "/account/first/"


def test_two_people_of_one_name_get_two_usernames(thu, house, newcomer):
    from sotay.members.models import Member

    other = Member.objects.create(
        commune_id=house.cell.commune_id, cell=house.cell, full_name="Nguyễn Vũ Đức"
    )
    names = [actions.open_account(by=thu.actor, member=m)[0].username for m in (newcomer, other)]
    assert names[0] == "ducnv"
    assert re.fullmatch(r"ducnv\d\d", names[1])


def test_a_name_taken_by_somebody_one_does_not_see_is_not_told_as_taken(thu, dung, newcomer):
    """`dung` sits in another ward. The account is opened all the same, under a name that tells nothing."""
    account, _password = actions.open_account(by=thu.actor, member=newcomer, username="dung")
    assert re.fullmatch(r"dung\d\d", account.username)


def test_a_name_taken_by_somebody_one_sees_is_refused(thu, an, newcomer):
    with pytest.raises(actions.UsernameTaken):
        actions.open_account(by=thu.actor, member=newcomer, username="an")


def test_a_member_has_one_account(thu, an):
    with pytest.raises(actions.HasAccount):
        actions.open_account(by=thu.actor, member=an.member)


@pytest.mark.parametrize(
    ("wanted", "refusal"), [("thu", actions.UsernameTaken), ("01000009", actions.BadUsername)]
)
def test_a_username_is_free_and_not_a_number(thu, newcomer, wanted, refusal):
    with pytest.raises(refusal):
        actions.open_account(by=thu.actor, member=newcomer, username=wanted)
    assert not Account.objects.filter(member=newcomer).exists()


def test_a_secretary_cannot_become_the_ward_office_by_printing_its_slip(house, make_secretary, binh):
    """`binh` of the ward's office sits in a cell; the cell's secretary could use a slip made for him."""
    secretary = make_secretary(house.neighbour)
    with pytest.raises(actions.HeldAbove):
        actions.issue_slip(by=secretary, account=binh.account)
    with pytest.raises(actions.HeldAbove):
        actions.reset_password(by=secretary, account=binh.account)
    with pytest.raises(actions.HeldAbove):
        actions.clear_two_step(by=secretary, account=binh.account)
    assert not LoginToken.objects.exists()


def test_a_role_above_that_only_begins_tomorrow_counts_already(house, make_secretary, an):
    secretary = make_secretary(house.cell)
    tomorrow = timezone.localdate() + timedelta(days=1)
    members.appoint(by=SYSTEM, unit=house.ward, role=Role.WARD_OFFICE, member=an.member, from_on=tomorrow)
    with pytest.raises(actions.HeldAbove):
        actions.issue_slip(by=secretary, account=an.account)
    rows = queries.logins_of(house.cell, secretary, timezone.localdate(), timezone.now())
    assert [row.held_above for row in rows if row.member == an.member] == [True]


def test_a_role_given_afterwards_ends_the_slip_and_the_password_handed_out_before(
    house, thu, an, newcomer, log_in, english
):
    today = timezone.localdate()
    _slip, code = actions.issue_slip(by=thu.actor, account=an.account)
    _account, password = actions.open_account(by=thu.actor, member=newcomer)
    for member in (an.member, newcomer):
        members.appoint(by=SYSTEM, unit=house.ward, role=Role.WARD_OFFICE, member=member, from_on=today)
    assert english.post("/account/slip/", {"code": code}).status_code == 422
    assert LoginToken.objects.get().used_at is None
    assert log_in("ducnv", password).status_code != 302


def test_a_former_secretary_has_no_way_into_the_account_of_the_next_one(house, thu, an, newcomer, english):
    """The slips of plain members go on: with those nobody reaches more than a member does."""
    opened, _password = actions.open_account(by=thu.actor, member=newcomer)
    _slip, plain = actions.issue_slip(by=thu.actor, account=opened)
    _slip, next_one = actions.issue_slip(by=thu.actor, account=an.account)
    today = timezone.localdate()
    members.appoint(
        by=SYSTEM, unit=house.cell, role=Role.SECRETARY, member=an.member, from_on=today, replace=True
    )
    assert english.post("/account/slip/", {"code": next_one}).status_code == 422
    assert english.post("/account/slip/", {"code": plain}).status_code == 302


def test_the_ward_issues_for_its_secretaries_but_not_for_the_province(binh, thu, tinh):
    actions.issue_slip(by=binh.actor, account=thu.account)
    with pytest.raises(actions.HeldAbove):
        actions.issue_slip(by=binh.actor, account=tinh.account)


def test_the_command_line_may_help_everybody(thu):
    assert actions.issue_slip(by=SYSTEM, account=thu.account)


def test_the_list_shows_who_has_come_in_and_prints_slips_for_the_rest(thu, an, newcomer, house):
    thu.cookies["lang"] = "en"
    page = thu.get(f"/account/of/{house.cell.pk}/")
    states = {row.member.full_name: row.state for row in page.context["rows"]}
    assert states["Nguyễn Văn Đức"] == "none"
    printed = thu.post(f"/account/of/{house.cell.pk}/slips/", {"member": [an.member.pk, newcomer.pk]})
    assert [slip.name for slip in printed.context["slips"]] == ["Nguyễn Văn An", "Nguyễn Văn Đức"]
    assert printed.content.decode().count("data:image/svg+xml") == 2
    assert "no-store" in printed.headers["Cache-Control"]


def test_a_printed_code_works(thu, an, house, english):
    printed = thu.post(f"/account/of/{house.cell.pk}/slips/", {"member": an.member.pk})
    code = printed.context["slips"][0].code
    assert english.post("/account/slip/", {"code": code}).status_code == 302


def test_reloading_the_printed_page_shows_no_codes(thu, an, house):
    assert thu.get(f"/account/of/{house.cell.pk}/slips/").url == f"/account/of/{house.cell.pk}/"


def test_nobody_chosen_is_said(thu, house):
    assert thu.post(f"/account/of/{house.cell.pk}/slips/", {"member": ["nonsense"]}).status_code == 302
    assert not LoginToken.objects.exists()


def test_slips_are_not_printed_for_somebody_elses_members(thu, dung, house):
    answer = thu.post(f"/account/of/{house.cell.pk}/slips/", {"member": dung.member.pk})
    assert answer.status_code == 404
    assert not LoginToken.objects.exists()


def test_strangers_cannot_learn_that_an_account_exists(an, dung, chi, house):
    for who in (dung, chi):
        assert who.get(f"/account/{an.account.pk}/").status_code == 404
        assert who.post(f"/account/{an.account.pk}/slip/").status_code == 404
        assert who.get(f"/account/of/{house.cell.pk}/").status_code == 404


def test_an_operators_own_account_is_helped_by_an_operator_of_the_same_place(van, thu, house):
    from sotay.members.models import Appointment

    other = Account.objects.create_user("vu", None, display_name="Quản trị 2")
    Appointment.objects.create(
        unit=house.ward, commune_id=house.ward.pk, role=Role.OPERATOR, account=other, from_on="2020-01-01"
    )
    assert van.get(f"/account/{other.pk}/").status_code == 200
    assert thu.get(f"/account/{other.pk}/").status_code == 404


def test_a_reset_password_ends_every_session(an, thu, log_in):
    password = actions.reset_password(by=thu.actor, account=an.account)
    assert an.get("/account/").status_code == 302
    assert log_in("an", password).status_code == 302


def test_closing_and_undoing(an, thu):
    closed = thu.post(f"/account/{an.account.pk}/close/")
    assert closed.status_code == 302
    assert "reopen" in thu.get(closed.url).content.decode()
    thu.post(f"/account/{an.account.pk}/reopen/")
    assert an.get("/account/").status_code == 200


def test_a_closed_account_gets_no_slip(an, thu):
    actions.close_account(by=thu.actor, account=an.account)
    thu.cookies["lang"] = "en"
    refused = thu.post(f"/account/{an.account.pk}/slip/")
    assert refused.status_code == 409
    assert "Open it again first" in refused.content.decode()


def test_every_help_leaves_a_line_about_the_member(an, thu):
    actions.issue_slip(by=thu.actor, account=an.account)
    line = AuditLine.objects.get(code="account.slip_issued")
    assert (line.object_id, line.unit_id, line.actor_name) == (an.member.pk, an.member.cell_id, "Lê Thị Thu")


def test_the_list_costs_the_same_for_more_people(thu, house, newcomer, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sotay.members.models import Member

    page = f"/account/of/{house.cell.pk}/"
    with CaptureQueriesContext(
        connection,
    ) as few:
        thu.get(page)
    for n in range(20):
        member = Member.objects.create(
            commune_id=house.cell.commune_id, cell=house.cell, full_name=f"Nguyễn Văn {n}"
        )
        Account.objects.create_user(f"x{n}", None, member=member)
    with django_assert_num_queries(len(few)):
        thu.get(page)


def test_the_wards_page_counts_its_cells(binh, thu, an, house):
    page = binh.get(f"/account/of/{house.ward.pk}/")
    counts = {row.cell.name: (row.members, row.accounts) for row in page.context["cells"]}
    assert counts["Chi bộ tổ dân phố Hòa Bình"] == (2, 2)
    assert counts["Chi bộ tổ dân phố Nam Sơn"] == (1, 1)


@pytest.fixture
def make_secretary(house):
    def make(cell):
        from django.utils import timezone

        from sotay.accounts.queries import actor_for
        from sotay.members.models import Appointment, Member

        member = Member.objects.create(commune_id=cell.commune_id, cell=cell, full_name="Bí thư")
        Appointment.objects.create(
            unit=cell, commune_id=cell.commune_id, role=Role.SECRETARY, member=member, from_on="2020-01-01"
        )
        return actor_for(Account.objects.create_user("bithu", None, member=member), timezone.localdate())

    return make


@pytest.mark.parametrize("door", ["slip", "password", "two-step/off", "close"])
def test_nobody_gets_past_their_own_password_by_the_page_of_the_office(thu, door):
    """Whoever finds her phone logged in would have a slip, a password, or no second step to pass any more."""
    before = thu.account.password
    answer = thu.post(f"/account/{thu.account.pk}/{door}/")
    assert answer.status_code == 409
    thu.account.refresh_from_db()
    assert (thu.account.password, thu.account.is_active, thu.account.login_tokens.count()) == (
        before,
        True,
        0,
    )


def test_the_own_line_in_the_list_leads_to_ones_own_account(thu, an, house):
    page = thu.get(f"/account/of/{house.cell.pk}/").content.decode()
    assert f'value="{an.member.pk}"' in page
    assert f'value="{thu.member.pk}"' not in page
