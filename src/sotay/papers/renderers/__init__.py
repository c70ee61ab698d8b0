"""The three faces of a paper: page, DOCX and PDF."""

from __future__ import annotations

from sotay.kernel.http import DOCX, PDF
from sotay.papers.renderers.page import render_html
from sotay.papers.renderers.pdf import render_pdf
from sotay.papers.renderers.word import render_docx

__all__ = ["FILES", "render_docx", "render_html", "render_pdf"]

FILES = {"pdf": (render_pdf, PDF), "docx": (render_docx, DOCX)}
"""How a paper becomes a file, and of which media type, by the ending of its name."""
