"""Template tags of the pages of log-in."""

from __future__ import annotations

from typing import Any

from django import template

from sotay.accounts import passkeys

register = template.Library()


@register.simple_tag(takes_context=True)
def passkeys_work(context: dict[str, Any]) -> bool:
    """Whether a passkey can be used at the address this page was opened at."""
    return passkeys.work_at(context["request"])


@register.simple_tag(takes_context=True)
def page_host(context: dict[str, Any]) -> str:
    return passkeys.host_of(context["request"])
