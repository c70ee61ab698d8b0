"""What to try when nothing was found: each a search that asks for less."""

from __future__ import annotations

from dataclasses import dataclass

from sotay.search.queries import Filters
from sotay.search.rules import Query

MOST = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to type instead, or with the filters taken away when `widens`."""

    typed: str
    widens: bool = False


def suggestions(query: Query, filters: Filters) -> list[Suggestion]:
    """Without the filters; with the words of phrases apart; each of the longest words alone."""
    if not query:
        return []
    words = list(dict.fromkeys(query.words))
    found = [Suggestion("", widens=True)] if filters else []
    if any(len(term) > 1 for term in query.terms):
        found.append(Suggestion(" ".join(words)))
    if len(query.terms) > 1:
        longest = sorted(query.terms, key=lambda term: -sum(map(len, term)))
        found += [Suggestion(f'"{" ".join(term)}"' if len(term) > 1 else term[0]) for term in longest]
    return found[:MOST]
