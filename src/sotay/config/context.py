"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import sotay


def house(request: HttpRequest) -> dict[str, Any]:
    return {"actor": getattr(request, "actor", None), "version": sotay.__version__, "demo": settings.DEMO}
