"""A month of a cell, from nothing to reported, done the way people do it: by what they see on the screen.

The acts of the story are functions, because it is played three times: on a phone, on a desk, and in a
browser that runs no JavaScript.
"""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect

from browser.conftest import PASSWORD

ITEM = "Phòng cháy, chữa cháy trong khu dân cư"
REPORT = "Tổ dân phố có 3 hộ kinh doanh chưa có bình chữa cháy."
SAID = "Đề nghị phường sửa đèn đường ngõ 5, tối đi lại rất nguy hiểm."
TASK = "Vận động 3 hộ kinh doanh mua bình chữa cháy"
PETITION = "Sửa chữa đèn đường ngõ 5"
MOTION = "Thành lập tổ liên gia phòng cháy, chữa cháy"
CONCLUSION = "Chi bộ nhất trí lập tổ liên gia, giao đồng chí Hà chủ trì."
CORRECTED = "Đã đọc lại và sửa một chỗ theo ý kiến chi bộ."


@pytest.fixture
def cast(thu, lam, an, chi, binh, others):
    """Everybody the story needs."""


def test_from_an_empty_month_to_the_ward_seeing_the_report(
    cast, thu, lam, an, chi, binh, visit, look, clock, tmp_path
):
    secretary = visit()
    log_in(secretary, look)
    prepare(secretary, look, paper_to_read(tmp_path))
    member = visit(an)
    decline(member, look)
    overseer = visit(chi)
    accept(overseer, look)

    clock.set(3, 19)
    call_the_roll(secretary, look)
    opening(secretary, look)
    taker = visit(lam)
    proceedings(secretary, taker, look)
    clock.set(3, 20, 25)
    closing(secretary, taker, look)
    edit_the_minutes(taker, look)
    sign(taker, secretary, look)
    read_the_files(secretary)
    report(secretary, look)

    office = visit(binh)
    the_ward_sees(office, look)
    the_member_sees(member, look)
    the_overseer_sees(overseer, look)


def log_in(page: Page, look) -> None:
    look(page, "log-in")
    page.get_by_label("Tên đăng nhập hoặc số thẻ đảng viên").fill("thu")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", name="Chào đồng chí Thu")).to_be_visible()


def paper_to_read(folder: Path) -> Path:
    paper = folder / "Hướng dẫn PCCC.docx"
    document = Document()
    document.add_paragraph("Hướng dẫn phòng cháy, chữa cháy trong khu dân cư")
    document.save(str(paper))
    return paper


def prepare(page: Page, look, paper: Path) -> None:
    expect(page.get_by_role("heading", name="Chuẩn bị sinh hoạt tháng 12/2026")).to_be_visible()
    look(page, "today-of-an-empty-month")
    page.get_by_role("button", name="Lập kỳ sinh hoạt").click()
    expect(page.get_by_role("heading", name="Xem lại chương trình rồi mời họp")).to_be_visible()
    look(page, "agenda-drafted")

    agenda = page.locator("#agenda")
    agenda.get_by_role("link").first.click()
    look(page, "agenda-item")
    page.get_by_label("Nội dung trình bày").fill(REPORT)
    page.get_by_label("Người trình bày").select_option(label="Lê Thị Thu")
    page.get_by_role("button", name="Lưu", exact=True).click()

    page.get_by_role("link", name="Thêm mục").click()
    look(page, "agenda-add")
    page.get_by_label("Nội dung", exact=True).fill(ITEM)
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(agenda.get_by_role("link", name=ITEM)).to_be_visible()

    page.get_by_role("link", name="Đính kèm tài liệu").click()
    look(page, "paper-attach")
    page.get_by_label("Tệp", exact=True).set_input_files(paper)
    page.get_by_label("Tên tài liệu").fill("Hướng dẫn phòng cháy, chữa cháy")
    page.get_by_label("Tôi cam kết tệp này không chứa bí mật nhà nước").check()
    page.get_by_role("button", name="Đính kèm").click()
    expect(page.get_by_role("link", name="Hướng dẫn phòng cháy, chữa cháy")).to_be_visible()
    look(page, "agenda-ready")

    page.get_by_role("button", name="Mời tất cả").click()
    expect(page.get_by_role("heading", name="Sẵn sàng mở sinh hoạt")).to_be_visible()
    expect(page.get_by_text("Đã mời 8 người.")).to_be_visible()
    look(page, "invited")


