"""The three faces of a paper: page, DOCX and PDF."""

from __future__ import annotations

from sotay.papers.renderers.page import render_html
from sotay.papers.renderers.pdf import render_pdf
from sotay.papers.renderers.word import render_docx

__all__ = ["render_docx", "render_html", "render_pdf"]
