"""A paper's life: composed, rewritten, signed, numbered, frozen."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction
from django.utils.translation import override
from pypdf import PdfReader

from sotay.audit.models import AuditLine
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.papers import actions, printing, queries
from sotay.papers.models import IssuedPaper, PaperIsFrozen, PaperNumber
from sotay.papers.structure import CHAIR, MINUTE_TAKER, Paragraph, digest, from_json
from sotay.papers.tests.samples import SPEAKERS, minutes, resolution

FEBRUARY = Month(2026, 2)


@pytest.fixture
def paper(house, thu) -> IssuedPaper:
    return compose(house.cell, thu)


def compose(cell, person, paper=None, about=None, month=FEBRUARY) -> IssuedPaper:
    made = paper or replace(minutes(), header=replace(minutes().header, number=None))
    return actions.draft(
        by=person.actor, cell=cell, kind=made.kind, about_id=about or new_id(), month=month, paper=made
    )


def sign(paper: IssuedPaper, person, role: str, member=None, help_needed: str = ""):
    paper.refresh_from_db()
    return actions.sign(
        paper=paper,
        by=person.actor,
        role=role,
        member=member or person.member,
        digest=queries.digest_to_sign(paper),
        help_needed=help_needed,
    )


def issue(paper: IssuedPaper, chair, taker) -> IssuedPaper:
    sign(paper, taker, MINUTE_TAKER)
    sign(paper, chair, CHAIR)
    return actions.freeze(paper=paper, by=chair.actor)


def codes(paper: IssuedPaper) -> list[str]:
    return list(AuditLine.objects.filter(object_id=paper.pk).order_by("id").values_list("code", flat=True))


def test_composing_again_keeps_what_the_secretary_wrote(paper, thu, house) -> None:
    actions.edit(paper=paper, by=thu.actor, key="statement:2", text="Đồng chí Hưng: Nhất trí.")
    again = compose(house.cell, thu, minutes(SPEAKERS[:3]), paper.about_id)
    assert again.pk == paper.pk
    texts = {block.key: block for block in queries.content(again).blocks}
    assert texts["statement:2"] == Paragraph("Đồng chí Hưng: Nhất trí.", "statement:2")
    assert "statement:4" not in texts
    assert codes(paper) == ["paper.drafted", "paper.edited", "paper.recomposed"]


def test_composing_the_same_text_again_writes_nothing(paper, thu, house) -> None:
    compose(house.cell, thu, about=paper.about_id)
    assert codes(paper) == ["paper.drafted"]


def test_an_edit_about_something_gone_waits_and_can_be_taken_back(paper, thu, house) -> None:
    actions.edit(paper=paper, by=thu.actor, key="statement:4", text="Đồng chí Khuê: Đã được trả lời.")
    shorter = compose(house.cell, thu, minutes(SPEAKERS[:2]), paper.about_id)
    assert queries.stale(shorter) == ("statement:4",)
    reverted = actions.revert(paper=shorter, by=thu.actor, key="statement:4")
    assert reverted.edits == {}


def test_writing_the_composed_words_again_is_no_edit(paper, thu) -> None:
    actions.edit(paper=paper, by=thu.actor, key="closing", text="Kết thúc lúc 21 giờ.")
    composed = next(part.composed for part in queries.editable_parts(paper) if part.key == "closing")
    edited = actions.edit(paper=paper, by=thu.actor, key="closing", text=f"{composed}\r\n")
    assert edited.edits == {}


def test_a_part_that_is_not_there_or_far_too_long_is_refused(paper, thu) -> None:
    for key in ("statement:99", "tasks"):
        with pytest.raises(actions.PartIsGone):
            actions.edit(paper=paper, by=thu.actor, key=key, text="x")
    with pytest.raises(actions.PartIsTooLong):
        actions.edit(paper=paper, by=thu.actor, key="closing", text="x" * 20_001)


def test_nobody_signs_a_text_that_changed_since_they_read_it(paper, thu) -> None:
    read = queries.digest_to_sign(paper)
    actions.edit(paper=paper, by=thu.actor, key="closing", text="Kết thúc lúc 21 giờ.")
    with pytest.raises(actions.TextHasChanged):
        actions.sign(paper=paper, by=thu.actor, role=CHAIR, member=thu.member, digest=read)
    assert not paper.signatures.exists()


def test_a_text_that_changes_loses_its_signatures(paper, thu, lam) -> None:
    sign(paper, lam, MINUTE_TAKER)
    actions.edit(paper=paper, by=thu.actor, key="closing", text="Kết thúc lúc 21 giờ.")
    assert queries.missing_roles(paper) == [MINUTE_TAKER, CHAIR]


def test_each_role_signs_once_and_only_where_there_is_a_place(paper, thu, lam, house) -> None:
    sign(paper, thu, CHAIR)
    with pytest.raises(actions.AlreadySigned) as refused, override("vi"):
        sign(paper, lam, CHAIR)
    assert "Lê Thị Thu" in str(refused.value)
    with pytest.raises(actions.NoPlaceToSign):
        sign(compose(house.cell, thu, resolution()), lam, MINUTE_TAKER)


def test_the_secretary_signs_for_a_member_without_a_phone_and_the_paper_says_so(paper, thu, an) -> None:
    with pytest.raises(Refusal) as asked:
        sign(paper, thu, MINUTE_TAKER, member=an.member)
    assert asked.value.field == "help_needed"
    signed = sign(paper, thu, MINUTE_TAKER, member=an.member, help_needed="no_account")
    assert (signed.helped_by, signed.help_needed) == ("Lê Thị Thu", "no_account")
    place = queries.shown(paper).signatures[0]
    assert "Lê Thị Thu ghi giúp" in place.signed_note
    line = AuditLine.objects.get(code="paper.signed_for")
    assert line.assisted_member_id == an.member.pk
    assert "Nguyễn Văn An" in line.sentence


def test_a_paper_waits_for_every_signature(paper, thu, lam) -> None:
    sign(paper, lam, MINUTE_TAKER)
    with pytest.raises(actions.NotAllSigned) as refused, override("vi"):
        actions.freeze(paper=paper, by=thu.actor)
    assert "Chủ trì" in str(refused.value)
    assert not PaperNumber.objects.exists()


def test_a_frozen_paper_is_numbered_signed_printed_and_kept(paper, thu, lam) -> None:
    frozen = issue(paper, thu, lam)
    assert (frozen.number, frozen.number_text) == (1, "Số 01-BB/CB")
    printed = frozen.pdf.read()
    assert re.fullmatch(rf"papers/{frozen.commune_id}/{frozen.pk}-[0-9a-f]{{8}}\.pdf", frozen.pdf.name)
    assert hashlib.sha256(printed).hexdigest() == frozen.pdf_sha256
    assert Path(frozen.pdf.path).stat().st_mode & 0o077 == 0
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)
    assert "Số 01-BB/CB" in words
    assert words.count("Đã ký lúc") == 2
    assert "DỰ THẢO" not in words
    again = IssuedPaper.objects.get(pk=paper.pk)
    assert digest(queries.content(again)) == again.digest
    assert codes(paper) == ["paper.drafted", "paper.signed", "paper.signed", "paper.frozen"]


def test_a_frozen_paper_never_changes(paper, thu, lam, house) -> None:
    stale_copy = IssuedPaper.objects.get(pk=paper.pk)
    frozen = issue(paper, thu, lam)
    attempts = [
        lambda: actions.edit(paper=frozen, by=thu.actor, key="closing", text="khác"),
        lambda: actions.revert(paper=frozen, by=thu.actor, key="closing"),
        lambda: compose(house.cell, thu, minutes(SPEAKERS[:1]), paper.about_id),
        lambda: actions.freeze(paper=frozen, by=thu.actor),
        lambda: actions.sign(paper=frozen, by=lam.actor, role=CHAIR, member=lam.member, digest="x"),
        frozen.save,
        frozen.delete,
        stale_copy.save,
        lambda: IssuedPaper.objects.filter(cell=house.cell).update(title="khác"),
        lambda: IssuedPaper.objects.all().delete(),
    ]
    before = IssuedPaper.objects.filter(pk=paper.pk).values().get()
    for attempt in attempts:
        with pytest.raises(PaperIsFrozen), transaction.atomic():
            attempt()
    assert IssuedPaper.objects.filter(pk=paper.pk).values().get() == before


def test_numbers_run_without_gaps_for_each_type_in_each_cell(thu, lam, dung, house) -> None:
    first = [issue(compose(house.cell, thu), thu, lam).number_text for _ in range(3)]
    assert first == ["Số 01-BB/CB", "Số 02-BB/CB", "Số 03-BB/CB"]
    decided = compose(house.cell, thu, resolution())
    sign(decided, thu, CHAIR)
    assert actions.freeze(paper=decided, by=thu.actor).number_text == "Số 01-NQ/CB"
    far = compose(house.far_cell, dung, resolution())
    sign(far, dung, CHAIR)
    assert actions.freeze(paper=far, by=dung.actor).number == 1


def test_a_failure_gives_its_number_back_and_leaves_a_draft(paper, thu, lam, monkeypatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> bytes:
        raise RuntimeError("máy in hỏng")

    sign(paper, thu, CHAIR)
    sign(paper, lam, MINUTE_TAKER)
    with monkeypatch.context() as broken:
        broken.setitem(printing.FILES, "pdf", (fail, "application/pdf"))
        with pytest.raises(printing.CannotPrint):
            actions.freeze(paper=paper, by=thu.actor)
    assert not IssuedPaper.objects.get(pk=paper.pk).is_frozen
    assert actions.freeze(paper=paper, by=thu.actor).number == 1


def prints(settings) -> list[Path]:
    return [file for file in Path(settings.MEDIA_ROOT).rglob("*.pdf") if file.is_file()]


def test_print_of_a_failed_transaction_is_removed(paper, thu, lam, settings, monkeypatch) -> None:
    sign(paper, thu, CHAIR)
    sign(paper, lam, MINUTE_TAKER)
    save, saved = IssuedPaper.save, []

    def fails_the_second_time(self: IssuedPaper, *args: object, **more: object) -> None:
        saved.append(self.pdf.name)
        if len(saved) == 2:
            assert prints(settings), "it was printed before the transaction that issues it"
            raise RuntimeError("mất điện")
        save(self, *args, **more)

    with monkeypatch.context() as broken:
        broken.setattr(IssuedPaper, "save", fails_the_second_time)
        with pytest.raises(RuntimeError):
            actions.freeze(paper=paper, by=thu.actor)
    assert not prints(settings)
    frozen = actions.freeze(paper=paper, by=thu.actor)
    assert frozen.number == 1
    assert [Path(frozen.pdf.path)] == prints(settings)


def test_paper_is_printed_again_when_another_took_its_number_meanwhile(
    thu, lam, house, settings, monkeypatch
) -> None:
    first, second = compose(house.cell, thu), compose(house.cell, thu)
    for paper in (first, second):
        sign(paper, thu, CHAIR)
        sign(paper, lam, MINUTE_TAKER)
    drawn, media_type = printing.FILES["pdf"]

    def meanwhile(final: object, layout: object, *, draft: bool) -> bytes:
        monkeypatch.setitem(printing.FILES, "pdf", (drawn, media_type))
        assert actions.freeze(paper=first, by=lam.actor).number == 1
        return drawn(final, layout, draft=draft)

    monkeypatch.setitem(printing.FILES, "pdf", (meanwhile, media_type))
    frozen = actions.freeze(paper=second, by=thu.actor)
    assert frozen.number == 2
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(frozen.pdf.read())).pages)
    assert "Số 02-BB/CB" in words
    assert len(prints(settings)) == 2


def test_who_always_comes_second_is_told_to_try_again(paper, thu, lam, settings, monkeypatch) -> None:
    sign(paper, thu, CHAIR)
    sign(paper, lam, MINUTE_TAKER)
    numbers = iter(range(100))
    monkeypatch.setattr(actions, "_next_number", lambda *_where: next(numbers))
    with pytest.raises(printing.OthersAreIssuing):
        actions.freeze(paper=paper, by=thu.actor)
    assert not prints(settings)
    assert not IssuedPaper.objects.get(pk=paper.pk).is_frozen


def test_a_new_term_begins_at_one_and_late_papers_of_the_old_term_keep_counting(thu, lam, house) -> None:
    def number_on(day: date) -> int | None:
        paper = minutes()
        dated = replace(paper, header=replace(paper.header, day=day))
        return issue(compose(house.cell, thu, dated), thu, lam).number

    assert [number_on(date(2026, 2, 3)), number_on(date(2026, 3, 3))] == [1, 2]
    actions.start_term(cell=house.cell, by=thu.actor, from_on=date(2026, 4, 1))
    assert number_on(date(2026, 4, 3)) == 1
    assert number_on(date(2026, 3, 25)) == 3
    with pytest.raises(actions.TermOverlaps):
        actions.start_term(cell=house.cell, by=thu.actor, from_on=date(2026, 4, 1))


def test_a_file_name_is_plain_letters(paper, thu, lam) -> None:
    assert queries.filename(paper, "pdf") == "BB-du-thao-thang-02-2026-chi-bo-to-dan-pho-hoa-binh.pdf"
    assert queries.filename(issue(paper, thu, lam), "docx").startswith("BB-01-thang-02-2026-chi-bo")


def test_text_with_broken_characters_is_cleaned_before_it_is_kept(paper, thu) -> None:
    edited = actions.edit(paper=paper, by=thu.actor, key="closing", text="Kết\x00 thúc\ud800\r\nxong")
    assert edited.edits["closing"] == "Kết thúc\nxong"


def test_what_was_composed_is_kept_beside_the_edit(paper, thu) -> None:
    edited = actions.edit(paper=paper, by=thu.actor, key="closing", text="Khác.")
    assert from_json(edited.base) == replace(minutes(), header=replace(minutes().header, number=None))


def test_recipients_are_rewritten_as_any_other_part_and_can_be_taken_out(paper, thu, lam) -> None:
    parts = queries.editable_parts(paper)
    assert (parts[-1].key, parts[-1].under) == ("recipients", "Nơi nhận")
    edited = actions.edit(paper=paper, by=thu.actor, key="recipients", text="Mặt trận,\nLưu Chi bộ.")
    assert queries.content(edited).recipients == ("Mặt trận,", "Lưu Chi bộ.")
    assert queries.stale(edited) == ()
    none = actions.edit(paper=paper, by=thu.actor, key="recipients", text="")
    assert queries.content(none).recipients == ()
    back = actions.revert(paper=paper, by=thu.actor, key="recipients")
    assert queries.content(back).recipients == minutes().recipients


def test_a_paper_without_annexes_keeps_the_digest_it_had_before_there_were_any() -> None:
    """Signed papers keep their digests: what came later is left out of the JSON where it says nothing."""
    from sotay.papers.structure import to_json

    plain = to_json(minutes())
    assert not {"annexes", "one_page", "check"} & set(plain)
    assert not any("optional" in block for block in plain["blocks"])
    assert from_json(to_json(replace(minutes(), one_page=True))).one_page