def decline(page: Page, look) -> None:
    look(page, "member-today")
    page.get_by_role("link", name="Tôi không dự được").click()
    look(page, "member-answer")
    page.get_by_label("Xin vắng, vì").check()
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_role("alert")).to_contain_text("Đề nghị ghi lý do")
    look(page, "member-answer-without-reason")
    page.get_by_label("Lý do").fill("đưa cháu đi viện")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_text("Đã ghi câu trả lời. Cảm ơn đồng chí.")).to_be_visible()
    look(page, "member-answered")


def accept(page: Page, look) -> None:
    look(page, "overseer-today")
    page.get_by_role("button", name="Tôi sẽ dự").click()
    expect(page.get_by_text("Đã ghi câu trả lời. Cảm ơn đồng chí.")).to_be_visible()


def call_the_roll(page: Page, look) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Hôm nay sinh hoạt")).to_be_visible()
    look(page, "today-of-the-evening")
    page.locator(".card.now").get_by_role("link").first.click()
    go(page, "Mở đầu")
    look(page, "before-opening")
    page.get_by_role("button", name="Mở sinh hoạt").click()
    roll = page.locator("#roll-start")
    expect(roll.get_by_role("status")).to_contain_text("còn 6 chưa điểm danh")
    look(page, "opened")

    mark(page, roll, "Bùi Thị Hà", "Có mặt")
    expect(roll.get_by_role("status")).to_contain_text("1/6 có mặt")
    mark(page, roll, "Đinh Văn Quang", "Vắng không lý do")
    mark(page, roll, "Đinh Văn Quang", "Có mặt")
    expect(roll.get_by_role("status")).to_contain_text("còn 4 chưa điểm danh")
    mark(page, roll, "Vũ Thị Sáu", "Có mặt")
    expect(roll.get_by_role("status")).to_contain_text("2/6 có mặt")
    roll.get_by_role("button", name="Những người còn lại đều có mặt").click()
    expect(roll.get_by_role("status")).to_contain_text("5/6 có mặt")
    expect(person(roll, "Nguyễn Văn An").get_by_role("button", pressed=True)).to_have_text("Vắng có lý do")
    expect(person(roll, "Nguyễn Văn An")).to_contain_text("đưa cháu đi viện")
    expect(roll).to_contain_text("Ngô Văn Xa (sinh hoạt tạm thời nơi khác)")
    look(page, "roll-called")


def mark(page: Page, roll: Locator, name: str, mark: str) -> None:
    """One tap; where JavaScript runs, the page stays and only the row and the count change."""
    scripted = page.evaluate("document.scripting !== false && Boolean(window.htmx)")
    if scripted:
        page.evaluate("window.theSamePage = true")
    person(roll, name).get_by_role("button", name=mark, exact=True).click()
    expect(person(roll, name).get_by_role("button", pressed=True)).to_have_text(mark)
    if scripted:
        assert page.evaluate("window.theSamePage"), "the page was loaded again for one mark"


def person(roll: Locator, name: str) -> Locator:
    return roll.get_by_role("listitem").filter(has_text=name)


def go(page: Page, step: str) -> None:
    page.get_by_role("navigation", name="Các bước của cuộc sinh hoạt").get_by_role("link", name=step).click()


def opening(page: Page, look) -> None:
    unfold(page, "Ghi đại biểu")
    page.get_by_label("Đại biểu").fill("Đỗ Thị Chi, cấp ủy viên phụ trách")
    page.get_by_role("button", name="Lưu đại biểu").click()
    expect(page.locator("#guests")).to_contain_text("Đỗ Thị Chi, cấp ủy viên phụ trách")
    page.get_by_label("Đã đóng tháng này").fill("6")
    page.get_by_label("Phải đóng").fill("7")
    page.get_by_role("button", name="Lưu đảng phí").click()
    expect(page.locator("#dues")).to_contain_text("6/7 đồng chí đã đóng tháng này.")
    page.get_by_role("button", name="Chi bộ thông qua chương trình").click()
    expect(page.locator("#adopt")).to_contain_text("Đã thông qua")
    look(page, "opening-done")
    page.get_by_role("link", name="Sang phần tiến hành").click()


def unfold(page: Page, summary: str) -> None:
    page.locator("summary", has_text=summary).first.click()


