"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import sotay
from sotay.accounts.display import display_of


def house(request: HttpRequest) -> dict[str, Any]:
    return {
        "actor": getattr(request, "actor", None),
        "version": sotay.__version__,
        "demo": settings.DEMO,
        "display": display_of(request),
    }
