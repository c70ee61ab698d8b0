"""Everything that happens to members, each as one function. Call them as `members.actions.transfer(...)`.

Days follow one convention: `from_on` is the first day something holds and `until_on` the first day it
no longer does. Functions that answer for today's records take no day in the future.
"""

from __future__ import annotations

from sotay.members.actions.appointing import appoint, end_appointment
from sotay.members.actions.exempting import (
    approve_exemption,
    decided_by_cell,
    decline_exemption,
    exempt,
    withdraw_exemption,
)
from sotay.members.actions.leaving import come_back, decided_causes, leave
from sotay.members.actions.record import add, edit
from sotay.members.actions.standing import end_standing, set_standing, suspension_decided_above
from sotay.members.actions.transfer import take_back_transfer, transfer, transfer_temporarily

__all__ = [
    "add",
    "appoint",
    "approve_exemption",
    "come_back",
    "decided_by_cell",
    "decided_causes",
    "decline_exemption",
    "edit",
    "end_appointment",
    "end_standing",
    "exempt",
    "leave",
    "set_standing",
    "suspension_decided_above",
    "take_back_transfer",
    "transfer",
    "transfer_temporarily",
    "withdraw_exemption",
]
