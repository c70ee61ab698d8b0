"""A ward's month is summed up, completed, signed, sent up; the unit above sees what came."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from conftest import make_member, make_unit
from django.urls import reverse
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.kernel import jobs
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.versions import Stale
from sotay.notify.models import Notice
from sotay.papers.models import IssuedPaper, PaperIsFrozen
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition
from sotay.reports.tests import stories
from sotay.syntheses import actions, queries, rules
from sotay.syntheses.models import Synthesis
from sotay.syntheses.needs import needs_of
from sotay.units import settings as unit_settings
from sotay.units.models import CellType, Kind

pytestmark = pytest.mark.django_db

DECEMBER = Month(2026, 12)
SIGNED_BY = {"on_behalf": "T/M ĐẢNG ỦY", "post": "BÍ THƯ", "name": "Hoàng Văn Bách"}


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel("2026-12-05T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def met(house, thu, lam, an):
    """One of the ward's two cells has met and reported; a petition of it waits at the ward."""
    stories.whole(house.cell, thu.actor)
    jobs.work_off()
    return house


def build(house, binh, month=DECEMBER):
    return actions.build(unit=house.ward, by=binh.actor, month=month)


def text_of(synthesis) -> str:
    return str(queries.paper_of(synthesis).base)


def signed(house, binh):
    return actions.sign(synthesis=build(house, binh), by=binh.actor, **SIGNED_BY)


def sent(house, binh):
    return actions.send(synthesis=signed(house, binh), by=binh.actor)


def test_it_writes_itself_from_the_figures(met, binh):
    found = build(met, binh)
    text = text_of(found)
    assert "Có 01/02 chi bộ đã sinh hoạt thường kỳ" in text
    assert "Có mặt 03/03 lượt đảng viên, đạt tỷ lệ 100%" in text
    assert "Trong tháng có 01 kiến nghị" in text
    assert f"{met.neighbour.name}: chưa chuẩn bị." in text
    assert f"{met.cell.name}: " not in text, "who reported is not among those who have not"
    assert found.figures["petitions_here"] == 1
    assert "sửa đèn" not in text, "what was said in a meeting does not go up"


def test_a_petition_passed_up_goes_up_with_its_text_but_not_its_author(met, binh, an):
    petition = Petition.objects.get(held_by=met.ward)
    petitions.pass_up(petition=petition, by=binh.actor, because="Vượt thẩm quyền")
    text = text_of(build(met, binh))
    assert "đang chờ cấp trên giải quyết: 01" in text
    assert "Đèn ngõ 5 hỏng" in text
    assert an.member.full_name not in text


def test_petitions_are_counted_by_field(met, binh, an):
    raised = {"cell": met.cell, "by": an.actor, "text": "Cống tắc", "level": "cell", "shown_to": "all"}
    for field in ("Giao thông, điện, nước", "Giao thông, điện, nước", "Môi trường"):
        petitions.raise_one(key=new_id(), field=field, **raised)
    settled = Petition.objects.filter(field="Môi trường").get()
    petitions.withdraw(petition=settled, by=an.actor)
    text = text_of(build(met, binh, Month.of(timezone.localdate())))
    assert "Giao thông, điện, nước: 02 mới, 02 chưa trả lời." in text
    assert "Môi trường: 01 mới, 00 chưa trả lời." in text


def test_what_was_edited_stays_when_it_is_built_anew_with_a_sign(met, thu, binh):
    found = build(met, binh)
    actions.edit(synthesis=found, by=binh.actor, key="held", text="Các chi bộ sinh hoạt nền nếp.")
    stories.set_up(met.neighbour, thu.actor)
    page = binh.get(found.get_absolute_url(), {"lang": "en"}).content.decode()
    assert "The figures changed since it was built" in page
    again = build(met, binh)
    assert again.pk == found.pk
    paper = queries.paper_of(again)
    part = next(each for each in queries.sections_of(again, paper) if each.key == "held")
    assert (part.text, part.edited, part.moved) == ("Các chi bộ sinh hoạt nền nếp.", True, True)
    back = actions.revert(synthesis=again, by=binh.actor, key="held")
    part = next(each for each in queries.sections_of(back, queries.paper_of(back)) if each.key == "held")
    assert (part.edited, part.moved) == (False, False)


def test_month_to_come_has_nothing_to_sum_up(house, binh):
    with pytest.raises(Refusal):
        build(house, binh, DECEMBER.plus(1))
    assert not Synthesis.objects.exists()


