"""Sổ tay chi bộ: the monthly life of a Party cell, kept well."""

__version__ = "0.1.0"
