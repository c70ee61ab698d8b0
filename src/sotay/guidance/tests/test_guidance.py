"""Guidance is written once, sent, put on agendas, read by members, and its use is seen from above."""

from __future__ import annotations

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sotay.guidance import actions, queries, rules
from sotay.guidance.actions import Topic
from sotay.guidance.models import Guidance, LeftOut, Reading
from sotay.guidance.rules import Item, Use
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import child
from sotay.library.models import Document
from sotay.meetings.models import AgendaItem, Meeting
from sotay.meetings.preparation import agenda, preparing
from sotay.notify.models import Notice
from sotay.units.models import CellType, Kind, Unit

pytestmark = pytest.mark.django_db

DECEMBER = Month(2026, 12)
MUST, MAY = Topic("Tổng vệ sinh", "Mỗi hộ một người", compulsory=True), Topic("Trồng cây", "Dọc bờ kênh")
QUESTIONS = ["Vì sao rác còn đổ bừa?", "Mỗi đồng chí làm được gì?"]


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-25T08:00:00+07:00", tick=False):
        yield


def sent(house, binh, **more):
    given = {"title": "Định hướng tháng 12", "text": "Giữ phố sạch", "topics": [MUST, MAY]}
    given |= {"questions": QUESTIONS, **more}
    return actions.issue(unit=house.ward, by=binh.actor, month=DECEMBER, **given)


def set_up(house, thu) -> Meeting:
    return preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)


def proposed(meeting):
    return list(meeting.agenda.filter(origin="proposed").order_by("position"))


def use_in(letter, cell):
    return next(row for row in queries.uses_of(letter) if row.cell == cell)


def form_of(page) -> dict[str, str]:
    form = page.context["form"]
    return {
        name: form[name].value() or ""
        for name in form.fields
        if not name.endswith(("_compulsory", "cell_types"))
    }


# rules


def test_number_given_once_is_not_given_again():
    assert rules.next_number([]) == 1
    assert rules.next_number([1, None, 4]) == 5


def test_types_are_kept_only_when_they_leave_somebody_out():
    every = ["office", "students"]
    assert rules.kept_types([], every) == rules.kept_types(every, every) == ""
    assert rules.split(rules.kept_types(["students"], every)) == ["students"]


def test_use_of_a_cell_goes_from_unopened_to_taken():
    one, other = Item("Một", "1"), Item("Hai", "2")

    def use(taken=(), left_out=0, opened=None):
        return rules.use_of(opened_at=opened, proposed=[one, other], taken=list(taken), left_out=left_out)

    assert use() == Use.NOT_OPENED
    assert use([one, other]) == Use.TAKEN
    assert use([one, Item("Hai", "khác")]) == Use.CHANGED
    assert use([one], left_out=1) == Use.LEFT_OUT


# writing and sending


def test_office_writes_previews_and_sends(house, thu, binh):
    begun = binh.post(reverse("guidance:begin", args=[house.ward.pk]), {"kind": "guidance"})
    draft = Guidance.objects.get()
    assert begun.url == reverse("guidance:edit", args=[draft.pk])
    assert draft.month == DECEMBER
    given = form_of(binh.get(begun.url)) | {
        "title": "Giữ phố sạch",
        "orientation": "Vận động Nhân dân",
        "topic_1_title": "Tổng vệ sinh",
        "topic_1_compulsory": "on",
        "question_1": QUESTIONS[0],
    }
    assert binh.post(begun.url, given).url == draft.get_absolute_url()
    assert thu.get(draft.get_absolute_url()).status_code == 404, "a draft is nobody's but the sender's"
    preview = binh.get(draft.get_absolute_url())
    assert "Vận động Nhân dân" in preview.content.decode()
    stamp = preview.context["edited"].stamp()
    send = reverse("guidance:send", args=[draft.pk])
    assert binh.post(send, {"seen": stamp}).url == reverse("guidance:use", args=[draft.pk])
    assert Notice.objects.filter(member=thu.member, code="guidance.sent").count() == 1
    assert "Vận động Nhân dân" in thu.get(draft.get_absolute_url()).content.decode()


def test_sending_twice_tells_once(house, thu, binh):
    letter = sent(house, binh)
    again = actions.send(guidance=letter, by=binh.actor)
    assert again.sent_at == letter.sent_at
    assert Notice.objects.filter(code="guidance.sent", member=thu.member).count() == 1


