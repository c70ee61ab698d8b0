"""How words are found: what is typed, what is kept, and what is marked in a result. Pure.

A word is a run of letters and digits, lower case, without marks, đ as d. Both databases keep and compare the
same words, made here: neither is asked to take a text apart, so that both give the same answers.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sotay.kernel.text import search_key, tidy

LONGEST_WORD = 60
MOST_TERMS, LONGEST_QUERY = 12, 200
MOST_TEXT = 200_000
"""Characters of one thing that are kept for searching."""

_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)')


def words_of(text: str) -> list[str]:
    """The words of a text, in order.

    >>> words_of("Nghị quyết số 21-NQ/TW, “Hoà Bình”")
    ['nghi', 'quyet', 'so', '21', 'nq', 'tw', 'hoa', 'binh']
    """
    return [word[:LONGEST_WORD] for word in _WORD.findall(search_key(text))]


def key_of(text: str) -> str:
    """The words with a space between, as the index keeps them."""
    return " ".join(words_of(text))


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: each term is a word or several that stand together, and all have to be there."""

    terms: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def words(self) -> list[str]:
        return [word for term in self.terms for word in term]

    @property
    def exact(self) -> tuple[str, str]:
        """The labels of a thing whose number or whole title this is."""
        return number_label(" ".join(self.words)), title_label(" ".join(self.words))


def read(typed: str) -> Query:
    """What somebody typed. In quotation marks words stand together; so do those of one run: 21-NQ/TW.

    >>> read('21-NQ/TW "chi bộ" họp').terms
    (('21', 'nq', 'tw'), ('chi', 'bo'), ('hop',))
    """
    terms: list[tuple[str, ...]] = []
    for quoted, run in _PARTS.findall(tidy(typed[:LONGEST_QUERY])):
        term = tuple(words_of(quoted or run))
        if term and term not in terms:
            terms.append(term)
    return Query(tuple(terms[:MOST_TERMS]))


# Labels: words of ours beside those of the text. A label holds a "_", and no word does.


def number_label(number: str) -> str:
    """A number however it is written: 21-NQ/TW, 21 NQ TW, “Số 21-NQ/TW”."""
    said = words_of(number)
    if said[:1] == ["so"] and len(said) > 1:
        said = said[1:]
    return f"n_{_digest(''.join(said))}"


def title_label(title: str) -> str:
    return f"t_{_digest(key_of(title))}"


def kind_label(kind: str) -> str:
    return f"k_{kind}"


def at_label(unit: UUID) -> str:
    """Of things at this very unit."""
    return f"u_{unit.hex}"


def below_label(unit: UUID) -> str:
    """Of things at this unit and everything below it."""
    return f"b_{unit.hex}"


def tree_label(unit: UUID) -> str:
    """Of things for everybody at this unit and below it."""
    return f"d_{unit.hex}"


def member_label(member: UUID) -> str:
    return f"m_{member.hex}"


def language_label(language: str) -> str:
    """Of things for everybody who reads this language."""
    return f"a_{language}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


# The order of results: by day, the newest first, then by what is the same on every database.

_HASH_BITS = 41


def position(day: date | None, source: str, pk: UUID) -> int:
    """Where a thing stands among all, as a number of 63 bits: its day first, then a mark of its own."""
    mark = hashlib.blake2b(f"{source}:{pk.hex}".encode(), digest_size=8).digest()
    return first_of(day) | (int.from_bytes(mark) >> (64 - _HASH_BITS))


def first_of(day: date | None) -> int:
    """The first position of a day; things without a day come after all others."""
    return (day.toordinal() if day else 0) << _HASH_BITS


# What is shown of a text


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool = False


def marked(text: str, query: Query) -> list[Piece]:
    """The text in pieces, those that were looked for marked."""
    pieces: list[Piece] = []
    end = 0
    for start, stop in _hits(text, query):
        if start > end:
            pieces.append(Piece(text[end:start]))
        pieces.append(Piece(text[start:stop], is_hit=True))
        end = stop
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return pieces


def snippet(text: str, query: Query, width: int = 180) -> list[Piece]:
    """The part of a text around the first hit; none when there is none in it."""
    first = next(_hits(text, query), None)
    if first is None:
        return []
    start = max(0, first[0] - width // 3)
    if start:
        start = text.find(" ", start, first[0]) + 1 or first[0]
    stop = min(len(text), start + width)
    if stop < len(text):
        stop = max(text.rfind(" ", first[1], stop), first[1])
    pieces = marked(text[start:stop], query)
    before = [Piece("… ")] if start else []
    after = [Piece(" …")] if stop < len(text) else []
    return [*before, *pieces, *after]


def _hits(text: str, query: Query) -> Iterator[tuple[int, int]]:
    if not query:
        return
    runs = (r"[\W_]+".join(map(re.escape, term)) for term in _longest_first(query.terms))
    for hit in re.finditer(rf"(?<![^\W_])(?:{'|'.join(runs)})(?![^\W_])", plain(text)):
        yield hit.span()


def _longest_first(terms: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    return sorted(terms, key=lambda term: -sum(map(len, term)))


def plain(text: str) -> str:
    """The text without marks and capitals, letter for letter: as long as it was."""
    return text if text.isascii() and text.islower() else "".join(map(_PLAIN.__getitem__, text))


class _Plain(dict[str, str]):
    def __missing__(self, char: str) -> str:
        bare = search_key(char) if not unicodedata.combining(char) else ""
        self[char] = bare if len(bare) == 1 else char if char.isspace() else " "
        return self[char]


_PLAIN = _Plain()
