"""What the lists of things followed after a meeting (tasks, petitions) have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404

from sotay.kernel.actor import Can, Role
from sotay.kernel.http import ActorRequest
from sotay.units.access import access_cell
from sotay.units.models import Unit


def asked_cell(request: ActorRequest) -> Unit | None:
    """The cell `?cell=` asks for, None for no one cell. Http404 when it is not for the reader."""
    asked = request.GET.get("cell")
    try:
        return access_cell(request.actor, UUID(asked), Can.SEE_MEETING) if asked else None
    except ValueError:
        raise Http404 from None


def only_mine(request: ActorRequest, cell: Unit | None, followers: Iterable[Role]) -> bool:
    """Whether the list is the reader's own: as `?who=` asks, else unless they hold a follower's role."""
    asked = request.GET.get("who")
    if asked in {"mine", "all"}:
        return asked == "mine"
    return cell is None and not request.actor.holds(*followers)


def stale_form(
    bound: Mapping[str, Form], needs: Mapping[str, str], rights: Mapping[str, Any]
) -> dict[str, Any]:
    """A form refused because somebody was quicker, and is gone from the page, with what was typed in it."""
    for name, form in bound.items():
        if not rights[needs[name]]:
            written = form.cleaned_data
            return {"stale": form, "stale_words": written.get("text") or written.get("because")}
    return {}
