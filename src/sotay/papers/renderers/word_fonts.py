"""Fonts named in a DOCX for letters that the paper's own font lacks. The file holds no font."""

from __future__ import annotations

from copy import deepcopy

from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from sotay.papers import letters

SCRIPTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
"""A font is named for each kind of script apart."""


def name_other_fonts(doc: Doc) -> None:
    """Where the paper's font lacks letters, name one that has them: Word looks for it, or for one like it."""
    for text in list(doc.element.body.iter(qn("w:t"))):
        if letters.needs_others(text.text or ""):
            _split(text)


def _split(text: BaseOxmlElement) -> None:
    """In place of a text's run, one run for each font; what else the run holds stays before and after."""
    run = text.getparent()
    style, parts = run.find(qn("w:rPr")), [part for part in run if part.tag != qn("w:rPr")]
    for part in parts:
        pieces = list(letters.runs(part.text)) if part is text else [(letters.OWN, None)]
        for family, words in pieces:
            fresh = OxmlElement("w:r")
            if style is not None:
                fresh.append(deepcopy(style))
            if words is None:
                fresh.append(part)
            else:
                made = OxmlElement("w:t")
                made.text = words
                made.set(qn("xml:space"), "preserve")
                fresh.append(made)
            if family != letters.OWN:
                fonts = fresh.get_or_add_rPr().get_or_add_rFonts()
                for script in SCRIPTS:
                    fonts.set(qn(script), family)
            run.addprevious(fresh)
    run.getparent().remove(run)
