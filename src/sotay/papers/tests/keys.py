"""Keys and certificates of invented people, made anew for each run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "khóa-của-Thu-91"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def key_file(name: str = "Lê Thị Thu", *, days: int = 365, began: int = 1) -> bytes:
    """A PKCS#12 file whose certificate began so many days ago and holds for so many from now."""
    return pkcs12.serialize_key_and_certificates(
        b"key",
        _key(),
        certificate(name, days=days, began=began),
        None,
        BestAvailableEncryption(PASSWORD.encode()),
    )


@cache
def certificate(name: str = "Lê Thị Thu", *, days: int = 365, began: int = 1) -> x509.Certificate:
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
    builder = builder.public_key(_key().public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=began)).not_valid_after(
        now + timedelta(days=days)
    )
    return builder.add_extension(usage, critical=True).sign(_key(), hashes.SHA256())


def pem(of: x509.Certificate) -> bytes:
    return of.public_bytes(Encoding.PEM)
