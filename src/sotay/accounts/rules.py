"""Names people log in with, and the codes printed on slips. Nothing here knows of Django."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Container

from sotay.kernel.text import search_key

CODE_LENGTH = 10
CODE_ALPHABET = "CFHJKMNPRTX34679"
"""Sixteen signs nobody confuses on paper: no 0/O/Q, 1/I/L, 2/Z, 5/S, 8/B, U/V.

No vowel, no D and no W either: a phone that types Vietnamese turns AF into À, DD into Đ and W
into Ư, and the person typing never sees why the code is refused. Ten signs make 40 bits.
"""
PASSWORD_LENGTH = 12
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_NOT_LETTER = re.compile(r"[^a-z]")
_CARD_PUNCTUATION = re.compile(r"[\s.\-]")


def login_name(typed: str) -> str:
    """What somebody typed as a name, the way usernames and card numbers are kept.

    Full-width digits, capitals and the spaces and dots people put into a card number are all the
    same name, so that a lock-out counts them together.
    """
    name = unicodedata.normalize("NFKC", typed).strip().lower()
    plain = _CARD_PUNCTUATION.sub("", name)
    return plain if plain.isdecimal() and plain.isascii() else name


def is_number(name: str) -> bool:
    """Whether a login name can be a card number."""
    return name.isdecimal()


def opaque(secret: str) -> str:
    """A secret in the one form it is kept and compared in: the OpaqueString profile of RFC 8265, section 4.

    Spaces of every kind are the plain space, and letters are composed (NFC): a Mac sends the ậ of "mật
    khẩu" as three code points, Windows as one. Capitals, full-width letters and spaces at the ends stay,
    as the profile says; NFKC would make different passwords the same.
    """
    spaced = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in secret)
    return unicodedata.normalize("NFC", spaced)


def read_digits(typed: str) -> str:
    """A code of digits as somebody typed it: full-width digits and those of other scripts are the same."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(
        str(unicodedata.decimal(sign, sign)) for sign in plain if unicodedata.category(sign) != "Cf"
    )


def is_username(name: str) -> bool:
    """A letter first, so that nobody's username is somebody else's card number."""
    return _USERNAME.fullmatch(name) is not None


def username_for(full_name: str) -> str:
    """The given name and the initials of the rest.

    >>> username_for("Nguyễn Văn Đức")
    'ducnv'
    """
    *front, given = [_NOT_LETTER.sub("", word) for word in search_key(full_name).split(" ")]
    base = (given + "".join(word[:1] for word in front))[:30]
    return base if is_username(base) else f"dv{base}"


def free_name(wanted: str, taken: Container[str], draw: Callable[[int], int] = secrets.randbelow) -> str:
    """The name, or when it is taken the name with a number drawn by lot.

    Not with the next number, which would tell how many others there are.

    >>> free_name("ducnv", taken={"ducnv"}, draw=lambda below: below // 2)
    'ducnv55'
    """
    tries, name = 0, wanted
    while name in taken:
        smallest = 10 ** (1 + tries // 20)
        name = f"{wanted[:30]}{smallest + draw(9 * smallest)}"
        tries += 1
    return name


def new_code() -> str:
    """A code for a slip, as stored nowhere: its ten signs without the space it is printed with."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def printed_code(code: str) -> str:
    """In two groups of five, as people read numbers aloud."""
    return f"{code[:5]} {code[5:]}"


def read_code(typed: str) -> str:
    """A code as somebody typed it: any case, any spacing; '' when it cannot be one."""
    signs = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())
    return signs if len(signs) == CODE_LENGTH and all(c in CODE_ALPHABET for c in signs) else ""


def new_password() -> str:
    """A password to hand over, of the signs that survive paper and a Vietnamese keyboard (48 bits)."""
    signs = "".join(secrets.choice(CODE_ALPHABET) for _ in range(PASSWORD_LENGTH)).lower()
    return "-".join(signs[i : i + 4] for i in range(0, PASSWORD_LENGTH, 4))


_BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Zalo", "Zalo"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
_SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
]


def device_of(user_agent: str) -> tuple[str, str]:
    """Browser and system in words people know; '' for what cannot be told.

    The order of the lists decides: nearly every browser also claims to be Chrome and Safari.
    """
    return _first_in(user_agent, _BROWSERS), _first_in(user_agent, _SYSTEMS)


def _first_in(text: str, names: list[tuple[str, str]]) -> str:
    return next((name for mark, name in names if mark in text), "")
