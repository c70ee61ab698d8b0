"""The request as views of the house see it."""

from __future__ import annotations

from django.http import HttpRequest

from sotay.kernel.actor import Actor


class ActorRequest(HttpRequest):
    """A request behind log-in: there is always an actor."""

    actor: Actor
