"""When the clock, each of its jobs and the backup last ran, and what came of it."""

from __future__ import annotations

from django.db import models

LONGEST_FAILURE = 200


class JobRun(models.Model):
    """The last run of a job; one row a job. The clock itself and the backup have a row too."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)  # of the last run that came to an end, well or not
    succeeded_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)  # how many things the last run did
    failure = models.CharField(
        max_length=LONGEST_FAILURE, blank=True
    )  # of the last run; empty when it ended well

    def __str__(self) -> str:
        return self.name
