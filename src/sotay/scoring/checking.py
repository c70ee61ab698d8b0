"""A unit's own form: the written form of what rules work with, and what is still wrong with one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sotay.regulations.reading import read
from sotay.regulations.values import (
    FULL_SCORE,
    Band,
    Criterion,
    ScoringForm,
    Words,
)

Row = dict[str, Any]
BY_LENGTH = "duration"
LONGEST_RATING = 100
"""Characters of a rating, as a sheet keeps it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right before a form can be in force. `code` names the sentence, `numbers` fill it
    in."""

    code: str
    numbers: Mapping[str, Any]


def written_of(form: ScoringForm, ratings: Sequence[Band]) -> dict[str, Any]:
    """A form as a regulation's file has it, to start a unit's own from."""
    return {
        "deducts": form.deducts,
        "rows": [_row(row, deducts=form.deducts) for row in form.rows],
        "ratings": [{"points": band.points, **_words(band.text)} for band in ratings],
    }


def _row(row: Criterion, *, deducts: bool) -> Row:
    written: Row = {"number": row.number, "max": row.max_points, **_words(row.text)}
    if row.measure != "yes_no":
        written["measure"] = row.measure
    elif row.key != row.number:
        written["key"] = row.key
    if row.only_thematic:
        written["only_thematic"] = True
    if row.bands:
        written["bands"] = [_band(band, row.max_points, deducts=deducts) for band in row.bands]
    return written


def _band(band: Band, most: int, *, deducts: bool) -> Row:
    written: Row = {"points": most - band.points if deducts else band.points, **_words(band.text)}
    if band.low is not None:
        written["low"] = share_text(band.low)
    if band.most_short is not None:
        written["most_short"] = band.most_short
    if band.or_when:
        written["or_when"] = band.or_when
    return written


def _words(words: Words) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}


def share_text(share: Fraction) -> str:
    """90% for a whole number of hundredths, else 2/3."""
    hundredths = share * 100
    return f"{hundredths}%" if hundredths.denominator == 1 else f"{share.numerator}/{share.denominator}"


def block_of(number: str) -> str:
    return number.partition(".")[0]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """By number, 2 before 10; each head has the sum of the rows below it."""
    ordered = sorted(rows, key=lambda row: [int(part) for part in row["number"].split(".")])
    below: Counter[str] = Counter()
    for row in ordered:
        if "." in row["number"]:
            below[block_of(row["number"])] += row["max"]
    return [{**row, "max": below[row["number"]]} if row["number"] in below else row for row in ordered]


def problems(written: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a form, row by row; none when it can be put in force."""
    rows: list[Row] = written.get("rows", [])
    heads = {row["number"] for row in rows if "." not in row["number"]}
    numbers = Counter(row["number"] for row in rows)
    found = [Problem("twice", {"number": number}) for number, n in numbers.items() if n > 1]
    found += [
        Problem("no_head", {"number": row["number"], "block": block_of(row["number"])})
        for row in rows
        if block_of(row["number"]) not in heads
    ]
    asked = [row for row in rows if "." in row["number"] or not _has_below(row, rows)]
    found += [
        Problem("head_above", {"number": row["number"], "full": FULL_SCORE})
        for row in rows
        if row["max"] > FULL_SCORE
    ]
    found += _measured_twice(asked)
    found += [problem for row in asked for problem in _of_bands(row, deducts=written.get("deducts", False))]
    total = sum(row["max"] for row in asked)
    if not rows:
        found.append(Problem("no_rows", {}))
    elif total != FULL_SCORE and not written.get("deducts"):
        found.append(Problem("sum", {"total": total, "full": FULL_SCORE}))
    return found + _of_ratings(written.get("ratings", []))


def plain_heads(rows: Iterable[Row]) -> list[Row]:
    """Rows that only head others, without what would score them: that is kept for when they stand alone."""
    listed = list(rows)
    words = ("number", "max", "vi", "en")
    return [
        {name: row[name] for name in words} if "." not in row["number"] and _has_below(row, listed) else row
        for row in listed
    ]


def _has_below(head: Row, rows: Iterable[Row]) -> bool:
    return any(row["number"].startswith(f"{head['number']}.") for row in rows)


def _measured_twice(rows: Iterable[Row]) -> list[Problem]:
    measures = Counter(row["measure"] for row in rows if row.get("measure", "yes_no") != "yes_no")
    return [Problem("measured_twice", {"measure": measure}) for measure, n in measures.items() if n > 1]


def _of_bands(row: Row, *, deducts: bool) -> list[Problem]:
    bands, number, most = row.get("bands", []), row["number"], row["max"]
    if not bands:
        return []
    kept = [most - band["points"] if deducts else band["points"] for band in bands]
    found = []
    if any(not 0 <= points <= most for points in kept):
        found.append(Problem("above_row", {"number": number, "most": most}))
    elif max(kept) < most:
        found.append(Problem("unreachable", {"number": number, "most": most, "best": max(kept)}))
    if kept != sorted(kept, reverse=True):
        found.append(Problem("band_order", {"number": number}))
    if row.get("measure", "yes_no") != "yes_no":
        found += _never_reached(bands, row["measure"], number)
    return found


def _never_reached(bands: Sequence[Row], measure: str, number: str) -> list[Problem]:
    """Bands no record comes to: without a condition before the last, or after one that asks for no more."""
    if measure != BY_LENGTH and any("most_short" in band for band in bands):
        return [Problem("not_length", {"number": number})]
    if any("low" not in band and "most_short" not in band for band in bands[:-1]):
        return [Problem("no_condition", {"number": number})]
    lows = [read("share", band["low"], {}) for band in bands if "low" in band]
    shorts = [band["most_short"] for band in bands if "most_short" in band]
    if lows != sorted(set(lows), reverse=True) or shorts != sorted(set(shorts)):
        return [Problem("never_reached", {"number": number})]
    return []


def _of_ratings(ratings: Sequence[Row]) -> list[Problem]:
    points = [band["points"] for band in ratings]
    if not points or points != sorted(set(points), reverse=True) or points[-1] != 0:
        return [Problem("ratings", {})]
    if any(len(band["vi"]) > LONGEST_RATING for band in ratings):
        return [Problem("rating_long", {"most": LONGEST_RATING})]
    return [Problem("rating_above", {"full": FULL_SCORE})] if points[0] > FULL_SCORE else []
