"""Papers of the file of an inspection: composed, completed, issued, and who reads them when."""

from __future__ import annotations

import pytest
from conftest import appoint, make_person
from django.urls import reverse
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.inspections import access, paper_actions, record_set, sets
from sotay.inspections.models import RecordedPaper
from sotay.inspections.tests.conftest import CONCLUDED, DEMANDED, FOUND, KEYS, conclude
from sotay.inspections.tests.test_inspections import report, url
from sotay.kernel.actor import Role
from sotay.kernel.refusal import Refusal
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import from_json

SIGNED = {"on_behalf": "Đoàn kiểm tra", "post": "Trưởng đoàn", "name": "Hoàng Văn Bách"}


def make(inspection, person, key):
    paper = sets.paper_named(inspection, key)
    return paper_actions.make(inspection=inspection, by=person.actor, paper=paper)


def words(row):
    return str(record_set.issued_of(row).base)


def make_url(inspection, key):
    return reverse("inspections:make", args=[inspection.pk, key])


# --- the sets ---


def test_sets_have_twelve_papers_and_the_short_track_six(inspection):
    assert [each.key for each in sets.papers_in(inspection)] == [f"KT{n}" for n in range(1, 13)]
    inspection.round.kind = "supervision"
    assert [each.key for each in sets.papers_in(inspection)] == [f"GS{n}" for n in range(1, 13)]
    inspection.short = True
    assert len(sets.papers_in(inspection)) == 6
    assert sets.point_of(inspection).doubt, "the wording of the forms was not read"


@pytest.mark.parametrize(
    ("kind", "short"), [("inspection", False), ("supervision", False), ("inspection", True)]
)
def test_every_paper_of_every_set_is_composed_and_printed(concluded, chi, thu, kind, short):
    concluded.round.kind = kind
    concluded.round.save()
    concluded.short = short
    concluded.save()
    for paper in sets.papers_in(concluded):
        row = make(concluded, thu if paper.by == "cell" else chi, paper.key)
        found = record_set.issued_of(row)
        assert from_json(found.base).blocks
        reader = thu if paper.by == "cell" else chi
        for ending in ("pdf", "docx"):
            assert reader.get(reverse(f"papers:{ending}", args=[found.pk])).status_code == 200
    assert concluded.papers.count() == len(sets.papers_in(concluded))


def test_the_checklist_says_what_is_made_and_what_is_missing(concluded, chi, thu):
    page = chi.get(url("file", concluded)).content.decode()
    assert (page.count("Còn thiếu"), page.count("Chưa ban hành")) == (10, 2), "two are the cell's to make"
    assert "chưa đọc được lời văn mẫu" in page
    assert chi.post(make_url(concluded, "KT7")).status_code == 302
    page = chi.get(url("file", concluded)).content.decode()
    assert page.count("Còn thiếu") == 9
    assert "Dự thảo" in page
    page = thu.get(url("file", concluded)).content.decode()
    assert "lời văn mẫu" not in page
    assert (page.count("Còn thiếu"), page.count("Chưa ban hành")) == (2, 6), "what is for the cell; no draft"


def test_the_set_is_changed_and_what_was_made_stays(concluded, chi, thu):
    make(concluded, chi, "KT7")
    assert thu.post(url("choose_set", concluded), {"short": "1"}).status_code == 404
    assert chi.post(url("choose_set", concluded), {"short": "1"}).status_code == 302
    page = chi.get(url("file", concluded)).content.decode()
    assert "NG6" in page
    assert "KT7" not in page
    row = concluded.papers.get()
    with pytest.raises(Refusal):
        paper_actions.make_again(row=row, by=chi.actor)
    chi.post(url("choose_set", concluded), {"whole": "1"})
    assert "KT7" in chi.get(url("file", concluded)).content.decode()


# --- what they say ---


def test_the_record_and_the_conclusion_say_what_is_recorded(inspection, thu, chi, binh):
    report(inspection, thu, KEYS, send=True)
    conclude(inspection, chi)
    inspection.refresh_from_db()
    record, conclusion = make(inspection, chi, "KT7"), make(inspection, binh, "KT10")
    for text in ("12-QĐ/UBKT", inspection.cell.name, FOUND, "Sinh hoạt đều", "quy chế làm việc"):
        assert text in words(record)
    for text in (CONCLUDED, DEMANDED, "Nộp đảng phí đúng hạn", FOUND):
        assert text in words(conclusion)
    assert record_set.issued_of(record).cell == inspection.round.unit


def test_words_of_a_person_stay_when_it_is_composed_again(concluded, chi):
    row = make(concluded, chi, "KT7")
    key = next(part.key for part in record_set.sections_of(record_set.issued_of(row)) if part.empty)
    at = reverse("inspections:section", args=[row.pk, key])
    assert chi.get(at).status_code == 200
    assert chi.post(at, {"text": "Chi bộ nhất trí"}).status_code == 302
    assert chi.post(reverse("inspections:again", args=[row.pk])).status_code == 302
    assert "Chi bộ nhất trí" in chi.get(row.get_absolute_url()).content.decode()
    assert chi.post(reverse("inspections:revert", args=[row.pk, key])).status_code == 302
    assert "Chi bộ nhất trí" not in chi.get(row.get_absolute_url()).content.decode()


# --- issuing ---


