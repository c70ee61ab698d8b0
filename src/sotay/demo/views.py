"""The cases of the articles: what each says, and what the reports answered. Only a demo has these pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sotay.demo.cases import CASES
from sotay.demo.cases.page import row_of


@login_not_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    rows = [row_of(case, settings.CASES) for case in CASES.values()]
    return render(request, "demo/cases.html", {"rows": rows})


@login_not_required
@require_safe
def case(request: HttpRequest, name: str) -> HttpResponse:
    found = CASES.get(name)
    if found is None:
        raise Http404
    return render(request, "demo/case.html", {"row": row_of(found, settings.CASES)})
