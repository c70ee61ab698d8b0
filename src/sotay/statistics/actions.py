"""Counting a form, entering what is not counted, approving it, sending it up, correcting it; calling for
forms.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.notify import actions as notify
from sotay.petitions.holding import officers
from sotay.statistics import fingerprint, queries
from sotay.statistics.models import FormCall, FormReturn
from sotay.statistics.official import BY_HAND, FormTemplate
from sotay.statistics.rules import Period
from sotay.statistics.words import kept_words, period_words
from sotay.units.models import Unit

Status, Basis = FormReturn.Status, FormReturn.Basis
LARGEST = 100_000_000
"""More members than there are people."""


class NotADraft(Refusal):
    def __init__(self, row: FormReturn) -> None:
        said = {"name": row.recorded_by_name, "day": as_day(timezone.localdate(row.approved_at))}
        super().__init__(
            _(
                "This form was approved on %(day)s (%(name)s) and no longer changes. After sending, begin a "
                "correction."
            )
            % said
            if row.approved_at
            else _("This form is no longer a draft.")
        )


class TooEarly(Refusal):
    def __init__(self, period: Period) -> None:
        super().__init__(
            _("%(period)s has not begun; there is nothing to count yet. Choose an earlier period.")
            % {"period": period_words(period).capitalize()}
        )


class NotComplete(Refusal):
    """Numbers that people enter are missing."""

    def __init__(self, missing: Collection[str]) -> None:
        super().__init__(
            _(
                "%(n)s numbers are entered by hand and still missing: %(rows)s. Enter them, 0 where there is "
                "none."
            )
            % {"n": len(missing), "rows": "; ".join(list(missing)[:5])}
        )


def draft(*, unit: Unit, template: FormTemplate, period: Period, by: Actor) -> FormReturn:
    """Count a form, or count it again; what people entered stays.

    Raises TooEarly for a period to come, NotADraft once it is approved. It is counted before the transaction,
    which holds the unit.
    """
    today = timezone.localdate()
    if period.first > today:
        raise TooEarly(period)
    counted = queries.count_form(unit, template, period, today)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        row = queries.newest(unit, template.id, period)
        if row is not None and not row.is_draft:
            raise NotADraft(row)
        row = row or FormReturn(unit=unit, commune_id=unit.commune_id, form=template.id, period=str(period))
        row.unit, row.template = unit, template.version
        _fill(row, template, counted, by)
        audit.record(by, "statistics.drafted", row, **_words(row))
    return row


def _fill(row: FormReturn, template: FormTemplate, counted: queries.FormNumbers, by: Actor) -> None:
    kept = {key: value for key, value in row.entered.items() if key in template.by_hand}
    own = dict(counted.numbers)
    if row.basis == Basis.SENT:
        sums = queries.from_below(row.unit, template, row.of).sums
        own |= {key: sums.get(key, 0) for key in own}
    row.entered = kept
    row.numbers = template.summed({**own, **kept})
    row.as_of = counted.as_of
    row.counted_at, row.counted_by_name = timezone.now(), by.name
    row.save()


@transaction.atomic
def enter(*, row: FormReturn, by: Actor, numbers: Mapping[str, int | None], basis: str) -> FormReturn:
    """Keep what people enter, and on what the rest rests. Raises NotADraft."""
    counted = queries.count_form(row.unit, row.wording, row.of, timezone.localdate())
    held = _locked_draft(row)
    template = held.wording
    held.entered = {
        key: numbers[key] for key in template.by_hand if numbers.get(key) is not None and key in numbers
    }
    held.basis = basis
    _fill(held, template, counted, by)
    audit.record(by, "statistics.entered", held, **_words(held))
    return held


@transaction.atomic
def approve(*, row: FormReturn, by: Actor, prepared_by: str, approved_by: str) -> FormReturn:
    """Lock the numbers as they are and keep their fingerprint. Raises NotADraft, also for the second of two
    at once, and NotComplete.
    """
    held = _locked_draft(row)
    template = held.wording
    missing = [key for key in template.by_hand if key not in held.numbers]
    if missing:
        raise NotComplete(_row_names(template, missing))
    held.status, held.approved_at, held.recorded_by_name = Status.APPROVED, timezone.now(), by.name
    held.prepared_by, held.approved_by = tidy(prepared_by), tidy(approved_by)
    held.fingerprint = fingerprint.of(held.template, held.period, held.unit.code, held.numbers)
    held.save()
    audit.record(by, "statistics.approved", held, name=held.approved_by, **_words(held))
    return held


def _row_names(template: FormTemplate, keys: Collection[str]) -> list[str]:
    rows = [
        row.words.vi for key, row, _column, cell in template.cells() if key in keys and cell.kind == BY_HAND
    ]
    return list(dict.fromkeys(rows))


@transaction.atomic
def send(*, row: FormReturn, by: Actor) -> FormReturn:
    """Send an approved form to the unit above; sending twice is sending once.

    Raises Refusal for one that is not approved, or when nobody is above.
    """
    held = _locked(row)
    if held.is_sent:
        return held
    if held.is_draft:
        raise Refusal(_("Approve the form first; what is sent is what was approved."))
    receiver = queries.receiver_of(held.unit)
    if receiver is None:
        raise Refusal(_("There is no unit above to send it to."))
    held.status, held.sent_at, held.sent_by_name = Status.SENT, timezone.now(), by.name
    held.save()
    audit.record(by, "statistics.sent", held, to=receiver.organ, **_words(held))
    code = "statistics.corrected" if held.is_correction else "statistics.received"
    url = held.get_absolute_url()
    notify.tell(officers(receiver), code, url, by=by, reason=held.reason, **_words(held))
    return held


@transaction.atomic
def correct(*, row: FormReturn, by: Actor, reason: str) -> FormReturn:
    """Begin a correction of what was approved: a new version with what people entered. The one that was sent
    stays what the unit above reads until the correction is sent.

    Raises Refusal for a draft, without a reason, or when a later version exists.
    """
    held = _locked(row)
    if held.is_draft:
        raise Refusal(_("This form is still a draft and can be changed as it is."))
    if not tidy(reason):
        raise Refusal(_("Say why it is corrected; the unit above reads it."), field="reason")
    template, now = held.wording, timezone.now()
    new = FormReturn(
        unit=held.unit,
        commune_id=held.commune_id,
        form=held.form,
        template=held.template,
        period=held.period,
        version=held.version + 1,
        basis=held.basis,
        entered=held.entered,
        reason=tidy(reason),
    )
    counted = queries.count_form(held.unit, template, held.of, timezone.localdate(now))
    try:
        with transaction.atomic():
            _fill(new, template, counted, by)
    except IntegrityError:
        raise Refusal(_("A correction of this form exists already. Open the latest version.")) from None
    audit.record(by, "statistics.corrected", new, **_words(new))
    return new


@transaction.atomic
def call(*, unit: Unit, by: Actor, period: Period, forms: Collection[str], due_on: date) -> FormCall:
    """Ask the units directly below for forms by a day; calling again changes what was called for.

    Raises Refusal when nobody is below, or the day has passed.
    """
    if due_on < timezone.localdate():
        raise Refusal(_("This day has passed. Choose today or a later day."), field="due_on")
    below = queries.fillers_below(unit)
    if not below:
        raise Refusal(_("No unit directly below fills in forms."))
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    row = queries.call_of(unit, period) or FormCall(unit=unit, commune_id=unit.commune_id, period=str(period))
    row.forms, row.due_on = sorted(forms), due_on
    row.called_at, row.called_by_name = timezone.now(), by.name
    row.save()
    words: dict[str, Any] = {"unit": unit.organ, "period": kept_words(period), "day": as_day(due_on)}
    audit.record(by, "statistics.called", row, **{**words, "unit": unit.name}, count=len(row.forms))
    for each in below:
        url = f"{reverse('statistics:forms', args=[each.pk])}?period={period}"
        notify.tell(officers(each), "statistics.called", url, by=by, **words)
    return row


def _words(row: FormReturn) -> dict[str, Any]:
    return {"form": row.wording.number, "period": kept_words(row.of), "unit": row.unit.name}


def _locked(row: FormReturn) -> FormReturn:
    rows = FormReturn.objects.select_for_update(of=("self",)).select_related("unit__parent")
    return rows.get(pk=row.pk)


def _locked_draft(row: FormReturn) -> FormReturn:
    held = _locked(row)
    if not held.is_draft:
        raise NotADraft(held)
    return held
