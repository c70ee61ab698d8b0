"""Forms that the server answers, filled in where there is no network: photographs, the cell's score, opinions
written before. Beside them what is steady in the room: the place, the sign, letters of any size.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import CUT, ON_BOTH, TWICE_AS_LARGE, WIDER
from browser.story import NOTE, Say
from browser.test_offline import Device, until
from sotay.meetings.models import Meeting, MeetingPaper
from sotay.meetings.queries import load_state
from sotay.meetings.tests import halls
from sotay.opinions.models import Opinion
from sotay.scoring.models import ScoreSheet

say = Say("vi")
STEPS = ("prepare", "start", "conduct", "close", "after")


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    """Open, everybody marked, the first item held; An wrote something before."""
    meeting = halls.set_up(house, thu)
    thu.post(f"/meetings/{meeting.pk}/invite/")
    clock.set(2, 8)
    written = {"subject": "other", "text": "Đề nghị bàn việc thu gom rác.", "name": "named"}
    page = an.get(f"/opinions/meetings/{meeting.pk}/write/")
    key = page.context["form"]["key"].value()
    an.post(f"/opinions/meetings/{meeting.pk}/write/", {**written, "key": key})
    clock.set(3, 19)
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    item = next(item for item in load_state(meeting).items if item.step == "conduct")
    halls.did(thu, meeting, "item_begun", item=item.id)
    return meeting


def room(visit, person, meeting: Meeting, step: str = "conduct") -> Page:
    page = visit(person, f"/meetings/{meeting.pk}/room/#{step}")
    page.locator(f'[data-panel="{step}"]').wait_for()
    return page


def photographs(folder: Path, *names: str) -> list[Path]:
    files = [folder / name for name in names]
    for file in files:
        file.write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 500)
    return files


def test_several_photographs_without_a_network_go_up_when_there_is_one(meeting, thu, visit, tmp_path, look):
    hall = Device(room(visit, thu, meeting))
    page, sheet = hall.page, hall.page.locator("#sheet-files")
    hall.take_along()
    hall.cut()
    page.locator('[data-sheet="files"]').locator("visible=true").click()
    sheet.get_by_role("button", name=say("Attach"), exact=True).click()
    expect(sheet.get_by_role("alert")).to_contain_text(say("Choose a file."))
    sheet.locator("[type=file]").set_input_files(photographs(tmp_path, "hoi-truong.jpg", "bang-tin.jpg"))
    sheet.get_by_role("button", name=say("Attach"), exact=True).click()
    expect(sheet.get_by_role("alert")).to_contain_text(say("Confirm that the file holds no state secret."))
    sheet.locator("[name=not_secret]").check()
    look(page, "photographs")
    sheet.get_by_role("button", name=say("Attach"), exact=True).click()
    expect(sheet).to_be_hidden()
    page.reload()  # they lie on the device, not in the page
    page.locator('[data-panel="conduct"]').wait_for()
    page.locator('[data-sheet="files"]').locator("visible=true").click()
    expect(sheet.locator("[data-list=files] li")).to_have_count(2)
    expect(sheet.locator("[data-list=files]")).to_contain_text(say("waits to be sent"))
    hall.join()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: MeetingPaper.objects.count() == 2)
    expect(sheet.locator("[data-list=files]")).not_to_contain_text(say("waits to be sent"))
    names = {paper.document.file_name for paper in MeetingPaper.objects.select_related("document", "item")}
    assert names == {"hoi-truong.jpg", "bang-tin.jpg"}
    assert {str(paper.item_id) for paper in MeetingPaper.objects.all()} == {str(load_state(meeting).current)}


def test_file_the_server_refuses_is_told_and_the_others_are_kept(meeting, thu, visit, tmp_path):
    hall = Device(room(visit, thu, meeting))
    page, sheet = hall.page, hall.page.locator("#sheet-files")
    page.locator('[data-sheet="files"]').locator("visible=true").click()
    sheet.locator("[type=file]").set_input_files(photographs(tmp_path, "TỐI MẬT.jpg", "bang-tin.jpg"))
    sheet.locator("[name=not_secret]").check()
    sheet.get_by_role("button", name=say("Attach"), exact=True).click()
    until(lambda: MeetingPaper.objects.count() == 1)
    expect(page.locator("#sign")).to_have_attribute("data-state", "refused")
    page.locator("#sign").click()
    unsent = page.locator("#sheet-device [data-list=unsent]")
    expect(unsent).to_contain_text("TỐI MẬT.jpg")
    unsent.get_by_role("button").click()
    expect(page.locator("#sign")).to_have_attribute("data-state", "sent")


def test_answer_that_was_lost_makes_no_second_photograph(meeting, thu, visit, tmp_path):
    hall = Device(room(visit, thu, meeting))
    page, sheet = hall.page, hall.page.locator("#sheet-files")
    lost: list[int] = []

    def lose_the_first(route) -> None:
        answer = route.fetch(max_redirects=0)
        lost.append(answer.status)
        if len(lost) == 1:
            route.abort()
        else:
            route.continue_()

    page.context.route("**/papers/add/", lose_the_first)
    page.locator('[data-sheet="files"]').locator("visible=true").click()
    sheet.locator("[type=file]").set_input_files(photographs(tmp_path, "hoi-truong.jpg"))
    sheet.locator("[name=not_secret]").check()
    sheet.get_by_role("button", name=say("Attach"), exact=True).click()
    until(lambda: page.evaluate("true") and lost)  # the browser is listened to meanwhile
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: page.evaluate("true") and len(lost) > 1)
    expect(page.locator("#sign")).to_have_attribute("data-state", "sent")
    assert MeetingPaper.objects.count() == 1


def test_cell_scores_its_meeting_and_raises_what_was_written_without_a_network(meeting, thu, visit, look):
    hall = Device(room(visit, thu, meeting))
    page = hall.page
    hall.take_along()
    hall.cut()
    page.locator('[data-sheet="opinions"]').locator("visible=true").click()
    opinions = page.locator("#sheet-opinions")
    expect(opinions).to_contain_text("Đề nghị bàn việc thu gom rác.")
    raised = opinions.get_by_role("button", name=say("Raised", "opinion"), exact=True)
    raised.click()
    expect(raised).to_have_attribute("aria-pressed", "true")
    expect(opinions).to_contain_text(say("Kept on this device. It is sent as soon as there is a network."))
    look(page, "opinions")
    hall.close_sheet()
    page.locator('[data-sheet="score"]').locator("visible=true").click()
    score = page.locator("#sheet-score")
    score.locator("[type=radio][value=met]").first.check(force=True)
    look(page, "score")
    score.get_by_role("button", name=say("Keep it, go on later")).click()
    expect(score).to_contain_text(say("Kept on this device. It is sent as soon as there is a network."))
    assert not ScoreSheet.objects.exists()
    hall.join()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: ScoreSheet.objects.exists() and Opinion.objects.get().raised)
    expect(score).to_contain_text(say("Sent."))
    hall.cut()
    page.reload()  # as it was when it was taken along, before anything was answered
    page.locator('[data-panel="conduct"]').wait_for()
    page.locator('[data-sheet="score"]').locator("visible=true").click()
    expect(score.locator("[type=radio][value=met]").first).to_be_checked()
    hall.join()
    score.locator("[type=radio][value=not_met]").nth(1).check(force=True)
    score.get_by_role("button", name=say("Keep it, go on later")).click()
    until(lambda: len(ScoreSheet.objects.get().said) == 2)
    expect(page.locator("#sign")).to_have_attribute("data-state", "sent")


# --- what is steady ---


@ON_BOTH
def test_nothing_moves_nor_is_drawn_anew_while_things_are_written_down(meeting, thu, visit):
    page = room(visit, thu, meeting)
    page.evaluate("window.same = true; scrollTo(0, 180)")
    before = page.evaluate("scrollY")
    for name in ("note", "aside", "praise"):
        page.evaluate(f"document.querySelector('[data-sheet={name}]').click()")
        sheet = page.locator(f"#sheet-{name}")
        sheet.locator("textarea").fill(f"{NOTE} {name}")
        sheet.locator("form > button").click()
        expect(sheet).to_be_hidden()
        expect(page.locator("#said")).to_contain_text(f"{NOTE} {name}")
        assert page.evaluate("[scrollY, window.same]") == [before, True]
        for what in ("strip-title", "strip-time"):
            expect(page.locator(f"#strip [data-slot={what}]")).to_be_in_viewport()


def test_next_speaker_is_in_sight_in_a_sheet_too(meeting, thu, an, visit):
    halls.did(thu, meeting, "floor_asked", member=an.member.pk)
    page = room(visit, thu, meeting)
    page.locator('#dock [data-sheet="note"]').click()
    expect(page.locator("#sheet-note [data-slot=sheet-floor]")).to_contain_text(an.member.full_name)
    expect(page.locator("#sheet-note [data-slot=sheet-time]")).to_be_visible()


def test_network_that_goes_and_comes_is_read_out_politely_and_what_needs_it_says_so(meeting, thu, visit):
    page = room(visit, thu, meeting)
    said = page.locator("#sign-said")
    expect(said).to_have_attribute("role", "status")
    expect(page.locator("#sign")).to_have_attribute("data-state", "sent")
    page.clock.install()
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.clock.run_for(6_000)
    expect(said).to_have_text(say("No network", "sign"))
    page.locator('.steps [data-step="prepare"]').click()
    needs = page.locator('[data-panel="prepare"] [data-needs-network]')
    expect(needs).to_be_visible()
    page.locator('.steps [data-step="close"]').click()
    page.get_by_role("link", name=say("Read and correct line by line (needs the network)")).click()
    expect(page.locator("[data-slot=trouble]")).to_contain_text(
        say("This needs the network. Everything else goes on without it.")
    )
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.clock.run_for(6_000)
    expect(said).to_have_text(say("The network is back."))
    expect(needs).to_be_hidden()


@ON_BOTH
@TWICE_AS_LARGE
def test_nothing_is_cut_in_any_step_with_letters_twice_as_large(meeting, thu, large):
    halls.did(thu, meeting, "motion_moved", text="Lập tổ liên gia", matter="resolution", method="paper")
    halls.did(thu, meeting, "matter_set_aside", text="Xem lại giờ mở cửa nhà văn hóa.")
    page = large(thu)
    page.goto(f"/meetings/{meeting.pk}/room/#start")
    page.locator('[data-panel="start"]').wait_for()
    faults = []
    for step in STEPS:
        page.locator(f'.steps [data-step="{step}"]').click()
        expect(page.locator(f'[data-panel="{step}"]')).to_be_visible()
        faults += [f"{step}: {fault}" for fault in (*page.evaluate(WIDER), *page.evaluate(CUT))]
    page.locator('.steps [data-step="conduct"]').click()
    for name in ("files", "opinions", "score", "floor", "aside", "praise"):
        page.evaluate(f"document.querySelector('[data-sheet={name}]').click()")
        expect(page.locator(f"#sheet-{name}")).to_be_visible()
        faults += [f"{name}: {fault}" for fault in (*page.evaluate(WIDER), *page.evaluate(CUT))]
        page.keyboard.press("Escape")
    assert not faults, "\n".join(faults)


def test_reported_meeting_stays_in_the_room(meeting, thu, lam, visit, look):
    thu.post(f"/meetings/{meeting.pk}/roll/end/rest/")
    halls.did(thu, meeting, "concluded", text="Nhất trí.")
    halls.did(thu, meeting, "closed")
    halls.sign(thu, meeting)
    thu.post(f"/meetings/{meeting.pk}/report/")
    page = visit(thu, f"/meetings/{meeting.pk}/")
    page.locator('[data-panel="after"]').wait_for()
    assert page.url.endswith("/room/")
    look(page, "reported")
    for step in ("start", "conduct", "close"):
        page.locator(f'.steps [data-step="{step}"]').click()
        expect(page.locator(f'[data-panel="{step}"]')).to_be_visible()
        assert (
            page.locator(f'[data-panel="{step}"] button[data-do]:enabled').locator("visible=true").count()
            == 0
        )
