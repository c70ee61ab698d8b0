"""Texts written for fonts and programs of before Unicode: VNI, TCVN3, VIQR, and UTF-8 taken for Latin. Pure.

A text is converted only when that turns something no Vietnamese word can be into words. Whatever a text
alone leaves open (VNI writes Tơ as Tô) is decided by the other texts of its column.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

# --- the encodings -----------------------------------------------------------------------------------------

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROOFS = {"â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
          "ä": "\u0302\u0323"}  # fmt: skip
_BREVES = {"ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303",
           "ë": "\u0306\u0323"}  # fmt: skip
_MARKS_AFTER = {
    "a": {**_TONES, **_ROOFS, **_BREVES}, "e": {**_TONES, **_ROOFS}, "o": {**_TONES, **_ROOFS},
    "u": _TONES, "y": _TONES, "ô": _TONES, "ö": _TONES,
}  # fmt: skip
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}


def _both_cases(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {key: value for a, b in pairs for key, value in ((a, b), (a.upper(), b.upper()))}


def _vni_table() -> dict[str, str]:
    table = _both_cases(_VNI_ALONE.items())
    for base, marks in _MARKS_AFTER.items():
        for sign, mark in marks.items():
            for letter in (base, base.upper()):
                letters = unicodedata.normalize("NFC", table.get(letter, letter) + mark)
                table |= {letter + sign: letters, letter + sign.upper(): letters}
    return table


_VNI = _vni_table()
_VNI_PIECE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉËÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ®¡¢£¤¥¦§",
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂÊÔƠƯĐ",
)

_VIQR_MARKS = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR_SHAPES = {"^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b"}
_VIQR_PIECE = re.compile(r"([AaEeIiOoUuYy])([\^(+*]?)(['`?~.]?)|([Dd])([Dd])")


def from_vni(text: str) -> str:
    return _VNI_PIECE.sub(lambda piece: _VNI[piece[0]], text)


def from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def from_viqr(text: str) -> str:
    def letter(piece: re.Match[str]) -> str:
        if piece[4]:
            return "đ" if piece[4] == "d" else "Đ"
        shape, tone = _VIQR_SHAPES.get(piece[2], ""), _VIQR_MARKS.get(piece[3], "")
        return unicodedata.normalize("NFC", piece[1] + shape + tone)

    return _VIQR_PIECE.sub(letter, text)


def from_utf8_as_latin(text: str) -> str:
    """UTF-8 that a program took for Windows' Latin letters: 'Nguyá»…n'. As it is when it is not."""
    raw = bytearray()
    for char in text:
        try:
            raw += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:  # noqa: PLR2004 - beyond one byte
                return text
            raw.append(ord(char))
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return text


_DECODERS: dict[str, Callable[[str], str]] = {
    "UTF-8": from_utf8_as_latin,
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
    "VIQR": from_viqr,
}

# --- is it Vietnamese? -------------------------------------------------------------------------------

_ONSET = "(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x)?"
_RHYME = (
    "(?:(?:oa|oe|uâ|uy|uê|uơ|uyê|uya|iê|yê|uô|ươ|ia|ya|ua|ưa|oă|oo|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)"
    "(?:ch|ng|nh|c|m|n|p|t)?|(?:ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|iêu|yêu|oai|oao|oay|oeo|uây|uôi|ươi|"
    "ươu|uyu|uêu))"
)
_SYLLABLE = re.compile(_ONSET + _RHYME)
_TONE_MARKS = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_LETTERS = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\s\d,;:/\-\[\]|\"]+")


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether Vietnamese can have this syllable, with one tone at most."""
    apart = unicodedata.normalize("NFD", word.lower())
    bare = apart.translate(_TONE_MARKS)
    return len(apart) - len(bare) <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))


def _is_words(token: str) -> bool:
    """Nothing in the token but Vietnamese syllables, brackets and full stops around them."""
    return all(map(is_syllable, _LETTERS.findall(token))) and not re.search(r"[^\w\s.()'’+?!*]", token)


_MAY_BE_LATIN_1 = re.compile(r"[\u0080-\u00ff]")
_BEYOND = re.compile(r"[^\x00-\xff\u2013\u2014\u2018-\u201e\u2026]")
_MAY_BE_UTF8 = re.compile("[ÃÂÄÅÆáº»á»]")
_MAY_BE_VIQR = re.compile(r"[AaEeOo]\^|[Aa]\(['`?~.]?[A-Za-z]|[OoUu][+*]|[Dd][Dd][AaEeIiOoUuYy]")


_UNICODE = ""
"""Stands for "surely no other encoding" where encodings are counted."""


def _candidates(text: str) -> tuple[str, ...]:
    if text.isascii():
        return ("VIQR",) if _MAY_BE_VIQR.search(text) else ()
    if not _MAY_BE_LATIN_1.search(text):
        return ()
    utf8 = ("UTF-8",) if _MAY_BE_UTF8.search(text) else ()
    return utf8 if _BEYOND.search(text) else (*utf8, "TCVN3", "VNI")


_COMMON_WORDS = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn trịnh trương lâm mai "
    "đào cao hà tạ thái châu tô lương lưu quách vương chu triệu tống kiều phùng từ lò quàng nông văn thị đức "
    "hữu ngọc quốc xuân thúy thuý kim bá đình công minh thanh hồng thu hải anh hùng dũng họ tên và ngày "
    "tháng năm sinh giới tính nam nữ dân tộc vào đảng chính thức số thẻ viên chi bộ chức vụ bí thư phó ủy uỷ "
    "điện thoại địa chỉ ghi chú nơi ở nghề nghiệp quê quán thôn xóm ấp tổ khu phố phường xã huyện tỉnh đoài "
    "đông tây bắc kinh trường trạm danh sách miễn sinh hoạt dự"
)
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words of names, places and headers of rosters: between two readings, the one with more of them is right."""