def proceedings(page: Page, taker: Page, look) -> None:
    """The chair leads the agenda; the minute-taker writes on a device of their own."""
    expect(page.get_by_role("heading", name="Bắt đầu mục thứ nhất")).to_be_visible()
    look(page, "proceedings-before-the-first-item")
    page.get_by_role("button", name=re.compile("^Bắt đầu: ")).click()
    expect(page.get_by_text("Mục 1 trong")).to_be_visible()

    taker.goto("/")
    expect(taker.get_by_role("heading", name="Đang sinh hoạt")).to_be_visible()
    look(taker, "minute-taker-today")
    taker.get_by_role("link", name="Tiếp tục buổi sinh hoạt").click()
    write = taker.locator("#write")
    said = taker.locator("#said")

    unfold(taker, "Ý kiến phát biểu")
    write.get_by_label("Người phát biểu").select_option(label="Bùi Thị Hà")
    write.get_by_label("Nội dung phát biểu").fill(SAID)
    look(taker, "statement")
    write.get_by_role("button", name="Lưu ý kiến").click()
    expect(said).to_contain_text(SAID)

    unfold(taker, "Nội dung trình bày, thảo luận")
    write.get_by_label("Ghi vào biên bản").fill("Bí thư trình bày tình hình tháng 11.")
    write.get_by_role("button", name="Lưu vào biên bản").click()
    expect(said).to_contain_text("Bí thư trình bày tình hình tháng 11.")

    unfold(taker, "Giao việc: ai làm, khi nào xong")
    write.get_by_label("Việc cần làm").fill(TASK)
    write.get_by_label("Nguyễn Văn An").check()
    write.get_by_label("Thời hạn").fill("1/12/2026")
    write.get_by_role("button", name="Giao việc").click()
    expect(taker.get_by_role("alert")).to_contain_text("Thời hạn đã qua")
    expect(write.get_by_label("Việc cần làm")).to_have_value(TASK)
    look(taker, "task-refused")
    write.get_by_label("Thời hạn").fill("20/12/2026")
    write.get_by_role("button", name="Giao việc").click()
    expect(said).to_contain_text(TASK)

    unfold(taker, "Kiến nghị, đề xuất")
    write.get_by_label("Nội dung kiến nghị").fill(PETITION)
    write.get_by_label("Người kiến nghị").select_option(label="Bùi Thị Hà")
    write.get_by_role("button", name="Lưu kiến nghị").click()
    expect(said).to_contain_text(PETITION)

    unfold(taker, "Biểu quyết giơ tay")
    write.get_by_label("Nội dung biểu quyết").fill(MOTION)
    write.get_by_role("button", name="Đưa ra biểu quyết").click()
    count_hands(taker, look, too_many=6, votes_for=4, abstained=1)
    look(taker, "minute-taker-all-written")

    page.reload()
    begin = page.get_by_role("button", name=re.compile("^Bắt đầu: "))
    held = page.locator("ol.list").get_by_text("Đã qua")
    while begin.count():
        done = held.count()
        begin.click()
        expect(held).to_have_count(done + 1)
    look(page, "proceedings-last-item")
    page.get_by_role("button", name="Kết thúc mục này").click()
    page.get_by_role("link", name="Sang phần kết thúc").click()


def count_hands(page: Page, look, *, too_many: int, votes_for: int, abstained: int) -> None:
    """Five full members of the base of six are here; six hands are one too many."""
    votes = page.locator("#votes")
    expect(votes).to_contain_text(MOTION)
    votes.get_by_label("Tán thành", exact=True).fill(str(too_many))
    votes.get_by_role("button", name="Lưu kết quả đếm").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Đếm được {too_many} người biểu quyết")
    look(page, "hands-refused")
    votes.get_by_label("Tán thành", exact=True).fill(str(votes_for))
    votes.get_by_label("Không có ý kiến").fill(str(abstained))
    votes.get_by_role("button", name="Lưu kết quả đếm").click()
    expect(votes).to_contain_text("Được thông qua")


def closing(page: Page, taker: Page, look) -> None:
    expect(page.get_by_role("heading", name="Kết luận").first).to_be_visible()
    look(page, "closing")
    page.get_by_label("Kết luận của chủ trì").fill(CONCLUSION)
    page.get_by_role("button", name="Lưu kết luận").click()
    page.get_by_role("button", name="Biểu quyết nghị quyết").click()
    votes = page.locator("#votes")
    votes.get_by_label("Tán thành", exact=True).fill("5")
    votes.get_by_role("button", name="Lưu kết quả đếm").click()
    expect(votes.get_by_text("Được thông qua")).to_have_count(2)

    roll = page.locator("#roll-end")
    mark(page, roll, "Bùi Thị Hà", "Có mặt")
    roll.get_by_role("button", name="Những người còn lại như đầu buổi").click()
    expect(roll.get_by_role("status")).to_contain_text("6 có mặt cuối buổi")

    taker.goto(page.url)
    taker.get_by_role("link", name="Mở biên bản để đọc").click()
    expect(taker.get_by_role("heading", name="Đọc lại biên bản")).to_be_visible()
    expect(taker.get_by_role("main")).to_contain_text(SAID)
    look(taker, "read-back")
    taker.get_by_role("button", name="Đã đọc, chi bộ nhất trí").click()
    expect(taker.locator("#read")).to_contain_text("Đã đọc, đã thông qua")
    page.reload()
    look(page, "closing-complete")
    page.locator("#close").get_by_role("button", name="Kết thúc sinh hoạt").click()
    expect(page.get_by_role("heading", name="Đọc lại rồi ký")).to_be_visible()
    look(page, "closed")


