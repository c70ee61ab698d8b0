"""What an operator reads about work, backups and room: one sentence a sign."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel import clock
from sotay.monitoring.rules import Kind, Sign

SENTENCES: Mapping[Kind, Promise] = {
    Kind.CLOCK_NEVER_RAN: _(
        "The clock has never run: work that falls due is not done. “sotay serve” runs it; "
        "with --clock 0, call “sotay run-due” from cron."
    ),
    Kind.CLOCK_IS_LATE: _(
        "The clock last ran at %(since)s: work that falls due is not done. “sotay serve” runs it; "
        "with --clock 0, call “sotay run-due” from cron."
    ),
    Kind.JOB_FAILED: _(
        "%(about)s: failed at %(since)s (%(detail)s). It is tried again every time the clock runs."
    ),
    Kind.JOB_HANGS: _("%(about)s: began at %(since)s and has not ended."),
    Kind.WORK_WAITS: _("%(about)s: %(count)s not done, the oldest due since %(since)s."),
    Kind.NOBODY_WORKS: _(
        "%(count)s jobs wait, the oldest since %(since)s: no worker does them. “sotay serve” starts one; "
        "with --no-jobs, run “sotay work”."
    ),
    Kind.JOBS_FAILED: _("%(count)s jobs failed again and again and are not tried any more."),
    Kind.NEVER_BACKED_UP: _("No backup was ever made. Make one each night with “sotay backup”."),
    Kind.BACKUP_IS_OLD: _("The last backup is of %(since)s. Make one each night with “sotay backup”."),
    Kind.BACKUP_FAILED: _("The backup failed at %(since)s: %(detail)s"),
    Kind.DISK_IS_FULL: _("The disk of %(detail)s is nearly full: %(count)s MB are free."),
}


def sentence(sign: Sign) -> str:
    """The sign in the reader's language."""
    job = clock.jobs().get(sign.code)
    return str(SENTENCES[sign.kind]) % {
        "about": (job.about if job else "") or sign.code,
        "since": f"{timezone.localtime(sign.since):%H:%M, %d/%m/%Y}" if sign.since else "",
        "count": f"{sign.count // 1_000_000:,}" if sign.kind is Kind.DISK_IS_FULL else sign.count,
        "detail": sign.detail,
    }