def test_it_is_signed_numbered_and_frozen(met, binh):
    found = signed(met, binh)
    assert (found.status, found.number_text) == ("signed", "Số 01-BC/ĐU")
    paper = queries.paper_of(found)
    assert paper.is_frozen
    assert paper.final["signatures"][0]["name"] == "Hoàng Văn Bách"
    assert f"{binh.actor.name} ghi giúp" in paper.final["signatures"][0]["signed_note"]
    assert binh.get(reverse("papers:pdf", args=[paper.pk])).content.startswith(b"%PDF")
    assert binh.get(reverse("papers:docx", args=[paper.pk])).content.startswith(b"PK")
    with pytest.raises(actions.NotADraft):
        build(met, binh)
    with pytest.raises(actions.NotADraft):
        actions.edit(synthesis=found, by=binh.actor, key="held", text="Khác")
    with pytest.raises(actions.NotADraft):
        actions.sign(synthesis=found, by=binh.actor, **SIGNED_BY)
    with pytest.raises(PaperIsFrozen):
        paper.delete()


def test_who_signs_themselves_is_not_helped(met, binh):
    found = build(met, binh)
    actions.sign(synthesis=found, by=binh.actor, **SIGNED_BY | {"name": binh.actor.name})
    note = queries.paper_of(found).final["signatures"][0]["signed_note"]
    assert note == "Đã ký lúc 8 giờ 00 phút ngày 05/12/2026"


def test_numbers_of_a_unit_have_no_gap(met, binh):
    first = signed(met, binh)
    november = build(met, binh, DECEMBER.plus(-1))

    def refuse() -> None:
        raise Stale

    with pytest.raises(Stale):
        actions.sign(synthesis=november, by=binh.actor, unchanged=refuse, **SIGNED_BY)
    second = actions.sign(synthesis=november, by=binh.actor, **SIGNED_BY)
    assert (first.number_text, second.number_text) == ("Số 01-BC/ĐU", "Số 02-BC/ĐU")


def test_sent_twice_is_once(met, binh, tinh):
    found = signed(met, binh)
    for _time in range(2):
        actions.send(synthesis=found, by=binh.actor)
    assert Notice.objects.filter(code="synthesis.received").count() == 1
    assert AuditLine.objects.filter(code="synthesis.sent").count() == 1


def test_only_what_is_signed_is_sent(met, binh, tinh):
    with pytest.raises(Refusal):
        actions.send(synthesis=build(met, binh), by=binh.actor)


def test_the_province_sees_received_and_not_received(met, binh, tinh):
    address = reverse("syntheses:unit", args=[met.province.pk])
    page = tinh.get(address, {"lang": "en"}).content.decode()
    assert "Received from below: 0 of 2" in page
    found = signed(met, binh)
    assert tinh.get(found.get_absolute_url()).status_code == 404, "not sent yet"
    assert tinh.get(reverse("papers:paper", args=[queries.paper_of(found).pk])).status_code == 404
    actions.send(synthesis=found, by=binh.actor)
    page = tinh.get(address, {"lang": "en"}).content.decode()
    assert "Received from below: 1 of 2" in page
    assert "Số 01-BC/ĐU" in page
    assert found.get_absolute_url() in page
    paper = queries.paper_of(found)
    for url in (
        found.get_absolute_url(),
        *(reverse(f"papers:{name}", args=[paper.pk]) for name in ("paper", "pdf")),
    ):
        assert tinh.get(url).status_code == 200
    correct = reverse("syntheses:correct", args=[found.pk])
    assert correct not in tinh.get(found.get_absolute_url()).content.decode()
    assert tinh.get(correct).status_code == 404


def test_a_correction_is_a_new_version_with_a_reason(met, binh, tinh):
    found = build(met, binh)
    actions.edit(synthesis=found, by=binh.actor, key="proposals", text="Đề nghị sửa cầu.")
    found = actions.sign(synthesis=found, by=binh.actor, **SIGNED_BY)
    with pytest.raises(Refusal):
        actions.correct(synthesis=found, by=binh.actor, reason="Sai số")
    actions.send(synthesis=found, by=binh.actor)
    with pytest.raises(Refusal):
        actions.correct(synthesis=found, by=binh.actor, reason="  ")
    new = actions.correct(synthesis=found, by=binh.actor, reason="Thiếu một chi bộ")
    assert (new.version, new.status) == (2, "draft")
    assert queries.paper_of(new).edits == {"proposals": "Đề nghị sửa cầu."}
    with pytest.raises(Refusal):
        actions.correct(synthesis=found, by=binh.actor, reason="Lần nữa")
    assert queries.latest_sent([met.ward], DECEMBER)[met.ward.pk].version == 1
    actions.send(synthesis=actions.sign(synthesis=new, by=binh.actor, **SIGNED_BY), by=binh.actor)
    assert queries.latest_sent([met.ward], DECEMBER)[met.ward.pk].version == 2
    assert "Thiếu một chi bộ" in Notice.objects.get(code="synthesis.corrected").data["reason"]
    assert IssuedPaper.objects.filter(kind="BC").count() == 2