def test_empty_draft_is_not_sent_and_sent_one_is_not_changed(house, binh):
    draft = actions.begin(unit=house.ward, by=binh.actor, month=DECEMBER, kind="guidance")
    with pytest.raises(Refusal, match="Chưa có nội dung"):
        actions.send(guidance=draft, by=binh.actor)
    letter = sent(house, binh)
    with pytest.raises(Refusal):
        actions.discard(guidance=letter, by=binh.actor)


def test_two_beginnings_are_one_draft_and_last_month_s_is_copied(house, binh):
    letter = sent(house, binh)
    january = {"unit": house.ward, "by": binh.actor, "month": Month(2027, 1), "kind": "guidance"}
    draft = actions.begin(**january, as_before=True)
    assert actions.begin(**january) == draft
    assert draft.orientation == letter.orientation
    assert [each.title for each in draft.topics.all()] == [MUST.title, MAY.title]
    assert [each.text for each in draft.questions.all()] == QUESTIONS


def test_topic_without_a_title_is_asked_for(house, binh):
    draft = actions.begin(unit=house.ward, by=binh.actor, month=DECEMBER, kind="guidance")
    url = reverse("guidance:edit", args=[draft.pk])
    assert binh.post(url, form_of(binh.get(url)) | {"topic_2_text": "Nội dung"}).status_code == 422


def test_bulletins_have_a_series_of_the_year_and_stay_off_agendas(house, thu, binh):
    first, second = (sent(house, binh, kind="bulletin", topics=[], questions=[]) for _ in range(2))
    assert (first.number, second.number) == (1, 2)
    actions.withdraw(guidance=second, by=binh.actor, reason="Sai số liệu")
    assert sent(house, binh, kind="bulletin", topics=[], questions=[]).number == 3
    assert proposed(set_up(house, thu)) == []


def test_cells_of_another_type_neither_see_nor_get_it(house, thu, binh):
    letter = sent(house, binh, cell_types=[CellType.STUDENTS])
    assert thu.get(letter.get_absolute_url()).status_code == 404
    assert queries.uses_of(letter) == []
    assert proposed(set_up(house, thu)) == []


def test_stranger_and_member_of_another_ward_get_404(house, dung, tinh, binh):
    letter = sent(house, binh)
    for person in (dung, tinh):
        assert person.get(letter.get_absolute_url()).status_code == 404
    assert dung.get(reverse("guidance:digest", args=[house.cell.pk, "2026-12"])).status_code == 404


def test_withdrawn_with_a_reason_only_while_no_cell_has_it(house, thu, binh):
    letter = sent(house, binh)
    url = reverse("guidance:withdraw", args=[letter.pk])
    assert binh.post(url, {"reason": " "}).status_code == 422
    meeting = set_up(house, thu)
    answer = binh.post(url, {"reason": "Nhầm tháng"})
    assert answer.status_code == 422, "it stands on an agenda"
    preparing.cancel(meeting=meeting, by=thu.actor, because="Bão")
    assert binh.post(url, {"reason": "Nhầm tháng"}).status_code == 302
    letter.refresh_from_db()
    assert letter.status == "withdrawn"
    assert Notice.objects.filter(code="guidance.withdrawn", member=thu.member).count() == 1
    assert thu.get(letter.get_absolute_url()).status_code == 404
    assert proposed(set_up(house, thu)) == []


def test_old_address_leads_to_the_new_page(house, binh):
    answer = binh.get(f"/meetings/guidance/{house.ward.pk}/")
    assert answer.url == reverse("guidance:unit", args=[house.ward.pk])


# the agenda


def test_whole_and_topics_become_items_with_their_origin(house, thu, binh):
    letter = sent(house, binh)
    meeting = set_up(house, thu)
    whole, must, may = proposed(meeting)
    assert whole.title == letter.title
    assert QUESTIONS[0] in whole.text
    assert (must.title, must.text, must.compulsory) == (MUST.title, MUST.text, True)
    assert not may.compulsory
    assert {item.key for item in (whole, must, may)} == {"guidance"}
    assert house.ward.organ in must.source_label
    assert sum(meeting.agenda.values_list("minutes", flat=True)) == meeting.planned_minutes
    page = thu.get(reverse("meetings:step", args=[meeting.pk, "prepare"])).content.decode()
    assert must.source_label in page


