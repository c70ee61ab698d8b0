"""Addresses of a unit that are told what happens: register one, try it out, see what was delivered."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.accounts import confirm
from sotay.accounts.access import own_account
from sotay.integration import actions, sending
from sotay.integration.access import access_webhook, access_webhooks
from sotay.integration.events import EVENTS, TEST
from sotay.integration.forms import WebhookForm
from sotay.integration.models import Webhook
from sotay.kernel import undo
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.refusal import Refusal

TONES = {"sent": "ok", "failed": "late", "dropped": "off"}
SHOWN = 25


@require_safe
def webhooks(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_webhooks(request.actor, pk)
    rows = [(hook, _words(hook)) for hook in unit.webhooks.select_related("account__member")]
    return render(request, "integration/webhooks.html", {"unit": unit, "rows": rows})


def _words(hook: Webhook) -> str:
    return ", ".join(str(EVENTS[code].words) for code in hook.events if code in EVENTS)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Register an address; asks first who one is, because it takes news out of the house."""
    unit = access_webhooks(request.actor, pk)
    if not confirm.is_confirmed(request):
        return confirm.ask(request, reverse("integration:register", args=[unit.pk]))
    form = WebhookForm(request.POST if request.method == "POST" else None)
    made: list[tuple[Webhook, str]] = []

    def do() -> None:
        account = own_account(request)
        made.append(actions.register(by=request.actor, account=account, unit=unit, **form.cleaned_data))

    if form.carries_out(do, beforehand=lambda: actions.look_up(form.cleaned_data["url"])):
        return _page(request, *made[0])
    status = 422 if form.is_bound else 200
    return render(request, "integration/register.html", {"unit": unit, "form": form}, status=status)


@never_cache
@require_safe
def webhook(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, access_webhook(request.actor, pk))


def _page(request: ActorRequest, hook: Webhook, secret: str = "") -> HttpResponse:
    page = page_of(hook.deliveries.all(), request, size=SHOWN)
    context = {
        "hook": hook,
        "unit": hook.unit,
        "words": _words(hook),
        "secret": secret,
        "page": page,
        "rows": [(row, EVENTS[row.event].words if row.event in EVENTS else "", _tone(row)) for row in page],
        "test": TEST,
    }
    return render(request, "integration/webhook.html", context)


def _tone(row: object) -> str:
    return TONES.get(row.status, "wait")  # type: ignore[attr-defined]


@require_POST
def try_out(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Send a delivery that says nothing happened, and say what came of it."""
    hook = access_webhook(request.actor, pk)
    delivery = sending.try_out(hook)
    if delivery.status == delivery.Status.SENT:
        undo.offer(request, _("The address took the test in %(ms)s ms.") % {"ms": delivery.took_ms})
    else:
        said = delivery.get_failure_display() or f"HTTP {delivery.answer}"
        undo.offer(request, _("The address did not take the test: %(why)s") % {"why": said})
    return redirect(hook)


@never_cache
@require_POST
def change_secret(request: ActorRequest, pk: UUID) -> HttpResponse:
    hook = access_webhook(request.actor, pk)
    if not confirm.is_confirmed(request):
        return confirm.ask(request, hook.get_absolute_url())
    secret = actions.change_secret(by=request.actor, webhook=hook)
    hook.refresh_from_db()
    return _page(request, hook, secret)


@require_POST
def turn_off(request: ActorRequest, pk: UUID) -> HttpResponse:
    hook = access_webhook(request.actor, pk)
    actions.turn_off(by=request.actor, webhook=hook)
    undo.offer(request, _("Turned off. The address is told nothing."))
    return redirect(hook)


@require_POST
def turn_on(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Turn it on again; its address is looked at anew."""
    hook = access_webhook(request.actor, pk)
    try:
        actions.look_up(hook.url)
    except Refusal as refusal:
        undo.offer(request, str(refusal.sentence))
        return redirect(hook)
    actions.turn_on(by=request.actor, account=own_account(request), webhook=hook)
    undo.offer(request, _("Turned on. The address is told what happens from now on."))
    return redirect(hook)


@require_POST
def remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    hook = access_webhook(request.actor, pk)
    actions.remove(by=request.actor, webhook=hook)
    undo.offer(request, _("The address is removed."))
    return redirect("integration:webhooks", hook.unit_id)