# --- pages ---


def test_from_an_empty_month_to_what_was_sent(met, binh, tinh):
    page = binh.get(reverse("syntheses:unit", args=[met.ward.pk]), {"month": str(DECEMBER)})
    assert page.status_code == 200
    assert binh.post(reverse("syntheses:build", args=[met.ward.pk, str(DECEMBER)])).status_code == 302
    found = Synthesis.objects.get()
    section = reverse("syntheses:section", args=[found.pk, "proposals"])
    assert binh.get(section).status_code == 200
    assert binh.post(section, {"text": "Đề nghị sửa cầu."}).status_code == 302
    assert "Đề nghị sửa cầu." in binh.get(found.get_absolute_url()).content.decode()
    sign = reverse("syntheses:sign", args=[found.pk])
    assert "confirm" in binh.get(sign)["Location"] or "reauthenticate" in binh.get(sign)["Location"]
    binh.confirm()
    assert binh.get(sign).status_code == 200
    assert binh.post(sign, SIGNED_BY | {"name": ""}).status_code == 422
    assert binh.post(sign, SIGNED_BY).status_code == 302
    assert binh.post(reverse("syntheses:send", args=[found.pk])).status_code == 302
    correct = reverse("syntheses:correct", args=[found.pk])
    assert binh.get(correct).status_code == 200
    assert binh.post(correct, {"reason": ""}).status_code == 422
    assert binh.post(correct, {"reason": "Thiếu"}).status_code == 302
    month = binh.get(reverse("syntheses:unit", args=[met.ward.pk]), {"month": str(DECEMBER)}).content.decode()
    assert found.get_absolute_url() in month, "the version before"


def test_an_old_page_signs_nothing(met, binh):
    found = build(met, binh)
    binh.confirm()
    sign = reverse("syntheses:sign", args=[found.pk])
    page = binh.get(sign).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    actions.edit(synthesis=found, by=binh.actor, key="held", text="Khác")
    assert binh.post(sign, SIGNED_BY | {"seen": seen}).status_code == 422
    found.refresh_from_db()
    assert found.is_draft


def test_nobody_else_reads_or_writes_a_draft(met, thu, an, chi, dung, tinh, binh):
    found = build(met, binh)
    paper = queries.paper_of(found)
    for person in (thu, an, chi, dung, tinh):
        assert person.get(found.get_absolute_url()).status_code == 404
        assert person.get(reverse("papers:paper", args=[paper.pk])).status_code == 404
        assert person.post(reverse("syntheses:send", args=[found.pk])).status_code == 404
    assert tinh.post(reverse("syntheses:build", args=[met.ward.pk, str(DECEMBER)])).status_code == 404


def test_queries_do_not_grow_with_cells(met, binh, django_assert_max_num_queries):
    found = build(met, binh)
    few = []
    for first, last in ((10, 12), (12, 40)):
        for number in range(first, last):
            cell = make_unit(
                met.ward,
                number,
                Kind.CELL,
                f"38.168.{number}",
                f"Chi bộ {number}",
                cell_type=CellType.RESIDENTIAL,
            )
            make_member(cell, f"Lê Văn Số {number}")
        with django_assert_max_num_queries(21) as done:
            binh.get(found.get_absolute_url())
        few.append(len(done))
    assert few[0] == few[1]


# --- the level above ---


