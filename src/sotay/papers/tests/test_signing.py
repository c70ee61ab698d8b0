"""Digital signatures: put on a print, read again by us and another program; what a changed byte does."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pyhanko.sign.timestamps import DummyTimeStamper
from pypdf import PdfReader

from sotay.audit.models import AuditLine
from sotay.papers import digital, signing
from sotay.papers.layout import Layout
from sotay.papers.models import IssuedPaper, SignedPrint
from sotay.papers.renderers import render_pdf
from sotay.papers.tests.keys import PASSWORD, certificate, key_file, pem
from sotay.papers.tests.samples import minutes
from sotay.papers.tests.test_papers import compose, issue


def signed(pdf: bytes = b"", **more) -> signing.Signed:
    key = signing.key_of_file(key_file(), PASSWORD)
    said = ["Ký số bởi: Lê Thị Thu", "Thời gian ký: 20:05, 03/12/2026"]
    return signing.sign(pdf or render_pdf(minutes(), Layout()), key, at=timezone.now(), said=said, **more)


def one_byte_changed(pdf: bytes) -> bytes:
    changed = bytearray(pdf)
    changed[len(pdf) // 3] ^= 1
    return bytes(changed)


def test_a_signature_is_whole_and_the_print_before_it_untouched() -> None:
    pdf = render_pdf(minutes(), Layout())
    made = signed(pdf)
    assert made.pdf.startswith(pdf)
    assert (made.subject, made.level) == ("Lê Thị Thu", "B-B")
    [found] = signing.verify(made.pdf)
    assert (found.name, found.whole, found.later, found.trusted) == ("Lê Thị Thu", True, False, False)


def test_one_byte_changed_is_reported() -> None:
    [found] = signing.verify(one_byte_changed(signed().pdf))
    assert not found.whole


def test_an_event_loop_that_runs_already_is_no_hindrance() -> None:
    async def inside() -> list[signing.Verdict]:
        return signing.verify(signed().pdf)

    [found] = asyncio.run(inside())
    assert found.whole


def test_a_second_signature_leaves_the_first_whole() -> None:
    both = signing.verify(signed(signed().pdf).pdf)
    assert [(each.whole, each.later) for each in both] == [(True, False)] * 2


def test_the_box_is_in_the_margin_of_the_last_page_with_its_font_inside() -> None:
    page = PdfReader(BytesIO(signed().pdf)).pages[-1]
    [box] = [note.get_object() for note in page["/Annots"]]
    left, bottom, right, top = map(float, box["/Rect"])
    assert top <= 20 / 25.4 * 72
    assert left >= 95 / 25.4 * 72
    assert right <= 195 / 25.4 * 72
    assert bottom >= 0
    assert "LiberationSerif" in signed().pdf.decode("latin-1")


def test_a_time_stamp_is_put_in_and_read() -> None:
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding

    key = signing.key_of_file(key_file(), PASSWORD)
    stamper = DummyTimeStamper(
        x509.Certificate.load(certificate().public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(key.signing_key.dump()),
        certs_to_embed=None,
    )
    made = signed(timestamper=stamper)
    assert made.level == "B-T"
    [found] = signing.verify(made.pdf)
    assert found.stamped


def test_a_server_that_does_not_answer_leaves_nothing_signed() -> None:
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

    with pytest.raises(signing.NoTimeStamp):
        signed(timestamper=RequestsHTTPTimeStamper("http://127.0.0.1:9/", timeout=1))


@pytest.mark.parametrize(
    ("file", "password", "refusal"),
    [
        (b"no such file", PASSWORD, signing.WrongPassword),
        (None, "khác", signing.WrongPassword),
    ],
)
def test_a_key_that_cannot_be_opened_says_so(file, password, refusal) -> None:
    with pytest.raises(refusal):
        signing.key_of_file(file or key_file(), password)


def test_an_expired_certificate_signs_nothing() -> None:
    key = signing.key_of_file(key_file("Cũ", days=-1, began=30), PASSWORD)
    with pytest.raises(signing.Expired):
        signing.sign(render_pdf(minutes(), Layout()), key, at=timezone.now(), said=["x"])


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed; .ci/run installs it")
def test_another_program_says_valid_and_sees_the_changed_byte(tmp_path) -> None:
    made = signed().pdf
    assert "Signature is Valid" in pdfsig(tmp_path, made)
    assert "Total document signed" in pdfsig(tmp_path, made)
    assert "Signature is Valid" not in pdfsig(tmp_path, one_byte_changed(made))


def pdfsig(folder, pdf: bytes) -> str:
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout


@pytest.fixture
def frozen(house, thu, lam) -> IssuedPaper:
    return issue(compose(house.cell, thu), thu, lam)


def key_upload(**more) -> dict:
    return {"key": SimpleUploadedFile("thu.p12", key_file()), "password": PASSWORD, **more}


def test_a_secretary_signs_and_the_key_is_kept_nowhere(frozen, thu, settings) -> None:
    thu.confirm()
    answer = thu.post(reverse("papers:sign_digitally", args=[frozen.pk]), key_upload())
    assert answer.status_code == 302
    row = SignedPrint.objects.get(paper=frozen)
    assert (row.subject, row.position, row.level) == ("Lê Thị Thu", 1, "B-B")
    from pathlib import Path

    kept = [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()]
    assert not [
        file for file in kept if file.suffix in {".p12", ".pfx"} or key_file()[:40] in file.read_bytes()
    ]
    assert "paper.signed_digitally" in set(AuditLine.objects.values_list("code", flat=True))
    got = thu.get(reverse("papers:signed_pdf", args=[frozen.pk]))
    assert signing.verify(got.content)[0].whole
    assert frozen.pdf.read() == got.content[: frozen.pdf.size]


@pytest.mark.parametrize(
    ("changed", "word"),
    [({"password": "sai"}, "password"), ({"key": SimpleUploadedFile("x.p12", b"x")}, "password")],
)
def test_a_wrong_key_is_told_and_nothing_is_signed(frozen, thu, changed, word) -> None:
    thu.confirm()
    answer = thu.post(reverse("papers:sign_digitally", args=[frozen.pk]), {**key_upload(), **changed})
    assert answer.status_code == 422
    assert not SignedPrint.objects.exists()
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize("who", ["an", "chi", "dung", "tinh"])
def test_only_those_who_write_for_the_unit_sign_for_it(frozen, request, who) -> None:
    other = request.getfixturevalue(who)
    other.confirm()
    assert other.post(reverse("papers:sign_digitally", args=[frozen.pk]), key_upload()).status_code == 404


def test_the_check_page_tells_ours_from_changed_ones(frozen, thu, an) -> None:
    row = digital.sign_with_file(paper=frozen, by=thu.actor, key=key_file(), password=PASSWORD)
    content = row.pdf.open().read()

    def page(pdf: bytes) -> str:
        return an.post(reverse("papers:check"), {"file": SimpleUploadedFile("a.pdf", pdf)}).content.decode()

    assert frozen.number_text in page(content)
    assert "chip ok" in page(content)
    changed = page(one_byte_changed(content))
    assert frozen.number_text not in changed
    assert "chip late" in changed
    assert "chip ok" not in page(b"%PDF-1.4 nothing")
    assert an.post(reverse("papers:check"), {"file": SimpleUploadedFile("a.pdf", b"x")}).status_code == 200


def test_a_print_leads_whoever_holds_it_to_a_page_that_says_what_it_is(frozen, client) -> None:
    text = PdfReader(BytesIO(frozen.pdf.read())).pages[-1].extract_text().replace("\u200b", "")
    text = "".join(text.split())
    code = re.search(r"/papers/c/(\w{15})/", text)
    assert code is not None
    page = client.get(f"/papers/c/{code[1]}/")
    assert page.status_code == 200
    assert frozen.number_text in page.content.decode()
    assert "Ý kiến" not in page.content.decode()
    assert client.get("/papers/c/222222222222222/").status_code == 404


def test_a_signature_is_trusted_by_the_operators_roots(tmp_path) -> None:
    root = tmp_path / "root.pem"
    root.write_bytes(pem(certificate()))
    [found] = signing.verify(signed().pdf, signing.roots_of([root]))
    assert found.trusted
