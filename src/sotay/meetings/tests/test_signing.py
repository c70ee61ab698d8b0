"""Signing: the papers before one's eyes, who one is shown once more, and help that says why."""

from __future__ import annotations

import time_machine
from conftest import PASSWORD
from django.utils import timezone
from kept import kept

from sotay.accounts import actions as accounts
from sotay.audit.models import AuditLine
from sotay.meetings.models import Meeting
from sotay.meetings.tests.halls import call, did, set_up, to_sign
from sotay.notify.models import Notice
from sotay.papers.models import Signature


@kept
def closed(house, thu, lam, an) -> Meeting:
    meeting = set_up(house, thu)
    Meeting.objects.update(chair=thu.member, minute_taker=lam.member)
    call(thu, meeting)
    did(thu, meeting, "concluded", text="Nhất trí.")
    did(thu, meeting, "closed")
    meeting.refresh_from_db()
    return meeting


def at(meeting: Meeting, role: str = "chair") -> str:
    return f"/meetings/{meeting.pk}/sign/{role}/"


def test_signing_asks_who_one_is_and_leads_back_to_the_papers(closed, thu):
    asked = thu.get(at(closed))
    assert asked.status_code == 302
    assert asked.url.startswith("/account/confirm/?next=")
    done = thu.post("/account/confirm/", {"password": PASSWORD, "next": at(closed)})
    assert done.url == at(closed)
    page = thu.get(at(closed)).content.decode()
    assert "Nhất trí." in page
    assert page.index("Nhất trí.") < page.index('name="digest-')


def test_nothing_is_signed_by_a_session_that_did_not_show_who_it_is(closed, thu):
    given = to_sign(thu, closed, "chair")
    thu.come_in()
    answer = thu.post(at(closed), given)
    assert answer.url.startswith("/account/confirm/?next=")
    assert not Signature.objects.exists()


def test_what_was_shown_is_remembered_for_some_minutes(closed, thu):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        given = to_sign(thu, closed, "chair")
        clock.shift(601)
        assert thu.post(at(closed), given).url.startswith("/account/confirm/")
        thu.confirm()
        clock.shift(590)
        assert thu.post(at(closed), given).url.endswith("/after/")
    assert Signature.objects.filter(member=thu.member, helped_by="").count() == 2


def test_the_page_of_the_meeting_offers_no_signature_in_one_tap(closed, thu):
    thu.confirm()
    page = thu.get(f"/meetings/{closed.pk}/after/").content.decode()
    assert "digest-" not in page
    assert 'action="' + at(closed) not in page
    thu.post(at(closed))
    assert not Signature.objects.exists(), "without the papers there is no digest to sign"


def test_signing_for_somebody_needs_their_presence_and_a_reason(closed, thu, lam):
    given = to_sign(thu, closed, "minute_taker")
    for missing in ("help_needed", "beside"):
        some = {key: value for key, value in given.items() if key != missing}
        assert thu.post(at(closed, "minute_taker"), some).status_code == 422
    assert thu.post(at(closed, "minute_taker"), {**given, "help_needed": "too lazy"}).status_code == 422
    assert not Signature.objects.exists()
    assert thu.post(at(closed, "minute_taker"), given).status_code == 302
    signed = Signature.objects.get()
    assert (signed.member, signed.helped_by, signed.help_needed) == (lam.member, "Lê Thị Thu", "no_device")
    assert AuditLine.objects.filter(code="paper.signed_for", assisted_member_id=lam.member.pk).exists()


def test_whoever_was_signed_for_is_told(closed, thu, lam):
    thu.post(at(closed, "minute_taker"), to_sign(thu, closed, "minute_taker"))
    notice = Notice.objects.get(code="meeting.signed_for")
    assert notice.member == lam.member
    assert "Lê Thị Thu" in str(notice)


def test_the_own_signature_tells_nobody_and_needs_no_reason(closed, lam):
    given = to_sign(lam, closed, "minute_taker")
    assert "beside" not in given
    assert lam.post(at(closed, "minute_taker"), given).status_code == 302
    assert not Notice.objects.filter(code="meeting.signed_for").exists()


def test_who_comes_by_slips_only_shows_a_slip(closed, thu, binh):
    accounts.keep_slips(by=thu.actor, account=thu.account)
    thu.come_in()
    asked = thu.get(at(closed))
    assert asked.url.startswith("/account/confirm/slip/?next=")
    _slip, code = accounts.issue_slip(by=binh.actor, account=thu.account)
    assert thu.post("/account/confirm/slip/", {"code": "CFHJK MNPRT", "next": at(closed)}).status_code == 422
    assert thu.post("/account/confirm/slip/", {"code": code, "next": "//evil.example"}).url == "/"
    assert thu.get(at(closed)).status_code == 200


def test_somebody_elses_slip_shows_nothing_and_is_not_used_up(closed, thu, an, binh):
    accounts.keep_slips(by=thu.actor, account=thu.account)
    thu.come_in()
    slip, code = accounts.issue_slip(by=binh.actor, account=an.account)
    assert thu.post("/account/confirm/slip/", {"code": code, "next": at(closed)}).status_code == 422
    slip.refresh_from_db()
    assert slip.used_at is None


def test_who_has_a_password_is_asked_for_it_and_not_for_a_slip(thu):
    assert thu.get("/account/confirm/slip/?next=/account/").url == "/account/confirm/?next=%2Faccount%2F"


def test_a_paper_that_was_signed_already_leads_back(closed, thu):
    thu.post(at(closed), to_sign(thu, closed, "chair"))
    assert thu.get(at(closed)).url.endswith("/after/")
    assert thu.post(at(closed)).status_code == 409


def test_a_role_there_is_not_leads_nowhere(closed, thu):
    thu.confirm()
    assert thu.get(at(closed, "nobody")).status_code == 302
    assert thu.post(at(closed, "nobody")).status_code == 409
    assert thu.get(at(closed, "partner_chair")).status_code == 302
