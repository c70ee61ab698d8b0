"""What else lets in as an account besides its sessions, and ends with them."""

from __future__ import annotations

from collections.abc import Callable

from sotay.accounts.models import Account
from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook

ENDED: Hook[Callable[[Actor, Account], None]] = Hook(
    "accounts.ways_in_ended", "what else lets in as an account, and ends when its log-ins everywhere do"
)


def end_all(by: Actor, account: Account) -> None:
    """Called in the transaction that ends an account's log-ins everywhere."""
    for end in ENDED:
        end(by, account)
