"""The header in the browser: help over the page, how pages look, and larger text on every screen."""

from __future__ import annotations

import re

import pytest
from conftest import House
from playwright.sync_api import Page, expect

from browser.conftest import ON_BOTH, WIDER
from browser.story import Say
from sotay.accounts.models import Account, Colours, TextSize
from sotay.meetings.models import Meeting
from sotay.notify import actions, words

say = Say("vi")
HELP = 'a[data-dialog="page-help"]'


def open_account(page: Page) -> None:
    page.locator(".top summary.tool:has(.avatar)").click()


@ON_BOTH
def test_help_opens_over_the_page_and_goes_by_escape_button_and_a_tap_beside(visit, look, an):
    page = visit(an, "/tasks/")
    dialog = page.get_by_role("dialog", name=say("Help for this page"))
    expect(dialog).to_be_hidden()
    page.locator(HELP).click()
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(say("Whom do I ask?"))
    look(page, "help")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(HELP)).to_be_focused()
    page.locator(HELP).click()
    dialog.get_by_role("button", name=say("Close", "help")).click()
    expect(dialog).to_be_hidden()
    page.locator(HELP).click()
    page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()
    assert page.url.endswith("/tasks/")


def test_without_scripts_the_question_mark_leads_to_a_page(visit, look, an):
    page = visit(an, "/tasks/", scripts=False)
    page.locator(HELP).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Help for this page"))
    assert "/help/assignments:tasks/" in page.url
    look(page, "help-page", axe=False)
    look(visit(an, page.url), "help-page-with-scripts")


def test_what_is_typed_stays_while_one_reads_help_and_changes_the_look(visit, thu, house: House):
    page = visit(thu, f"/guidance/units/{house.ward.pk}/")
    page = visit(thu, f"/members/add/?cell={house.cell.pk}")
    field = page.locator('main input[name="full_name"]')
    field.fill("Ngô Văn Mới")
    page.locator(HELP).click()
    page.keyboard.press("Escape")
    open_account(page)
    page.get_by_role("button", name=say("Large", "text size"), exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-text", "l")
    expect(field).to_have_value("Ngô Văn Mới")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-text", "l")


@pytest.mark.parametrize("scripts", [True, False])
def test_dark_is_chosen_by_hand_and_there_from_the_first_paint(visit, an, scripts):
    page = visit(an, "/tasks/", scripts=scripts, color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    open_account(page)
    page.get_by_role("button", name=say("Dark", "colours"), exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-colours", "dark")
    expect(page.locator("body")).not_to_have_css("background-color", light)  # it may take a frame
    dark = page.evaluate(ground)
    answer = page.goto("/petitions/")
    assert answer
    assert 'data-colours="dark"' in answer.text().partition(">")[2].partition(">")[0]
    assert page.evaluate(ground) == dark


def test_light_by_hand_stays_light_on_a_dark_device(visit, an):
    page = visit(an, "/tasks/", color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    Account.objects.filter(pk=an.account.pk).update(colours=Colours.LIGHT)
    page.reload()
    assert page.evaluate(ground) != dark
    expect(page.locator("html")).to_have_css("color-scheme", "light")


@pytest.mark.looks
@pytest.mark.parametrize("size_of_text", [TextSize.LARGE, TextSize.LARGEST])
def test_larger_text_breaks_no_page(visit, look, size_of_text, clock, house, thu, lam, an, others):
    """Today, the lists, and every step of a meeting, at 360 and 1280 px."""
    Account.objects.filter(pk=thu.account.pk).update(text_size=size_of_text)
    clock.set(3, 18)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/invite/")
    page = visit(thu)
    for path in (
        "/",
        "/notices/",
        "/meetings/",
        "/members/",
        "/tasks/",
        "/petitions/",
        "/account/",
        "/help/",
    ):
        page.goto(path)
        look(page, f"larger-{path.strip('/').replace('/', '-') or 'today'}")
    thu.post(f"/meetings/{meeting.pk}/open/")
    for step in ("prepare", "start", "conduct", "close", "after"):
        page.goto(f"/meetings/{meeting.pk}/{step}/")
        look(page, f"larger-{step}")
    page.locator(HELP).click()
    assert page.evaluate(WIDER) == []


def test_the_bell_leads_to_the_notices_and_loses_its_number(visit, look, an):
    words.NOTICE_SENTENCES.register({"test.hello": "Hello %(name)s"})
    actions.tell([an.member.pk], "test.hello", "/tasks/", name="đồng chí An")
    page = visit(an)
    bell = page.get_by_role("link", name="1 thông báo chưa đọc", exact=True)
    expect(bell.locator(".count-badge")).to_have_text("1")
    bell.click()
    look(page, "notices")
    page.get_by_role("link", name="Hello đồng chí An").click()
    expect(page.get_by_role("link", name=re.compile("không có gì mới"))).to_be_visible()