def test_the_province_builds_from_its_wards(met, binh, tinh):
    found = build(met, binh)
    actions.edit(synthesis=found, by=binh.actor, key="proposals", text="Đề nghị sửa cầu.")
    actions.send(synthesis=actions.sign(synthesis=found, by=binh.actor, **SIGNED_BY), by=binh.actor)
    jobs.work_off()
    above = actions.build(unit=met.province, by=tinh.actor, month=DECEMBER)
    text = text_of(above)
    assert "Có 01/03 chi bộ đã sinh hoạt thường kỳ" in text
    assert f"{met.ward.name}: Đề nghị sửa cầu." in text
    assert f"{met.other_ward.name}: 0/1 chi bộ đã báo cáo." in text
    assert above.figures["petitions_here"] == 1
    done = actions.sign(synthesis=above, by=tinh.actor, **SIGNED_BY)
    assert done.number_text == "Số 01-BC/TU"
    with pytest.raises(Refusal):
        actions.send(synthesis=done, by=tinh.actor)  # nobody is above


# --- deadlines and Today ---


def test_deadline_moves_only_where_the_rule_says_so():
    month = Month(2027, 1)
    plain = rules.deadline(month, 3, 10, moves=False)
    assert (plain.from_on, plain.due_on) == (date(2027, 1, 4), date(2027, 1, 10))
    assert plain.due_on.weekday() == 6
    assert rules.deadline(month, 3, 10, moves=True).due_on == date(2027, 1, 11)
    holidays = {date(2027, 1, 11)}
    assert rules.deadline(month, 3, 10, moves=True, holidays=holidays).due_on == date(2027, 1, 12)
    assert plain.is_late(date(2027, 1, 11))
    assert not plain.is_late(date(2027, 1, 10))


def _needs(person):
    return [need for need in needs_of(person.actor, timezone.localdate()) if need.code == "synthesis"]


def test_today_asks_from_the_day_after_the_meetings_and_says_late(house, binh, tinh, thu):
    with time_machine.travel("2026-12-03T08:00:00+07:00", tick=False):
        assert _needs(binh) == []
    assert [need.tone for need in _needs(binh)] == ["off"]
    assert _needs(thu) == []
    with time_machine.travel("2026-12-11T08:00:00+07:00", tick=False):
        assert [need.tone for need in _needs(binh)] == ["late"]
        assert "10/12/2026" in _needs(binh)[0].sentence
        assert [need.tone for need in _needs(tinh)] == ["off"], "the province has until the 15th"
    sent(house, binh)
    assert _needs(binh) == []


def test_last_months_is_asked_for_until_it_is_sent(met, binh):
    with time_machine.travel("2027-01-02T08:00:00+07:00", tick=False):
        (need,) = _needs(binh)
        assert need.tone == "late"
        assert need.url.endswith(f"?month={DECEMBER}")
        sent(met, binh)
        assert _needs(binh) == []


def test_nobody_is_asked_for_a_month_before_they_began(house, binh):
    with time_machine.travel("2027-01-02T08:00:00+07:00", tick=False):
        assert _needs(binh) == []


def test_the_office_that_sent_it_sees_when_it_was_opened_above(met, binh, tinh):
    found = sent(met, binh)
    assert "chưa mở" in binh.get(found.get_absolute_url()).text
    tinh.get(found.get_absolute_url())
    found.refresh_from_db()
    first = found.opened_at
    assert first is not None
    tinh.get(found.get_absolute_url())
    found.refresh_from_db()
    assert found.opened_at == first
    assert found.opened_by_name in binh.get(found.get_absolute_url()).text


def test_the_day_is_the_units_own(house, binh):
    key = "cell-meeting.synthesis_before_day"
    unit_settings.set_setting(unit=house.ward, by=binh.actor, key=key, value=7, from_on=date(2026, 12, 5))
    due = queries.deadline(house.ward, DECEMBER.plus(1))
    assert due is not None
    assert due.due_on == date(2027, 1, 7)


@pytest.mark.parametrize("month", ["1900-01", "2100-12", "2012-02"])
def test_months_without_any_regulation_are_shown(house, binh, tinh, month):
    for person, unit in ((binh, house.ward), (tinh, house.province)):
        assert person.get(reverse("syntheses:unit", args=[unit.pk]), {"month": month}).status_code == 200
    answer = binh.post(reverse("syntheses:build", args=[house.ward.pk, month]))
    assert answer.status_code == (409 if month.startswith("2100") else 302)
    if answer.status_code == 302:
        assert binh.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("month", ["1899-12", "2026-13", "soon", "9999-01"])
def test_odd_months_are_not_found(house, binh, month):
    assert binh.get(reverse("syntheses:unit", args=[house.ward.pk]), {"month": month}).status_code == 404
    assert binh.post(reverse("syntheses:build", args=[house.ward.pk, month])).status_code == 404
