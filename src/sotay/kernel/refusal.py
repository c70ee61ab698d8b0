"""Refusal: the one exception an action raises when the rules do not allow what was asked.

It carries a whole sentence for the person who asked, in their language, saying what happened and
what to do. The middleware turns one that nobody caught into a page; forms show it above the fields.
"""

from __future__ import annotations

from django.utils.functional import Promise


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """What was asked cannot be done; `sentence` says why and what to do instead.

    `field` names the form field it belongs to, empty when it is about the whole request.
    """

    def __init__(self, sentence: str | Promise, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)
