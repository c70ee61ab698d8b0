"""Asking SQLite's FTS5, which hands entries out in the order of their positions, one by one: a question that
half of all entries answer costs no more than one that twenty do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from sotay.search.queries import Look

TITLE, ANYWHERE = "{title_key number_key}", "{title_key number_key body_key}"


class Database:
    @staticmethod
    def look(look: Look, limit: int) -> list[int]:
        """Positions of the entries, the highest first."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid >= %s AND rowid < %s "
                "ORDER BY rowid DESC LIMIT %s",
                [_question(look), look.low, look.high, limit],
            )
            return [row[0] for row in cursor.fetchall()]


def _question(look: Look) -> str:
    """The question in FTS5's language. Words and labels are ours: letters, digits and "_"."""
    labelled = f"(labels : ({_any(look.near)}))"
    for label in look.labels:
        labelled += f' AND (labels : "{label}")'
    exact, title = f"(labels : ({_any(look.query.exact)}))", _all(TITLE, look)
    if look.tier == 0:
        return f"{labelled} AND {exact}"
    if look.tier == 1:
        return f"({labelled} AND {title}) NOT {exact}"
    return f"({labelled} AND {_all(ANYWHERE, look)}) NOT ({title} OR {exact})"


def _all(columns: str, look: Look) -> str:
    terms = (" ".join(term) for term in look.query.terms)
    return "(" + " AND ".join(f'({columns} : "{term}")' for term in terms) + ")"


def _any(labels: tuple[str, ...]) -> str:
    return " OR ".join(f'"{label}"' for label in labels)
