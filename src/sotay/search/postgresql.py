"""Asking PostgreSQL: sets of words under a GIN index; words that stand together are looked for in the text of
the rows that hold them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from sotay.search.queries import Look

_IN_TITLE = "(strpos(' ' || title_key || ' ', %s) > 0 OR strpos(' ' || number_key || ' ', %s) > 0)"
_ANYWHERE = f"({_IN_TITLE} OR strpos(' ' || body_key || ' ', %s) > 0)"


class Database:
    @staticmethod
    def look(look: Look, limit: int) -> list[int]:
        """Positions of the entries, the highest first."""
        where, values = _question(look)
        sql = (
            f"SELECT id FROM search_searchentry WHERE {where} AND id >= %s AND id < %s "  # noqa: S608 - ours
            "ORDER BY id DESC LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, look.low, look.high, limit])
            return [row[0] for row in cursor.fetchall()]


def _question(look: Look) -> tuple[str, list[Any]]:
    words = [f"'{word}'" for word in look.query.words]
    labelled = [f"({_any(look.near)})", *(f"'{label}'" for label in look.labels)]
    exact = f"({_any(look.query.exact)})"
    if look.tier == 0:
        return "title_words @@ %s::tsquery", [" & ".join([*labelled, exact])]
    phrases = [f" {' '.join(term)} " for term in look.query.terms if len(term) > 1]
    in_title = " AND ".join(["title_words @@ %s::tsquery", *(_IN_TITLE for _phrase in phrases)])
    title_values = [" & ".join(words), *(value for phrase in phrases for value in (phrase, phrase))]
    if look.tier == 1:
        title_values[0] = " & ".join([*labelled, *words, f"!{exact}"])
        return in_title, title_values
    anywhere = " AND ".join(["all_words @@ %s::tsquery", *(_ANYWHERE for _phrase in phrases)])
    values = [
        " & ".join([*labelled, *words, f"!{exact}"]),
        *(each for phrase in phrases for each in [phrase] * 3),
    ]
    return f"{anywhere} AND NOT ({in_title})", [*values, *title_values]


def _any(labels: tuple[str, ...]) -> str:
    return " | ".join(f"'{label}'" for label in labels)
