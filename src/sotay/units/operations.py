"""A page that does one thing: a form, what it will do in words, one button. Members use it too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from sotay.kernel import undo
from sotay.kernel.forms import BaseForm
from sotay.units.models import Unit

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Operation:
    """What the page says. `effects` are whole sentences: what will happen when the button is pressed."""

    title: Words
    button: Words
    back: str
    back_words: Words
    done: Words
    effects: Sequence[Words] = field(default_factory=tuple)
    intro: Words = ""
    about: Unit | None = None  # whose page it is


def carry_out(
    request: HttpRequest,
    operation: Operation,
    form: BaseForm,
    do: Callable[[], object],
    *,
    then: str = "",
    undo_at: str | Callable[[], str] = "",
    template: str = "units/operation.html",
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Show the form, or do the operation and say so at `then` (default: where the way back leads).

    A refusal is shown at its field and nothing of what was typed is lost. `undo_at` is asked when it is done.
    """
    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, operation.done, undo_at() if callable(undo_at) else undo_at)
        return redirect(then or operation.back)
    status = 422 if form.is_bound else 200
    return render(request, template, {"operation": operation, "form": form, **(more or {})}, status=status)
