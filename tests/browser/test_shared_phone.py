"""One phone, several people: what is left behind after a log-out, and when a log-in runs out."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from browser.conftest import FLAGS, PASSWORD, chromium_here
from browser.story import Say
from sotay.meetings.models import Meeting

say = Say("vi")
FORGETFUL = "--disable-back-forward-cache"
"""Playwright's Chromium keeps no page behind the Back button; the one on a phone does."""


@pytest.fixture
def phone(browser, live_server, thu):
    executable = chromium_here()
    with browser.browser_type.launch(
        executable_path=executable, args=FLAGS, ignore_default_args=[FORGETFUL]
    ) as chromium:
        context = chromium.new_context(base_url=live_server.url, locale="vi-VN")
        session = thu.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])
        yield context.new_page()


def test_the_back_button_brings_nothing_back_after_a_log_out(clock, phone, an):
    for path in (f"/members/{an.member.pk}/", "/members/"):
        phone.goto(path)
        expect(phone.get_by_text(an.member.full_name).first).to_be_visible()
    phone.evaluate("document.querySelector('[data-forget]').requestSubmit()")
    expect(at_the_door(phone)).to_be_visible()
    for _page in range(2):
        phone.go_back(wait_until="commit")
        expect(at_the_door(phone)).to_be_visible()
        expect(phone.get_by_text(an.member.full_name)).to_have_count(0)


def test_a_log_in_that_runs_out_while_somebody_types_costs_nothing(clock, visit, house, thu, lam, an):
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    page = visit(thu, f"/meetings/{meeting.pk}/conduct/")
    words = page.locator('form[action$="/note_written/"] textarea')
    words.evaluate("area => area.closest('details')?.setAttribute('open', '')")
    words.fill("Đã gõ cả trang")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    words.evaluate("area => area.form.requestSubmit()")
    at_the_door(page).click()
    page.get_by_label(say("Username or Party-card number")).fill("thu")
    page.get_by_label(say("Password"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=say("Log in"), exact=True).click()
    expect(words).to_have_value("Đã gõ cả trang")
    expect(words).to_be_visible()


def at_the_door(page: Page):
    return page.get_by_label(say("Username or Party-card number"))
