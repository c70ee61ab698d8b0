"""Putting digital signatures on issued papers, and checking prints. `signing` does the work on the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from sotay.audit import actions as audit
from sotay.kernel import child_process
from sotay.kernel.actor import Actor
from sotay.kernel.child_process import Exhausted, Limits
from sotay.kernel.refusal import Refusal
from sotay.papers import signing
from sotay.papers.models import FileIsMissing, IssuedPaper, SignedPrint, store

MOST_BYTES = 20 * 1024 * 1024
MOST_KEY = 1024 * 1024
LIMITS = Limits(seconds=6)
"""For checking one file: an honest one takes less than one second."""


class NotIssuedYet(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Only an issued paper is signed digitally: before that its text can still change.")
        )


class CannotSign(Refusal):
    """Says what to do about the key, the password or the server."""


WHY = {
    signing.WrongPassword: (
        _(
            "The file cannot be opened with this password. Choose the .p12 or .pfx file and type its "
            "password again."
        ),
        "password",
    ),
    signing.NoKey: (_("There is no key here that can sign. Ask whoever issued your certificate."), "key"),
    signing.Expired: (_("This certificate does not hold today. Ask for a new one."), "key"),
    signing.NoTimeStamp: (
        _("The time stamp server did not answer. Nothing was signed; try again, or ask the operator."),
        "",
    ),
}


def has_device() -> bool:
    return settings.PKCS11 is not None


def sign_with_file(*, paper: IssuedPaper, by: Actor, key: bytes, password: str) -> SignedPrint:
    """Sign with a PKCS#12 file, which is used this once and kept nowhere. Raises CannotSign, NotIssuedYet."""
    return _sign(paper, by, lambda: nullcontext(signing.key_of_file(key, password)))


def sign_with_device(*, paper: IssuedPaper, by: Actor) -> SignedPrint:
    """Sign with the device the operator set up. Raises CannotSign, NotIssuedYet."""
    device = signing.Device(**(settings.PKCS11 or {}))
    return _sign(paper, by, lambda: signing.key_of_device(device))


def _sign(paper: IssuedPaper, by: Actor, opened: Callable[[], AbstractContextManager[Any]]) -> SignedPrint:
    """Sign the last print outside of the transaction, for it is slow; when another signature came meanwhile,
    sign that one."""
    if not paper.is_frozen:
        raise NotIssuedYet
    at = timezone.now()
    server = _time_stamps()
    try:
        with opened() as key:
            while True:
                before = last(paper)
                made = signing.sign(
                    _bytes_of(paper, before),
                    key,
                    at=at,
                    said=_said(key, at),
                    reason=str(paper.number_text),
                    timestamper=server,
                    roots=_roots(),
                )
                if kept := _keep(paper, by, before, made, at):
                    return kept
    except tuple(WHY) as wrong:
        sentence, field = WHY[type(wrong)]
        raise CannotSign(sentence, field=field) from wrong


def _time_stamps() -> RequestsHTTPTimeStamper | None:
    if not settings.TSA_URL:
        return None
    return RequestsHTTPTimeStamper(settings.TSA_URL, timeout=10)  # type: ignore[no-untyped-call]


def _said(key: Any, at: datetime) -> list[str]:
    when = timezone.localtime(at)
    name = signing.name_of(key.signing_cert) if key.signing_cert else ""
    return [f"Ký số bởi: {name}", f"Thời gian ký: {when:%H:%M, %d/%m/%Y}"]


def last(paper: IssuedPaper) -> SignedPrint | None:
    return SignedPrint.objects.filter(paper=paper).order_by("position").last()


def _bytes_of(paper: IssuedPaper, signed: SignedPrint | None) -> bytes:
    try:
        return bytes((signed or paper).pdf.read())
    except FileNotFoundError:
        raise FileIsMissing from None


def _keep(
    paper: IssuedPaper, by: Actor, before: SignedPrint | None, made: signing.Signed, at: datetime
) -> SignedPrint | None:
    """None when another signature was put on the paper meanwhile."""
    row = SignedPrint(
        commune_id=paper.commune_id,
        cell_id=paper.cell_id,
        paper=paper,
        position=before.position + 1 if before else 1,
        subject=made.subject,
        serial=made.serial,
        level=made.level,
        by_name=by.name,
        at=at,
        pdf_sha256=hashlib.sha256(made.pdf).hexdigest(),
    )
    row.pdf.save("", ContentFile(made.pdf), save=False)
    try:
        with transaction.atomic():
            IssuedPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
            newest = last(paper)
            is_last = (newest.pk if newest else None) == (before.pk if before else None)
            if is_last:
                row.save()
                words: dict[str, Any] = {
                    "paper": paper.plain_name,
                    "number": paper.number_text,
                    "name": made.subject,
                }
                audit.record(by, "paper.signed_digitally", paper, **words)
    except BaseException:
        store().delete(str(row.pdf.name))
        raise
    if not is_last:
        store().delete(str(row.pdf.name))
    return row if is_last else None


def _roots() -> list[Any]:
    return signing.roots_of(settings.SIGNING_ROOTS)


# ---- checking ----


@dataclass(frozen=True, slots=True)
class Check:
    """What a file is: `paper` when it is, byte for byte, a print of ours; its signatures; `is_pdf` at all."""

    is_pdf: bool
    paper: IssuedPaper | None
    signatures: tuple[signing.Verdict, ...]
    too_hard: bool = False

    @property
    def changed(self) -> bool:
        return any(not each.whole or each.later for each in self.signatures)


def check(file: BinaryIO) -> Check:
    """What a file somebody holds is. A file from outside is read in a process of its own, with limits."""
    file.seek(0)
    sha256 = hashlib.sha256(file.read()).hexdigest()
    paper = _print_of(sha256)
    try:
        roots = [str(root) for root in settings.SIGNING_ROOTS]
        answer = child_process.run("sotay.papers.signing", *roots, limits=LIMITS, file=file)
    except Exhausted:
        return Check(is_pdf=True, paper=paper, signatures=(), too_hard=True)
    if answer.code:
        return Check(is_pdf=False, paper=None, signatures=())
    return Check(True, paper, tuple(signing.Verdict(**each) for each in json.loads(answer.output)))


def _print_of(sha256: str) -> IssuedPaper | None:
    papers = IssuedPaper.objects.select_related("cell", "ending__replaced_by")
    signed = SignedPrint.objects.filter(pdf_sha256=sha256).values_list("paper_id", flat=True).first()
    known: UUID | None = signed
    return papers.filter(pk=known).first() if known else papers.filter(pdf_sha256=sha256).first()


def check_kept(paper: IssuedPaper) -> Check:
    """The newest print of a paper as it lies here. Raises FileIsMissing."""
    content = _bytes_of(paper, last(paper))
    found = tuple(signing.verify(content, _roots()))
    sha256 = hashlib.sha256(content).hexdigest()
    newest = last(paper)
    own = sha256 == (newest.pdf_sha256 if newest else paper.pdf_sha256)
    return Check(True, paper if own else None, found)


def moment_of(verdict: signing.Verdict) -> datetime | None:
    return parse_datetime(verdict.at) if verdict.at else None
