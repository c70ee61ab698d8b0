"""Digital signatures on printed papers (PAdES), and reading them again. No Django, no database.

A key comes as a PKCS#12 file that is used once and kept nowhere, or from a PKCS#11 device the operator names.
The signature is added behind the print's own bytes, which stay as they were issued. Visible is a box in the
bottom margin of the last page, right of the code: the layout of papers leaves no other room that is free on
every paper. See `docs/papers.md`.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import typst
from asn1crypto import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from sotay.papers import letters

T = TypeVar("T")

_HERE = Path(__file__).resolve().parent
_MM = 72 / 25.4
BOXES_MM = ((148, 4), (100, 4))
"""Lower left corners of the boxes of the first and second signature; a third is not visible."""
BOX_MM = (46, 13)
MOST_SIGNATURES = 8
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what is wrong is answered, not logged twice


class WrongPassword(Exception):  # noqa: N818 - says what is wrong
    """The PKCS#12 file cannot be opened: another password, or no such file."""


class NoKey(Exception):  # noqa: N818
    """The file or the device holds no key that can sign with its certificate."""


class Expired(Exception):  # noqa: N818
    """The certificate does not hold at this moment."""


class NoTimeStamp(Exception):  # noqa: N818
    """The time stamp server did not answer as it should; nothing was signed."""


@dataclass(frozen=True, slots=True)
class Device:
    """A PKCS#11 device: the driver's library, which token and certificate, and the PIN."""

    library: str
    token: str
    certificate: str
    pin: str


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed file, and what was reached: `level` is B-B, B-T (with a time stamp) or B-LT."""

    pdf: bytes
    subject: str
    serial: str
    level: str


def key_of_file(pkcs12: bytes, password: str) -> signers.Signer:
    """Raises WrongPassword, NoKey."""
    try:
        signer: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12_data(
            pkcs12, other_certs=[], passphrase=password.encode()
        )
    except Exception:  # the library and the one below it raise many kinds for a file that is none
        raise WrongPassword from None
    if signer is None:
        raise WrongPassword
    if signer.signing_cert is None or signer.signing_key is None:
        raise NoKey
    return signer


@contextmanager
def key_of_device(device: Device) -> Iterator[signers.Signer]:
    """The device's key while its session is open. Raises NoKey."""
    try:
        session = open_pkcs11_session(
            device.library, token_criteria=TokenCriteria(label=device.token), user_pin=device.pin
        )
    except Exception as wrong:
        raise NoKey from wrong
    with session:
        yield PKCS11Signer(session, cert_label=device.certificate)


def sign(
    pdf: bytes,
    key: signers.Signer,
    *,
    at: datetime,
    said: Sequence[str],
    reason: str = "",
    timestamper: TimeStamper | None = None,
    roots: Sequence[x509.Certificate] = (),
) -> Signed:
    """One more signature on a print. `said` are the lines of the visible box, `at` the moment it is made.

    With `roots` that the certificate leads to, and where its issuer's lists can be reached, what is needed to
    check it in many years is put in (LTV); where not, it is signed without. Raises NoKey, Expired,
    NoTimeStamp.
    """
    certificate = key.signing_cert
    if certificate is None:
        raise NoKey
    validity = certificate["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= at <= validity["not_after"].native:
        raise Expired
    level = "B-T" if timestamper else "B-B"
    signed = None
    if timestamper and roots:
        signed = _long_term(pdf, key, said, reason, timestamper, roots)
        level = "B-LT" if signed else level
    if signed is None:
        try:
            signed = _signed(pdf, key, said, _metadata(pdf, reason), timestamper)
        except Exception as wrong:
            if timestamper:
                raise NoTimeStamp from wrong
            raise NoKey from wrong
    return Signed(signed, name_of(certificate), f"{certificate.serial_number:x}", level)


def _long_term(
    pdf: bytes,
    key: signers.Signer,
    said: Sequence[str],
    reason: str,
    timestamper: TimeStamper,
    roots: Sequence[x509.Certificate],
) -> bytes | None:
    """None where what proves the certificate later cannot be had now."""
    context = ValidationContext(trust_roots=list(roots), allow_fetching=True, revocation_mode="require")
    more = {"embed_validation_info": True, "validation_context": context}
    try:
        return _signed(pdf, key, said, _metadata(pdf, reason, **more), timestamper)
    except Exception:
        logging.getLogger("sotay.papers").warning("signed without proof for later", exc_info=True)
        return None


def _metadata(pdf: bytes, reason: str, **more: Any) -> signers.PdfSignatureMetadata:
    return signers.PdfSignatureMetadata(
        field_name=f"Signature{_count(pdf) + 1}",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason or None,
        **more,
    )


def _count(pdf: bytes) -> int:
    return len(PdfFileReader(BytesIO(pdf)).embedded_regular_signatures)


def _signed(
    pdf: bytes,
    key: signers.Signer,
    said: Sequence[str],
    metadata: signers.PdfSignatureMetadata,
    timestamper: TimeStamper | None,
) -> bytes:
    place, out = _count(pdf), BytesIO()
    box = None
    if place < len(BOXES_MM):
        (left, bottom), (width, height) = BOXES_MM[place], BOX_MM
        right, top = left + width, bottom + height
        box = round(left * _MM), round(bottom * _MM), round(right * _MM), round(top * _MM)
    field = fields.SigFieldSpec(str(metadata.field_name), on_page=-1, box=box)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as stamp:
        stamp.write(_stamp(said))
        stamp.flush()
        style = StaticStampStyle.from_pdf_file(stamp.name, border_width=0, background_opacity=1.0)
        signer = signers.PdfSigner(
            metadata, key, timestamper=timestamper, stamp_style=style, new_field_spec=field
        )
        _apart(lambda: signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out))
    return out.getvalue()


