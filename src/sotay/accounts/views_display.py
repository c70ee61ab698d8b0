"""Choosing how pages look."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sotay.accounts.display import choose


@login_not_required
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Take the choice and go back to the page it was made on. A script only wants it taken."""
    came_from = request.POST.get("next", "")
    ours = came_from.startswith("/") and url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, request.is_secure()
    )
    if request.headers.get("X-Requested-With") == "fetch":
        response = HttpResponse(status=204)
    else:
        response = HttpResponseRedirect(came_from if ours else "/")
    choose(request, response)
    return response
