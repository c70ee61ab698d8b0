"""The page of what happened, and who may read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from sotay.accounts import actions
from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM


@pytest.fixture
def happened(thu, an, binh):
    actions.issue_slip(by=thu.actor, account=an.account)
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        actions.clear_two_step(by=binh.actor, account=an.account)


def sentences(page):
    return [(line.actor_name, line.code) for line in page.context["page"]]


def test_lines_are_sentences_newest_first(thu, happened, house):
    thu.cookies["lang"] = "en"
    page = thu.get(f"/audit/of/{house.cell.pk}/")
    assert sentences(page)[0] == ("Lê Thị Thu", "account.slip_issued")
    assert "issued a log-in slip for Nguyễn Văn An" in page.content.decode()


def test_the_ward_sees_what_happened_below_it(binh, happened, house):
    assert len(sentences(binh.get(f"/audit/of/{house.ward.pk}/"))) == 2


def test_one_may_ask_for_a_person_and_for_days(thu, binh, happened, house):
    page = f"/audit/of/{house.cell.pk}/"
    of_binh = [("Trần Văn Bình", "account.two_step_cleared")]
    assert sentences(thu.get(page, {"who": str(binh.account.pk)})) == of_binh
    today = timezone.localdate()
    assert sentences(thu.get(page, {"first": f"{today:%d/%m/%Y}"})) == [("Lê Thị Thu", "account.slip_issued")]
    long_ago = today - timedelta(days=39)
    assert sentences(thu.get(page, {"last": f"{long_ago:%d/%m/%Y}"})) == of_binh


def test_a_bad_date_or_person_is_said_and_hides_nothing(thu, happened, house):
    page = thu.get(f"/audit/of/{house.cell.pk}/", {"first": "31/02/2026", "who": "nobody"})
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"first", "who"}


@pytest.mark.parametrize("who", ["an", "chi", "dung", "tinh"])
def test_others_do_not_learn_that_there_is_a_page(request, who, happened, house):
    assert request.getfixturevalue(who).get(f"/audit/of/{house.cell.pk}/").status_code == 404


def test_the_history_of_one_thing(thu, an, dung, happened):
    page = f"/audit/about/{an.member.pk}/"
    assert len(sentences(thu.get(page))) == 2
    assert dung.get(page).status_code == 404


def test_a_long_history_comes_in_pages_for_few_queries(thu, an, house, django_assert_max_num_queries):
    for _ in range(120):
        audit.record(SYSTEM, "account.closed", an.member, name="An")
    with django_assert_max_num_queries(12):
        page = thu.get(f"/audit/of/{house.cell.pk}/")
    assert len(page.context["page"]) == 50