def test_what_comes_after_drafting_is_offered_and_added_once(house, thu, binh):
    meeting = set_up(house, thu)
    sent(house, binh)
    page = thu.get(reverse("meetings:step", args=[meeting.pk, "prepare"])).content.decode()
    take = reverse("meetings:take_proposed", args=[meeting.pk])
    assert take in page
    for _time in range(2):
        assert thu.post(take).status_code == 302
    assert len(proposed(meeting)) == 3
    steps = list(meeting.agenda.order_by("position").values_list("step", flat=True))
    assert steps == sorted(steps, key=AgendaItem.Step.values.index), "they stand before the closing"


def test_compulsory_item_is_left_out_with_a_reason_the_sender_reads(house, thu, binh):
    letter = sent(house, binh)
    must = next(item for item in proposed(set_up(house, thu)) if item.compulsory)
    assert thu.post(reverse("meetings:item_remove", args=[must.pk])).status_code == 409
    url = reverse("meetings:item_leave_out", args=[must.pk])
    assert thu.post(url, {"reason": ""}).status_code == 422
    assert thu.post(url, {"reason": "Đã làm hôm 20/11"}).status_code == 302
    row = use_in(letter, house.cell)
    assert row.use == Use.LEFT_OUT
    assert row.left_out == [(MUST.title, "Đã làm hôm 20/11")]
    page = binh.get(reverse("guidance:use", args=[letter.pk])).content.decode()
    assert "Đã làm hôm 20/11" in page
    assert agenda.not_taken(must.meeting) == [], "it is not offered again"


def test_suggested_item_is_left_out_without_one_and_undo_puts_it_back(house, thu, binh):
    letter = sent(house, binh)
    may = next(item for item in proposed(set_up(house, thu)) if item.title == MAY.title)
    kept = agenda.remove(item=may, by=thu.actor)
    assert use_in(letter, house.cell).use == Use.LEFT_OUT
    for _time in range(2):
        agenda.restore(meeting=may.meeting, by=thu.actor, kept=kept)
    assert not LeftOut.objects.exists()
    assert use_in(letter, house.cell).use == Use.TAKEN


def test_other_words_and_openings_are_seen_by_the_sender(house, thu, an, binh):
    letter = sent(house, binh)
    assert use_in(letter, house.cell).use == Use.NOT_OPENED
    an.get(letter.get_absolute_url())
    assert use_in(letter, house.cell).opened_at is None, "a member is no leader"
    for _time in range(2):
        thu.get(letter.get_absolute_url())
    assert use_in(letter, house.cell).use == Use.OPENED
    assert Reading.objects.count() == 1
    must = next(item for item in proposed(set_up(house, thu)) if item.compulsory)
    assert use_in(letter, house.cell).use == Use.TAKEN
    agenda.edit(item=must, by=thu.actor, title="Dọn ngõ", minutes=5, presenter=None, text=must.text)
    row = use_in(letter, house.cell)
    assert (row.use, [item.title for item in row.changed]) == (Use.CHANGED, ["Dọn ngõ"])


def test_committee_has_it_too_and_is_free_to_leave_it_out(house, thu, lam, binh):
    letter = sent(house, binh)
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER, kind="committee")
    assert [item.compulsory for item in proposed(meeting)] == [False] * 3
    assert use_in(letter, house.cell).use == Use.NOT_OPENED, "the sender asks about the cell's meeting"


def test_page_of_use_asks_the_same_for_311_cells(house, binh, django_assert_max_num_queries):
    letter = sent(house, binh)
    Unit.objects.bulk_create(
        Unit(
            commune_id=house.ward.pk,
            parent=house.ward,
            path=child(house.ward.path, 100 + number),
            code=f"38.168.5{number:03}",
            kind=Kind.CELL,
            cell_type=CellType.RESIDENTIAL,
            name=f"Chi bộ {number}",
            name_sort=f"{number:03}",
        )
        for number in range(309)
    )
    with django_assert_max_num_queries(20):
        page = binh.get(reverse("guidance:use", args=[letter.pk]))
    assert page.context["total"] == 311


# members


def digest_url(house) -> str:
    return reverse("guidance:digest", args=[house.cell.pk, str(DECEMBER)])


def test_member_is_led_to_the_digest_some_days_before_and_no_longer_once_read(house, thu, lam, an, binh):
    sent(house, binh)
    assert digest_url(house) not in an.get("/").content.decode()
    with time_machine.travel("2026-12-01T08:00:00+07:00", tick=False):
        assert digest_url(house) in an.get("/").content.decode()
        page = an.get(digest_url(house)).content.decode()
        assert QUESTIONS[1] in page
        assert MUST.title in page
        assert digest_url(house) not in an.get("/").content.decode()