def edit_the_minutes(page: Page, look) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Đọc và ký")).to_be_visible()
    page.locator(".card.now").get_by_role("link").first.click()
    page.locator("#papers").get_by_role("link", name="Đọc và sửa").first.click()
    look(page, "minutes-draft")
    page.get_by_role("link", name="Sửa lời văn").click()
    look(page, "minutes-parts")
    page.get_by_role("listitem").filter(has_text=CONCLUSION).get_by_role("link").click()
    look(page, "minutes-part")
    page.get_by_label("Nội dung").fill(f"{CONCLUSION}\n{CORRECTED}")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu lời văn mới.")).to_be_visible()


def sign(taker: Page, page: Page, look) -> None:
    taker.goto("/")
    taker.locator(".card.now").get_by_role("link").first.click()
    taker.get_by_role("button", name="Tôi đã đọc và ký").click()
    expect(taker.get_by_text("Đã ký.")).to_be_visible()
    look(taker, "signed-by-minute-taker")
    page.reload()
    page.get_by_role("button", name="Tôi đã đọc và ký").click()
    expect(page.get_by_role("heading", name="Báo cáo cấp trên")).to_be_visible()
    look(page, "signed-by-both")


def read_the_files(page: Page) -> None:
    """Minutes and resolution come down as files that open, with every name and its marks."""
    minutes, resolution = page.locator("#papers").get_by_role("listitem").all()
    assert {"Lê Thị Thu", "Phạm Văn Lâm", SAID, MOTION, CORRECTED} <= found_in(
        pdf_text(download(page, minutes, "PDF"))
    )
    assert {"Lê Thị Thu", "Phạm Văn Lâm", SAID, MOTION, CORRECTED} <= found_in(
        docx_text(download(page, minutes, "DOCX"))
    )
    assert {"Lê Thị Thu", TASK} <= found_in(pdf_text(download(page, resolution, "PDF")))
    assert {"Lê Thị Thu", TASK} <= found_in(docx_text(download(page, resolution, "DOCX")))


def found_in(text: str) -> set[str]:
    flat = " ".join(text.split())
    return {words for words in ("Lê Thị Thu", "Phạm Văn Lâm", SAID, MOTION, CORRECTED, TASK) if words in flat}


def download(page: Page, row: Locator, kind: str) -> Path:
    with page.expect_download() as coming:
        row.get_by_role("link", name=kind, exact=True).click()
    return coming.value.path()


def pdf_text(file: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(file).pages)


def docx_text(file: Path) -> str:
    document = Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def report(page: Page, look) -> None:
    page.get_by_role("button", name="Báo cáo ngay").click()
    expect(page.get_by_text("Đã báo cáo lúc")).to_be_visible()
    look(page, "reported")
    page.goto("/")
    look(page, "today-after-reporting")


def the_ward_sees(page: Page, look) -> None:
    look(page, "ward-today")
    page.get_by_role("navigation", name="Các mục chính").get_by_role("link", name="Tổng quan").click()
    line = page.get_by_role("row").filter(has_text="Chi bộ tổ dân phố Hòa Bình")
    expect(line).to_contain_text("Đã xong, đã báo cáo")
    expect(line).to_contain_text("5 / 6")
    look(page, "ward-board")
    line.get_by_role("link").first.click()
    expect(page.get_by_text("Đã báo cáo lúc")).to_be_visible()
    look(page, "ward-meeting")
    page.locator("#papers").get_by_role("link", name="Đọc").first.click()
    expect(page.get_by_role("article")).to_contain_text(CORRECTED)


def the_member_sees(page: Page, look) -> None:
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text(TASK)
    expect(page.get_by_role("main")).to_contain_text("NGHỊ QUYẾT")
    look(page, "member-today-after")


def the_overseer_sees(page: Page, look) -> None:
    page.goto("/")
    look(page, "overseer-today-after")
    page.get_by_role("link", name=re.compile("Chi bộ tổ dân phố Hòa Bình|Sinh hoạt thường kỳ")).first.click()
    look(page, "overseer-cell")