def _common_words(text: str) -> int:
    return sum(word.lower() in _COMMON for word in _LETTERS.findall(text))


@lru_cache(maxsize=8192)
def surely(text: str) -> tuple[str, str]:
    """The encoding of a text and the text in Unicode; ('', text) when nothing says it is not Unicode already.

    Every word the conversion changes must be Vietnamese afterwards, and one of them was none before. Where
    two encodings do that, the one that makes more common words is meant.
    """
    found: list[tuple[int, str, str]] = []
    for encoding in _candidates(text):
        decoded = _DECODERS[encoding](text)
        if encoding == "UTF-8" and decoded != text:
            return encoding, decoded
        if decoded != text and _makes_words(text, decoded):
            found.append((_common_words(decoded), encoding, decoded))
    found.sort(reverse=True)
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return _UNICODE, text
    return found[0][1:]


def _makes_words(text: str, decoded: str) -> bool:
    pairs = zip(_TOKEN.findall(text), _TOKEN.findall(decoded), strict=False)
    changed = [(old, new) for old, new in pairs if old != new]
    return (
        bool(changed)
        and all(_is_words(new) for _old, new in changed)
        and any(not _is_words(old) for old, _new in changed)
    )


_UNICODE_VIETNAMESE = re.compile(r"[\u0102-\u01b0\u1ea0-\u1ef9]")


def convert(rows: Sequence[list[Any]]) -> Counter[str]:
    """Convert the texts of a sheet where they stand; answers how many of each encoding there were.

    A doubtful text is of the encoding its column is of, else of the one its row is of, where that is one.
    """
    by_column: dict[int, Counter[str]] = defaultdict(Counter)
    by_row: dict[int, Counter[str]] = defaultdict(Counter)
    doubtful: list[tuple[int, int]] = []
    converted: Counter[str] = Counter()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if not isinstance(value, str) or (value.isascii() and not _MAY_BE_VIQR.search(value)):
                continue
            encoding, decoded = surely(value)
            if encoding:
                row[column] = decoded
                converted[encoding] += 1
            elif not _UNICODE_VIETNAMESE.search(value):
                doubtful.append((number, column))
                continue
            by_column[column][encoding] += 1
            by_row[number][encoding] += 1
    for number, column in doubtful if converted else ():
        one = _only_encoding(by_column[column], header=1) or _only_encoding(by_row[number])
        said = rows[number][column]
        decoded = _DECODERS[one](said) if one else said
        if decoded != said and _common_words(decoded) >= _common_words(said):
            rows[number][column] = decoded
            converted[one] += 1
    surely.cache_clear()  # it has seen names of people, which are not ours to keep
    is_syllable.cache_clear()
    return converted


def convert_text(text: str) -> str:
    """The same for one text alone, such as the name of a sheet."""
    return surely(text)[1]


def _only_encoding(counts: Counter[str], header: int = 0) -> str:
    """The one old encoding these texts are in; '' when there is none, or Unicode texts beyond the header."""
    old = [name for name in counts if name != _UNICODE]
    return old[0] if len(old) == 1 and counts[_UNICODE] <= header else ""


_NEVER_IN_A_NAME = re.compile(r"[\u0080-\u009f¡-ª¬®-¶¸-º¼-¿×÷]|[Ñ¤§][a-zà-ÿ]")


def is_garbled(text: str) -> bool:
    """Whether letters of an encoding that could not be converted are left in a name."""
    return bool(_NEVER_IN_A_NAME.search(text)) or any(
        a in "aeo" and b in "âáàåãäêéèúüëùøûõï" and not is_syllable(a + b) for a, b in pairwise(text.lower())
    )


def looks_vietnamese(text: str) -> bool:
    """Whether words with marks are there, and nearly all of them are Vietnamese."""
    marked = [word for word in _LETTERS.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    return bool(marked) and sum(map(is_syllable, marked)) > 0.9 * len(marked)
