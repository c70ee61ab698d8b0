"""Printing a paper as a file: what goes wrong is told in a sentence, and written where the operator looks."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_lazy as _

from sotay.kernel.refusal import Refusal
from sotay.papers.layout import Layout
from sotay.papers.renderers import FILES
from sotay.papers.structure import Paper

logger = logging.getLogger("sotay.papers")


class CannotPrint(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This paper cannot be printed: the program met an error, which the operator finds in the "
                "service's output. Its words are kept, and nothing else was changed."
            )
        )


def printed(ending: str, paper: Paper, layout: Layout, *, draft: bool = False) -> bytes:
    """The paper as a file of that ending, "pdf" or "docx". Raises CannotPrint."""
    make, _media_type = FILES[ending]
    try:
        return make(paper, layout, draft=draft)
    except Exception as wrong:
        logger.exception("“%s %s” cannot be printed as %s", paper.title, paper.header.issuer, ending)
        raise CannotPrint from wrong