def _apart(work: Callable[[], T]) -> T:
    """In a thread of its own: the library begins an event loop, which is refused where one runs already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def _stamp(said: Sequence[str]) -> bytes:
    """The visible box as a PDF of its own, with the papers' fonts inside."""
    data = json.dumps({"lines": list(said), "fonts": letters.FAMILIES}, ensure_ascii=False)
    made = typst.compile(
        _HERE / "renderers" / "stamp.typ",
        root=_HERE / "renderers",
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[_HERE / "fonts"]
        ),
        format="pdf",
        sys_inputs={"stamp": data},
    )
    assert isinstance(made, bytes)  # noqa: S101 - only PNG and SVG come page by page
    return made


def name_of(certificate: x509.Certificate) -> str:
    """Whose certificate it is, as people call them: the common name, else the whole."""
    names = certificate.subject.native
    common = names.get("common_name") or certificate.subject.human_friendly
    return str(common if isinstance(common, str) else common[0])[:300]


def roots_of(files: Sequence[Path]) -> list[x509.Certificate]:
    """The certificates an operator trusts, from files in PEM or DER."""
    return list(load_certs_from_pemder([str(file) for file in files]))  # type: ignore[no-untyped-call]


# ---- reading them again ----


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one signature of a file says.

    `whole`: its bytes are those that were signed. `later`: something was added after it that a further
    signature does not explain. `trusted`: its certificate leads to a root the operator names. Times in ISO.
    """

    name: str
    serial: str
    at: str
    stamped: bool
    whole: bool
    later: bool
    trusted: bool
    level: str = ""


def verify(pdf: bytes, roots: Sequence[x509.Certificate] = ()) -> list[Verdict]:
    """Every signature of a file, in order. Raises ValueError for a file that is no PDF."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        embedded = reader.embedded_regular_signatures[:MOST_SIGNATURES]
    except Exception as wrong:
        raise ValueError("no PDF") from wrong
    return [_verdict(each, roots) for each in embedded]


def _verdict(embedded: Any, roots: Sequence[x509.Certificate]) -> Verdict:
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    usage = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    certificate = embedded.signer_cert
    name, serial = name_of(certificate), f"{certificate.serial_number:x}"
    try:
        status = _apart(lambda: validate_pdf_signature(embedded, context, key_usage_settings=usage))
    except Exception:  # a damaged file breaks the check in many ways, and each says the same: not whole
        return Verdict(name, serial, "", stamped=False, whole=False, later=False, trusted=False)
    stamp = status.timestamp_validity
    at = stamp.timestamp if stamp else status.signer_reported_dt
    later = status.modification_level not in {
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    }
    return Verdict(
        name,
        serial,
        at.isoformat() if at else "",
        stamped=bool(stamp and stamp.intact and stamp.valid),
        whole=bool(status.intact and status.valid),
        later=later,
        trusted=bool(status.trusted),
    )


def main(arguments: list[str]) -> int:
    """In a child (`kernel.child_process`): the verdicts on the file at the standard input, as JSON.

    `arguments` are the files of trusted roots. 2: the file is no PDF.
    """
    try:
        found = verify(sys.stdin.buffer.read(), roots_of([Path(each) for each in arguments]))
    except ValueError:
        return 2
    json.dump([asdict(each) for each in found], sys.stdout)
    return 0