def test_a_paper_is_issued_in_the_browser_and_frozen(concluded, chi):
    row = make(concluded, chi, "KT7")
    at = reverse("inspections:issue", args=[row.pk])
    assert chi.get(at).status_code == 302, "who signs shows who they are"
    chi.confirm()
    assert chi.get(at).status_code == 200
    assert chi.post(at, SIGNED).status_code == 302
    row.refresh_from_db()
    assert row.number_text == "Số 01-BB/ĐU"
    paper = record_set.issued_of(row)
    assert paper.is_frozen
    assert paper.pdf_sha256
    assert "Ký vào bản in" in str(paper.final)
    for name in ("again", "issue"):
        assert chi.post(reverse(f"inspections:{name}", args=[row.pk]), SIGNED).status_code == 409
    assert AuditLine.objects.filter(code="inspection.paper_issued").count() == 1


def test_what_speaks_for_the_unit_is_issued_by_its_office(concluded, chi, binh):
    row = make(concluded, chi, "KT10")
    at = reverse("inspections:issue", args=[row.pk])
    chi.confirm()
    binh.confirm()
    assert chi.get(at).status_code == 404
    assert binh.post(at, SIGNED).status_code == 302
    row.refresh_from_db()
    assert row.number_text == "Số 01-TB/ĐU"


def test_offices_above_read_what_is_issued(house, concluded, chi, binh):
    above = make_person("uykt")
    appoint(house.province, Role.INSPECTION_COMMISSION, account=above.account)
    row = make(concluded, chi, "KT7")
    assert above.get(row.get_absolute_url()).status_code == 404
    paper_actions.issue(row=row, by=chi.actor, **SIGNED)
    assert above.get(row.get_absolute_url()).status_code == 200
    assert "Số 01-BB/ĐU" in above.get(url("file", concluded)).content.decode()


def test_an_annex_has_no_number(inspection, chi):
    row = paper_actions.issue(row=make(inspection, chi, "KT3"), by=chi.actor, **SIGNED)
    assert row.is_issued
    assert row.number_text == ""
    page = chi.get(row.get_absolute_url()).content.decode()
    assert "-PL/" not in page


def test_nothing_is_issued_before_its_time(inspection, thu, chi, binh):
    for key, person in (("KT5", thu), ("KT7", chi), ("KT8", chi), ("KT10", binh), ("KT11", chi)):
        row = make(inspection, person, key)
        with pytest.raises(Refusal):
            paper_actions.issue(row=row, by=person.actor, **SIGNED)
    assert not IssuedPaper.objects.filter(state="frozen").exists()
    conclude(inspection, chi, conclude=False)
    paper_actions.issue(row=inspection.papers.get(key="KT7"), by=chi.actor, **SIGNED)


# --- who reads them ---


def test_the_cell_reads_no_finding_before_the_conclusion(inspection, thu, chi, an, dung):
    conclude(inspection, chi, conclude=False)
    row = make(inspection, chi, "KT7")
    plan = make(inspection, chi, "KT4")
    for each in (row, plan):
        assert thu.get(each.get_absolute_url()).status_code == 404, "a draft"
        paper_actions.issue(row=each, by=chi.actor, **SIGNED)
    pdf = reverse("papers:pdf", args=[record_set.issued_of(row).pk])
    assert thu.get(plan.get_absolute_url()).status_code == 200
    assert thu.get(row.get_absolute_url()).status_code == 404
    assert thu.get(pdf).status_code == 404
    assert FOUND not in thu.get(url("file", inspection)).content.decode()
    conclude(inspection, chi)
    assert thu.get(row.get_absolute_url()).status_code == 200
    assert thu.get(pdf).status_code == 200
    for person in (an, dung):
        assert person.get(row.get_absolute_url()).status_code == 404
        assert person.get(pdf).status_code == 404


def test_the_cell_makes_its_own_papers_and_the_team_reads_what_is_issued(inspection, thu, chi):
    assert chi.post(make_url(inspection, "KT5")).status_code == 404
    assert thu.post(make_url(inspection, "KT7")).status_code == 404
    assert thu.post(make_url(inspection, "KT5")).status_code == 302
    row = inspection.papers.get()
    assert chi.get(row.get_absolute_url()).status_code == 404
    report(inspection, thu, send=True)
    row = paper_actions.make_again(row=row, by=thu.actor)
    signer = {"on_behalf": "T/M Chi bộ", "post": "Bí thư", "name": "Lê Thị Thu"}
    paper_actions.issue(row=row, by=thu.actor, **signer)
    assert chi.get(row.get_absolute_url()).status_code == 200
    assert row.cell == inspection.cell


def test_a_paper_that_is_not_in_the_set_is_not_there(inspection, chi):
    assert chi.post(make_url(inspection, "KT13")).status_code == 404


def test_lists_and_doors_agree(concluded, thu, an, binh, chi, dung, tinh):
    for key, person in (("KT1", binh), ("KT5", thu), ("KT7", chi), ("KT8", chi), ("KT10", binh)):
        make(concluded, person, key)
    for person in (thu, an, binh, chi, dung, tinh):
        listed = set(RecordedPaper.objects.filter(access.readable_papers_q(person.actor)))
        opened = {
            row for row in concluded.papers.all() if person.get(row.get_absolute_url()).status_code == 200
        }
        assert listed == opened


def test_audit_lines_repeat_no_words(concluded, chi):
    row = make(concluded, chi, "KT7")
    paper_actions.edit(row=row, by=chi.actor, key="opening", text="Lời riêng của đoàn")
    told = str(list(AuditLine.objects.values_list("data", flat=True)))
    for text in (FOUND, CONCLUDED, "Lời riêng"):
        assert text not in told
    assert row.made_at.date() <= timezone.now().date()