def test_days_before_are_a_setting(house, an, binh):
    from datetime import date

    key = "cell-meeting.digest_ahead_days"
    house.cell.settings.create(key=key, value=7, from_on=date(2026, 11, 1))
    sent(house, binh)
    with time_machine.travel("2026-11-27T08:00:00+07:00", tick=False):
        assert digest_url(house) in an.get("/").content.decode()


def test_secretary_sees_how_many_read_and_never_who(house, thu, an, chi, binh):
    sent(house, binh)
    for _time in range(2):
        an.get(digest_url(house))
    chi.get(digest_url(house))  # an overseer sits elsewhere: not counted
    assert Reading.objects.filter(page="digest").count() == 1
    page = thu.get(digest_url(house))
    readers = page.context["readers"]
    assert readers.read == 2, "the secretary is a member too"
    assert an.member.full_name not in page.content.decode()
    assert an.get(digest_url(house)).context["readers"] is None


def test_digest_before_anything_came_says_so(house, an):
    assert an.get(digest_url(house)).status_code == 200
    assert not Reading.objects.exists()
    assert an.get(digest_url(house).replace("2026-12", "2026-13")).status_code == 404


def test_secretary_is_told_to_read_until_they_opened_it(house, thu, lam, binh):
    letter = sent(house, binh)
    assert letter.get_absolute_url() in thu.get("/").content.decode()
    thu.get(letter.get_absolute_url())
    needs = thu.get("/").context["desk"].needs
    assert "guidance" not in [need.code for need in needs]


def test_readings_are_in_the_export_of_one_s_own_data(house, an, binh):
    from sotay.guidance.own_data import readings

    sent(house, binh)
    an.get(digest_url(house))
    assert [row["cell"] for row in readings(an.member).rows] == [house.cell.name]


# documents


def attach(person, letter, name="de-cuong.txt", **more):
    upload = SimpleUploadedFile(name, "Đề cương".encode())
    data = {"file": upload, "title": "Đề cương", "not_secret": "on", **more}
    return person.post(reverse("guidance:attach", args=[letter.pk]), data)


@pytest.fixture
def draft(house, binh):
    row = actions.begin(unit=house.ward, by=binh.actor, month=DECEMBER, kind="guidance")
    return actions.save(
        guidance=row,
        by=binh.actor,
        month=DECEMBER,
        title="Định hướng tháng 12",
        summary="",
        orientation="Giữ phố sạch",
        cell_types=[],
    )


def test_documents_go_with_the_letter_to_the_cells_it_is_for_and_to_nobody_before(draft, binh, thu, an, dung):
    assert attach(binh, draft).status_code == 302
    document = Document.objects.get()
    assert thu.get(document.get_absolute_url()).status_code == 404
    actions.send(guidance=draft, by=binh.actor)
    assert document.title in thu.get(draft.get_absolute_url()).text
    assert document.title in an.get(reverse("guidance:digest", args=[thu.member.cell_id, str(DECEMBER)])).text
    for person in (thu, an, binh):
        assert person.get(document.get_absolute_url()).status_code == 200
    assert dung.get(document.get_absolute_url()).status_code == 404


def test_what_was_sent_keeps_its_documents(draft, binh, thu):
    attach(binh, draft)
    paper = draft.papers.get()
    assert thu.post(reverse("guidance:detach", args=[paper.pk])).status_code == 404
    actions.send(guidance=draft, by=binh.actor)
    assert attach(binh, draft).status_code == 422
    binh.post(reverse("guidance:detach", args=[paper.pk]))
    assert draft.papers.count() == 1


def test_a_document_is_taken_away_from_a_draft(draft, binh):
    attach(binh, draft)
    assert binh.post(reverse("guidance:detach", args=[draft.papers.get().pk])).status_code == 302
    assert not draft.papers.exists()


def test_what_is_no_document_or_too_many_is_refused(draft, binh, thu):
    assert attach(binh, draft, "de-cuong.exe").status_code == 422
    assert attach(binh, draft, not_secret="").status_code == 422
    assert attach(thu, draft).status_code == 404
    for _ in range(10):
        attach(binh, draft)
    assert attach(binh, draft).status_code == 422
    assert draft.papers.count() == 10


def test_the_draft_offers_to_take_a_document_away(draft, binh):
    attach(binh, draft)
    away = reverse("guidance:detach", args=[draft.papers.get().pk])
    assert away in binh.get(draft.get_absolute_url()).text
