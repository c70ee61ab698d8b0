"""Papers a unit writes itself: filled in, commented on, agreed, issued, replaced; who reads them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from sotay.papers import compositions, life, queries
from sotay.papers.models import Composition, Ending, IssuedPaper, PaperComment, PaperOpening
from sotay.papers.own_forms import FORM_NAMES
from sotay.papers.writing import FORMS

FILLED = {
    "abstract": "Triển khai Tết trồng cây năm 2027",
    "opening": "Thực hiện nghị quyết của chi bộ, chi bộ xây dựng kế hoạch như sau:",
    "title_1": "Mục đích, yêu cầu",
    "text_1": "Mỗi hộ trồng một cây.\n- Đúng thời vụ.\n- Có người chăm sóc.",
    "title_2": "Nội dung, thời gian",
    "text_2": "TT | Việc | Thời hạn\n1 | Nhận cây giống | 05/02/2027\n2 | Trồng cây | 12/02/2027",
    "title_3": "Tổ chức thực hiện",
    "text_3": "Đồng chí Phó Bí thư phụ trách.",
    "recipients": "Đảng ủy phường (để báo cáo),\nLưu Chi bộ.",
    "day": "05/02/2027",
}


def begin(person, unit, form="plan", **changed) -> IssuedPaper:
    answer = person.post(reverse("papers:begin", args=[unit.pk, form]), {**FILLED, **changed})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return IssuedPaper.objects.get(about_id=Composition.objects.latest("created_at").pk)


def door(name: str, paper: IssuedPaper) -> str:
    return reverse(f"papers:{name}", args=[paper.pk])


def issue(person, paper: IssuedPaper, **changed):
    person.confirm()
    signs = {"on_behalf": "T/M CHI BỘ", "post": "BÍ THƯ", "name": "Lê Thị Thu", **changed}
    return person.post(door("issue", paper), signs)


@pytest.fixture
def plan(thu, house) -> IssuedPaper:
    return begin(thu, house.cell)


def test_a_plan_is_filled_in_and_issued_with_a_number_and_no_other_program(plan, thu) -> None:
    content = queries.content(plan)
    assert [block.text for block in content.blocks if type(block).__name__ == "Heading"] == [
        "I- MỤC ĐÍCH, YÊU CẦU",
        "II- NỘI DUNG, THỜI GIAN",
        "III- TỔ CHỨC THỰC HIỆN",
    ]
    assert [type(block).__name__ for block in content.blocks] == [
        *("Paragraph", "Heading", "Paragraph", "Items", "Heading", "Table", "Heading", "Paragraph")
    ]
    assert issue(thu, plan).status_code == 302
    plan.refresh_from_db()
    assert plan.number_text == "Số 01-KH/CB"
    final = queries.content(plan)
    assert final.header.day == date(2027, 2, 5)
    assert final.signatures[0].name == "Lê Thị Thu"
    assert "Đã ký" in final.signatures[0].signed_note
    word = Document(BytesIO(thu.get(door("docx", plan)).content))
    assert [line.style.name for line in word.paragraphs if line.text.startswith("I- ")] == ["Heading 1"]


@pytest.mark.parametrize("form", [key for key, form in FORMS.items() if not form.of_committees])
def test_every_form_of_a_cell_comes_out_as_page_and_files(form, thu, house) -> None:
    paper = begin(thu, house.cell, form, addressee="Đảng ủy phường Bình Minh")
    assert thu.get(door("paper", paper)).status_code == 200
    assert thu.get(door("pdf", paper)).content.startswith(b"%PDF")
    assert Document(BytesIO(thu.get(door("docx", paper)).content))
    assert issue(thu, paper).status_code == 302
    paper.refresh_from_db()
    assert paper.number_text == f"Số 01-{FORMS[form].kind}/CB"


def test_a_cell_is_offered_no_guidance_and_a_committee_is(thu, binh, house) -> None:
    assert set(FORM_NAMES) == set(FORMS)
    assert thu.get(reverse("papers:begin", args=[house.cell.pk, "guidance"])).status_code == 404
    paper = begin(binh, house.ward, "guidance")
    assert issue(binh, paper, on_behalf="T/M ĐẢNG ỦY").status_code == 302
    paper.refresh_from_db()
    assert paper.number_text == "Số 01-HD/ĐU"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"abstract": ""}, "trích yếu nội dung"),
        ({"recipients": ""}, "nơi nhận"),
        ({"text_3": "Đồng chí … phụ trách."}, "chỗ còn để trống"),
        ({"text_3": "Đồng chí Phó Bí thư phụ trách./."}, "dấu chấm cuối nội dung"),
        ({"text_1": "", "text_2": "", "text_3": ""}, "nội dung"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_issued(thu, house, changed, words) -> None:
    paper = begin(thu, house.cell, **changed)
    page = thu.get(door("paper", paper)).content.decode()
    assert f"<li>{words}" in page.split("Trước khi ban hành:")[1].split("</ul>")[0]
    assert issue(thu, paper).status_code == 422
    paper.refresh_from_db()
    assert not paper.is_frozen


def test_an_invitation_longer_than_a_page_is_drawn_closer_and_then_refused(thu, house) -> None:
    lines = "\n".join(f"Nội dung thứ {n} của buổi làm việc." for n in range(26))
    fits = begin(
        thu, house.cell, "invitation", addressee="Các đồng chí đảng viên", text_2="", text_3="", text_1=lines
    )
    assert issue(thu, fits).status_code == 302
    too_long = begin(
        thu, house.cell, "invitation", addressee="Các đồng chí", text_1=lines * 3, text_2="", text_3=""
    )
    assert issue(thu, too_long).status_code == 422


def test_a_draft_is_read_by_those_who_write_it_then_by_the_committee_then_by_the_cell(
    plan, thu, lam, an, chi, dung
) -> None:
    for person in (an, chi, dung):
        assert person.get(door("paper", plan)).status_code == 404
    assert lam.get(door("paper", plan)).status_code == 200
    assert thu.post(door("move", plan), {"to": "ask"}).status_code == 302
    assert an.get(door("paper", plan)).status_code == 404
    issue(thu, plan)
    assert an.get(door("paper", plan)).status_code == 200
    assert dung.get(door("paper", plan)).status_code == 404


def test_the_committee_says_what_it_thinks_and_a_changed_text_is_agreed_again(plan, thu, lam) -> None:
    assert lam.post(door("comment", plan), {"text": "Thêm kinh phí."}).status_code == 422
    thu.post(door("move", plan), {"to": "ask"})
    assert lam.post(door("comment", plan), {}).status_code == 422
    assert lam.post(door("comment", plan), {"text": "Thêm kinh phí."}).status_code == 302
    assert PaperComment.objects.get().text == "Thêm kinh phí."
    thu.post(door("move", plan), {"to": "agree"})
    plan.refresh_from_db()
    assert plan.state == "agreed"
    assert thu.post(door("edit", plan), {**FILLED, "text_3": "Kinh phí: 2 triệu đồng."}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "comment"
    page = thu.get(door("compared", plan)).content.decode()
    assert "{+Kinh phí: 2 triệu đồng.+}" in page
    assert "[-Đồng chí Phó Bí thư phụ trách.-]" in page


def test_two_who_write_at_once_lose_nothing(plan, thu, lam) -> None:
    page = thu.get(door("edit", plan)).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    lam.post(door("edit", plan), {**FILLED, "abstract": "Của Lâm"})
    answer = thu.post(door("edit", plan), {**FILLED, "abstract": "Của Thu", "seen": seen})
    assert answer.status_code in {409, 422}
    assert Composition.objects.get().abstract == "Của Lâm"
    assert "Của Thu" in answer.content.decode()


def test_an_issued_paper_is_replaced_and_its_print_stays(plan, thu, an, house, client) -> None:
    issue(thu, plan)
    an.get(door("paper", plan))
    newer = begin(thu, house.cell, abstract="Triển khai Tết trồng cây (điều chỉnh)")
    issue(thu, newer)
    plan.refresh_from_db()
    before = plan.pdf.read()
    assert thu.post(door("end", plan), {"replaced_by": newer.pk, "reason": ""}).status_code == 422
    assert thu.post(door("end", plan), {"replaced_by": newer.pk, "reason": "Đổi ngày"}).status_code == 302
    assert Ending.objects.get().kind == "replaced"
    assert IssuedPaper.objects.get(pk=plan.pk).pdf.read() == before
    newer.refresh_from_db()
    assert newer.number_text in an.get(door("paper", plan)).content.decode()
    assert "Đổi ngày" not in client.get(f"/papers/c/{plan.check_code}/").content.decode()
    assert newer.number_text in client.get(f"/papers/c/{plan.check_code}/").content.decode()
    assert thu.post(door("end", plan), {"reason": "Lần nữa"}).status_code == 422
    assert an.post(door("end", plan), {"reason": "Lần nữa"}).status_code == 404


def test_who_opened_it_is_kept_once_and_the_page_says_so(plan, thu, an) -> None:
    thu.get(door("paper", plan))
    assert not PaperOpening.objects.exists(), "a draft keeps nothing"
    issue(thu, plan)
    for _time in range(2):
        page = an.get(door("paper", plan)).content.decode()
    assert "Lần đầu đồng chí mở văn bản này được ghi lại" in page
    assert PaperOpening.objects.filter(account_id=an.actor.account_id).count() == 1
    assert "Nguyễn Văn An" in thu.get(door("readers", plan)).content.decode()
    assert an.get(door("readers", plan)).status_code == 404


def test_a_draft_is_thrown_away_and_an_issued_paper_is_not(plan, thu, house) -> None:
    assert thu.post(door("discard", plan)).status_code == 302
    assert not IssuedPaper.objects.exists()
    kept = begin(thu, house.cell)
    issue(thu, kept)
    assert thu.post(door("discard", kept)).status_code in {409, 422}
    assert IssuedPaper.objects.count() == 1


def test_a_new_term_numbers_from_01_again(plan, thu, house) -> None:
    issue(thu, plan)
    terms = reverse("papers:terms", args=[house.cell.pk])
    assert thu.post(terms, {"from_on": "01/01/2027"}).status_code == 422
    assert thu.post(terms, {"from_on": "01/03/2027"}).status_code == 302
    second, old = begin(thu, house.cell, day="02/03/2027"), begin(thu, house.cell, day="28/02/2027")
    issue(thu, second)
    issue(thu, old)
    assert [IssuedPaper.objects.get(pk=each.pk).number_text for each in (second, old)] == [
        "Số 01-KH/CB",
        "Số 02-KH/CB",
    ]


def test_moves_out_of_turn_are_told(plan, thu) -> None:
    assert thu.post(door("move", plan), {"to": "issue"}).status_code == 404
    issue(thu, plan)
    assert thu.post(door("move", plan), {"to": "ask"}).status_code in {409, 422}


def test_a_long_name_and_hostile_words_are_only_words(thu, house) -> None:
    paper = begin(
        thu, house.cell, abstract="{{ 7*7 }} <script>alert(1)</script> #panic()", text_1="W" * 400 + "."
    )
    page = thu.get(door("paper", paper)).content.decode()
    assert "<script>alert(1)" not in page
    assert thu.get(door("pdf", paper)).content.startswith(b"%PDF")


def test_usual_recipients_of_the_unit_are_proposed(thu, house) -> None:
    kind = reverse("papers:kind", args=[house.cell.pk, "KH"])
    assert thu.post(kind, {"recipients": "Mặt trận tổ dân phố,\nLưu Chi bộ."}).status_code == 302
    page = thu.get(reverse("papers:begin", args=[house.cell.pk, "plan"])).content.decode()
    assert "Mặt trận tổ dân phố," in page
    assert life.MOVES
    assert compositions.usual_recipients(
        house.cell, "TB", queries.layout_for(house.cell, date(2027, 1, 1))
    ).startswith("Đảng ủy")
