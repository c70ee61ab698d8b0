"""Regulations as dated data. `regulations.on(day)` answers the rule book of that day."""

from __future__ import annotations

from sotay.regulations.loader import NotInForce, Point, Regulation, RuleBook, library, on

__all__ = ["NotInForce", "Point", "Regulation", "RuleBook", "library", "on"]
