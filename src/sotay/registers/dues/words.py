"""How the status of a line is shown: its tone and its words."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from sotay.registers.dues import rules

STATUS = {
    rules.PAID: ("ok", pgettext_lazy("dues", "Paid")),
    rules.PAID_BY_ANOTHER: ("wait", pgettext_lazy("dues", "Paid by another")),
    rules.NOT_YET: ("off", pgettext_lazy("dues", "Not yet paid")),
    rules.IS_EXEMPT: ("info", pgettext_lazy("dues", "Exempt")),
}
