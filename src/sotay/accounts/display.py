"""How somebody wants pages to look: the size of letters, and light or dark.

What is chosen stands on the account, so that it follows its person from device to device, and in a cookie for
the pages before log-in. It is in the page from its first byte, so nothing changes before the reader's eyes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sotay.accounts.models import Account, Colours, TextSize

COOKIES = {"text_size": "text", "colours": "colours"}
CHOICES = {"text_size": TextSize, "colours": Colours}
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Display:
    """What a page needs to look as its reader wants, and to offer the choices."""

    text_size: str
    colours: str

    @property
    def url(self) -> str:
        return reverse("accounts:display")

    @property
    def text_sizes(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in TextSize.choices]

    @property
    def colour_choices(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Colours.choices]


def display_of(request: HttpRequest) -> Display:
    """The account's choice, else the device's, else the ordinary look."""
    user = getattr(request, "user", None)
    account = user if user is not None and user.is_authenticated else None
    return Display(
        text_size=_chosen(request, account, "text_size") or TextSize.NORMAL,
        colours=_chosen(request, account, "colours") or Colours.AUTO,
    )


def _chosen(request: HttpRequest, account: Account | None, name: str) -> str:
    cookie = request.COOKIES.get(COOKIES[name], "")
    for value in (getattr(account, name, ""), cookie):
        if value in CHOICES[name].values:
            return str(value)
    return ""


def choose(request: HttpRequest, response: HttpResponse) -> None:
    """Remember what the form chose, on the account and on the device; unknown values change nothing."""
    chosen = {name: request.POST.get(name, "") for name in COOKIES}
    known = {name: value for name, value in chosen.items() if value in CHOICES[name].values}
    if known and isinstance(request.user, Account):
        Account.objects.filter(pk=request.user.pk).update(**known)
    for name, value in known.items():
        response.set_cookie(
            COOKIES[name], value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
