"""How one is reached outside the application, how the members of a cell are, and what did not get out."""

from __future__ import annotations

import hashlib
import json
import re
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.accounts.devices import device_of
from sotay.accounts.models import Account
from sotay.accounts.words import say_device
from sotay.kernel import undo
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.http import ActorRequest
from sotay.members import queries as members
from sotay.members import viewing
from sotay.members.access import access_member
from sotay.notify import actions, queries, sending, versions
from sotay.notify.channels import MOST_SECONDS, within
from sotay.notify.channels.text import TextChannel
from sotay.notify.channels.web_push import is_push_service, public_key
from sotay.notify.forms import ReachForm
from sotay.notify.models import Device, Reach
from sotay.units.access import access_cell

CONFIRMED_WITHIN = 3 * 24 * 60 * 60
"""Seconds in which the link of a letter confirms an address."""
AN_HOUR, MOST_LETTERS = 60 * 60, 5
_SALT = "sotay.notify.email"


def reach(request: ActorRequest) -> HttpResponse:
    """See and choose how one is reached."""
    actor = request.actor
    now = queries.reach_of(actor)
    form = ReachForm(request.POST or None, reach=now, texts=TextChannel().is_open())
    form.made_from(versions.reach(actor))
    if request.method == "POST" and form.carries_out(
        lambda: actions.choose(by=actor, asked=form.cleaned_data)
    ):
        chosen = queries.reach_of(actor)
        if chosen.email and not chosen.email_confirmed_at and chosen.email != now.email:
            _send_letter(request, chosen)
        else:
            messages.success(request, _("Saved."))
        return redirect("notify:reach")
    devices = list(Device.objects.filter(account=actor.account_id))
    context = {
        "form": form,
        "reach": now,
        "devices": devices,
        "known": " ".join(hashlib.sha256(each.endpoint.encode()).hexdigest() for each in devices),
        "key": public_key(),
    }
    return render(request, "notify/reach.html", context, status=422 if form.is_bound else 200)


@require_POST
def send_letter(request: ActorRequest) -> HttpResponse:
    """Send the letter with the link once more."""
    now = queries.reach_of(request.actor)
    if now.email and not now.email_confirmed_at:
        _send_letter(request, now)
    return redirect("notify:reach")


