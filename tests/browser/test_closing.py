"""The end of a meeting in a browser: two wordings to merge, read out, closed, signed, sealed, added to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import PASSWORD
from browser.story import Say
from sotay.meetings import queries
from sotay.meetings.documents import minutes
from sotay.meetings.models import Meeting

say = Say("vi")


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    """Open and called, with a note and a conclusion that two people worded."""
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    found = Meeting.objects.get()
    thu.post(f"/meetings/{found.pk}/open/")
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{found.pk}/roll/{round_}/rest/")
    record = f"/meetings/{found.pk}/record"
    thu.post(f"{record}/note_written/", {"text": "Chi bộ nghe báo cáo."})
    note = queries.load_state(found).notes[0].entry
    for person, text in ((thu, "Chi bộ nghe báo cáo tháng 11."), (lam, "Chi bộ nghe báo cáo của chi ủy.")):
        person.post(f"{record}/revised/", {"entry": note, "text": text, "over": ""})
        person.post(f"{record}/concluded/", {"text": f"Kết luận: {text}", "over": ""})
    return found


def test_a_meeting_is_closed_signed_and_added_to(meeting, thu, visit, look):
    page = visit(thu, f"/meetings/{meeting.pk}/conduct/")
    expect(page.get_by_text("Chi bộ nghe báo cáo của chi ủy.").first).to_be_visible()
    look(page, "two-wordings")
    page.get_by_label(say("One wording out of both")).fill("Chi bộ nghe báo cáo tháng 11 của chi ủy.")
    page.get_by_role("button", name=say("Keep this one wording")).click()
    expect(page.locator("#said")).not_to_contain_text(say("One wording out of both"))

    page.goto(f"/meetings/{meeting.pk}/close/")
    expect(page.locator("#close")).to_contain_text(say("Worded twice"))
    look(page, "closing-with-open-matters")
    page.get_by_role("link", name=say("Open the minutes to read them out")).click()
    expect(page.get_by_role("heading", name=say("Read back the minutes"))).to_be_visible()
    look(page, "read-out")
    page.get_by_role("button", name=say("Read out, the meeting agrees")).click()
    page.locator("#close").get_by_role("button", name=say("Close the meeting")).click()

    page.get_by_role("link", name=say("Read them and sign")).click()
    page.get_by_label(say("Your password")).fill(PASSWORD)
    look(page, "who-signs")
    page.get_by_role("button", name=say("Confirm"), exact=True).click()
    page.get_by_role("button", name=say("I have read them and sign")).click()
    page.get_by_text(say("%(name)s is beside me and has no phone", name="Phạm Văn Lâm")).click()
    page.get_by_role("link", name=say("Read the papers with %(name)s", name="Phạm Văn Lâm")).click()
    page.get_by_label(say("has no telephone at hand")).check()
    page.get_by_label(say("They are beside me, have read or heard the papers above, and sign them")).check()
    look(page, "signing-with-help")
    page.get_by_role("button", name=say("%(name)s confirms here", name="Phạm Văn Lâm")).click()
    expect(page.get_by_role("heading", name=say("The log is sealed"))).to_be_visible()
    page.locator("summary").get_by_text(say("Add or correct something")).click()
    page.get_by_label(say("What is added or corrected")).fill("Ngõ 5 đọc là ngõ 15.")
    look(page, "sealed")
    page.get_by_role("button", name=say("Keep this beside the minutes")).click()
    expect(page.locator("#amendments")).to_contain_text("Ngõ 5 đọc là ngõ 15.")
    look(page, "amended")
    page.get_by_role("link", name=say("Open the annex to print it")).click()
    expect(page.get_by_role("heading", name="PHỤ LỤC BIÊN BẢN", exact=True)).to_be_visible()
    look(page, "annex")


@pytest.mark.looks
def test_papers_that_cannot_be_composed_and_letters_that_print_lacks(meeting, thu, visit, look, monkeypatch):
    thu.post(f"/meetings/{meeting.pk}/record/note_written/", {"text": "Nhất trí 😀, khmer ក."})
    page = visit(thu, f"/meetings/{meeting.pk}/read/")
    expect(page.get_by_text("Phông chữ của văn bản không có “😀” (U+1F600)")).to_be_visible()
    look(page, "read-back-with-a-gap")
    with monkeypatch.context() as broken:
        broken.setattr(minutes, "compose", lambda *_args: 1 / 0)
        page.reload()
        expect(page.get_by_text(say("The meeting can be closed all the same."))).to_be_visible()
        look(page, "read-back-without-papers")
        thu.post(f"/meetings/{meeting.pk}/record/closed/")
        page.goto(f"/meetings/{meeting.pk}/after/")
        expect(page.get_by_role("heading", name=say("The papers are not composed"))).to_be_visible()
        look(page, "after-without-papers")
    page.get_by_role("button", name=say("Compose them again")).click()
    expect(page.get_by_role("heading", name=say("Read, then sign"))).to_be_visible()
    expect(page.get_by_text("Phông chữ của văn bản không có “😀” (U+1F600)")).to_be_visible()
    look(page, "after-with-a-gap")
