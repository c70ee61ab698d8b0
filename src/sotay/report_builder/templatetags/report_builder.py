"""How a value of a report stands on a page."""

from __future__ import annotations

from fractions import Fraction

from django import template

from sotay.kernel.templatetags.sotay import number, percent
from sotay.report_builder.definitions import Value

register = template.Library()


@register.filter
def shown(value: Value) -> str:
    """A share in per cent, a number with its thousands apart, a dash for what is not known."""
    return percent(float(value)) if isinstance(value, Fraction) else number(value)