def _send_letter(request: ActorRequest, reach: Reach) -> None:
    """At once, because its reader waits for it; the page says it when the mail server does not take it. So
    many an hour and no more: the address may be somebody else's.
    """
    key = f"letters:{_own_id(request.actor)}"
    sent = cache.get_or_set(key, 0, AN_HOUR) or 0
    if sent >= MOST_LETTERS:
        messages.error(request, _("Saved. Enough letters were sent for now; ask for another in an hour."))
        return
    cache.set(key, sent + 1, AN_HOUR)
    token = signing.dumps([str(_own_id(request.actor)), reach.email], salt=_SALT)
    link = request.build_absolute_uri(reverse("notify:confirm_email", args=[token]))
    letter = EmailMessage(
        subject=_("Party Cell Handbook: confirm your e-mail address"),
        body=_(
            "Open this link while you are logged in:\n\n%(link)s\n\nIf you did not ask for it, do nothing."
        )
        % {"link": link},
        from_email=settings.EMAIL_FROM,
        to=[reach.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        within(MOST_SECONDS, letter.send)
    except Exception:  # whatever a mail server does, the choice is kept
        messages.error(
            request,
            _("Saved, but the letter could not be sent. Check the address, or send it again later."),
        )
    else:
        messages.success(
            request, _("A letter is on its way to %(email)s. Open its link.") % {"email": reach.email}
        )


def confirm_email(request: ActorRequest, token: str) -> HttpResponse:
    """The link of the letter. A button confirms: programs that look through mail follow links."""
    try:
        who, email = signing.loads(token, salt=_SALT, max_age=CONFIRMED_WITHIN)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    if who != str(_own_id(request.actor)):
        raise Http404
    if request.method == "POST":
        if actions.confirm_email(by=request.actor, email=email):
            messages.success(request, _("The address is confirmed. Messages are sent there from now on."))
        else:
            messages.error(request, _("You have chosen another address since. Confirm that one."))
        return redirect("notify:reach")
    return render(request, "notify/confirm_email.html", {"email": email})


def _own_id(actor: Actor) -> UUID | None:
    return actor.member_id or actor.account_id


@require_POST
def add_device(request: ActorRequest) -> HttpResponse:
    """Take the address a browser made for us (`push.js`)."""
    try:
        given = json.loads(request.body)
        endpoint, keys = str(given["endpoint"]), given["keys"]
        p256dh, auth = str(keys["p256dh"]), str(keys["auth"])
    except (ValueError, KeyError, TypeError):
        return HttpResponseBadRequest()
    keys_fit = _P256DH.fullmatch(p256dh) and _AUTH.fullmatch(auth)
    if not keys_fit or len(endpoint) > LONGEST_ENDPOINT or not is_push_service(endpoint):
        return HttpResponseBadRequest()
    device = actions.add_device(
        by=request.actor,
        account=Account.objects.get(pk=cast(UUID, request.actor.account_id)),
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        name=say_device(request.headers.get("User-Agent", "")),
        browser=browser.name if (browser := device_of(request)) else "",
    )
    return JsonResponse({"id": str(device.pk)}, status=201)


LONGEST_ENDPOINT = 500
_P256DH, _AUTH = re.compile(r"[A-Za-z0-9_-]{87}=?"), re.compile(r"[A-Za-z0-9_-]{22}={0,2}")
"""A point of 65 bytes and a secret of 16, as browsers write them."""


@require_POST
def forget_device(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.forget_device(by=request.actor, pk=pk)
    undo.offer(request, _("Nothing more is sent to that device."))
    return redirect("notify:reach")


@require_safe
def people(request: ActorRequest, pk: UUID) -> HttpResponse:
    """How the members of a cell are reached, and the list of those to be called, to print."""
    cell = access_cell(request.actor, pk, Can.EDIT_ROSTER)
    roster = members.roster(cell.pk, timezone.localdate())
    viewing.note_list(cell, request.actor, len(roster))
    found = queries.how_reached([row.member for row in roster])
    rows = [(each, versions.texts(each.member, now=each.by_text)) for each in found]
    context = {
        "cell": cell,
        "calls": [row for row in rows if row[0].calls],
        "others": [row for row in rows if not row[0].calls],
        "texts": TextChannel().is_open(),
    }
    return render(request, "notify/people.html", context)


@require_POST
def choose_texts(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Turn text messages on or off for a member who cannot do it themselves."""
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    wanted = request.POST.get("wanted") == "yes"
    versions.texts(member).carry_out(
        request, lambda: actions.choose_texts(member=member, by=request.actor, wanted=wanted)
    )
    words = (
        _("%(name)s gets text messages from now on.") if wanted else _("%(name)s gets no more text messages.")
    )
    undo.offer(request, words % {"name": member.full_name})
    return redirect("notify:people", member.cell_id)


@require_safe
def outgoing(request: ActorRequest) -> HttpResponse:
    """For the operator: what waits on each channel, and what was given up."""
    _only_operators(request)
    return render(request, "notify/outgoing.html", {"out": queries.outgoing()})


@require_POST
def try_again(request: ActorRequest) -> HttpResponse:
    """Have one message tried again (`message`), or all of them."""
    _only_operators(request)
    asked = request.POST.get("message", "")
    try:
        only = UUID(asked) if asked else None
    except ValueError:
        raise Http404 from None
    sending.try_again(only=only)
    undo.offer(request, _("It is tried again."))
    return redirect("notify:outgoing")


def _only_operators(request: ActorRequest) -> None:
    if not request.actor.holds(Role.OPERATOR):
        raise Http404
