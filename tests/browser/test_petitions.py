"""A petition between two meetings: raised on a phone, up two levels, and its answer back to the person."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.story import Say

say = Say("vi")
TEXT = "Cống thoát nước ngõ 7 bị tắc, mưa là ngập"


def test_raised_passed_up_twice_answered_and_told(visit, look, an, thu, binh, tinh):
    page = visit(an, "/petitions/")
    page.get_by_role("link", name=say("Raise a petition")).click()
    look(page, "raise")
    page.get_by_role("button", name=say("Send the petition")).click()
    expect(page.get_by_text(say("Choose to whom the petition goes.")).first).to_be_visible()
    look(page, "refused")
    page.get_by_label(say("What do you ask for?")).fill(TEXT)
    page.get_by_label(say("Our cell"), exact=True).check()
    page.get_by_label(say("Field")).select_option("Giao thông, điện, nước")
    page.get_by_label(say("Only the leaders of my cell")).check()
    page.get_by_role("button", name=say("Send the petition")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TEXT)
    look(page, "raised")
    address = page.url

    for person, next_words in ((thu, "Việc của phường"), (binh, "Hệ thống thoát nước do tỉnh đầu tư")):
        page = visit(person, address)
        look(page, f"held-by-{person.account.username}")
        page.locator("summary", has_text=say("Pass it up to %(unit)s", unit="").strip()).click()
        page.get_by_label(say("Why is it beyond this unit?")).fill(next_words)
        page.get_by_role("button", name=say("Pass it up"), exact=True).click()
        expect(page.get_by_text(say("The petition is with the level above."))).to_be_visible()

    page = visit(tinh, address)
    expect(page.locator("main")).not_to_contain_text(an.member.full_name)
    page.get_by_label(say("The answer")).fill("Tỉnh khơi thông trong tháng này.")
    page.get_by_role("button", name=say("Send the answer")).click()

    page = visit(an, "/")
    page.get_by_role("link", name=say("Read the answer")).first.click()
    expect(page.locator("main")).to_contain_text("Tỉnh khơi thông trong tháng này.")
    look(page, "answered")
    page.get_by_role("button", name=say("Close the petition")).click()
    expect(page.get_by_text(say("The petition is closed."))).to_be_visible()
