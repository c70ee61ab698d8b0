"""What a database leaves behind of rows it deleted or wrote over, and getting rid of it after a secret vote.

The sealed papers in it stay shut without their keys (`keys`); what it still says is who voted in which order.
On SQLite every connection overwrites what it deletes (`secure_delete`, config.env), and here the write-ahead
log is emptied into the file. PostgreSQL keeps deleted rows until it vacuums and its log until it recycles it;
neither is ours to empty (docs/votes.md).
"""

from __future__ import annotations

from django.db import connection, transaction

WAIT = 500
"""Milliseconds to wait for somebody who still reads an earlier state. The clock tries again."""


def overwrite() -> None:
    """Empty SQLite's write-ahead log, as far as nobody is reading it. Outside of a transaction only."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {WAIT}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def overwrite_soon() -> None:
    """The same as soon as the transaction we may be in is over."""
    transaction.on_commit(overwrite, robust=True)
