"""The months of cells become partitions of one table, on PostgreSQL. SQLite keeps its one table.

The table is copied, so for as long as that takes (about a minute for three million rows) nobody else reads or
writes it. Nothing is removed before as many rows are in the new table as were in the old one.
"""

from django.db import migrations

TABLE = "figures_cellmonth"
OLD = f"{TABLE}_before"
AHEAD = 3

CONSTRAINTS = """
    SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype DESC, conname
"""
INDEXES = """
    SELECT replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') FROM pg_index
    WHERE indrelid = %s::regclass
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
    ORDER BY indexrelid
"""


def partition(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            _remake(cursor, " PARTITION BY RANGE (month)", "(id)", "(id, month)", _months)


def join(apps, schema_editor):
    """One table again. Tables of months that were put away stay beside it."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            _remake(cursor, "", "(id, month)", "(id)", lambda _cursor: None)


def _remake(cursor, how, old_key, new_key, make_parts):
    """Put a table with the same columns, rows, constraints and indexes in the place of the one there is."""
    cursor.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(CONSTRAINTS, [TABLE])
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, [TABLE])
    indexes = cursor.fetchall()
    cursor.execute(f"ALTER TABLE {TABLE} RENAME TO {OLD}")
    cursor.execute(f"CREATE TABLE {TABLE} (LIKE {OLD} INCLUDING DEFAULTS INCLUDING CONSTRAINTS){how}")
    make_parts(cursor)
    cursor.execute(f"INSERT INTO {TABLE} SELECT * FROM {OLD}")
    cursor.execute(f"SELECT (SELECT count(*) FROM {TABLE}), (SELECT count(*) FROM {OLD})")
    new, old = cursor.fetchone()
    if new != old:
        raise RuntimeError(f"{new} of {old} rows of {TABLE} were copied; nothing was changed")
    cursor.execute(f"DROP TABLE {OLD}")
    for name, kind, definition in constraints:
        changed = definition.replace(old_key, new_key) if kind == "p" else definition
        cursor.execute(f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" {changed}')
    for (definition,) in indexes:
        cursor.execute(definition)
    cursor.execute(f"ANALYZE {TABLE}")


def _months(cursor):
    """Parts for every month there are rows of, for this one and a few ahead; and one for all others."""
    cursor.execute(f"CREATE TABLE {TABLE}_default PARTITION OF {TABLE} DEFAULT")
    cursor.execute(
        f"""
        SELECT month, to_char((month || '-01')::date + interval '1 month', 'YYYY-MM')
        FROM (
            SELECT DISTINCT month FROM {OLD}
            UNION SELECT to_char(now() + interval '1 month' * n, 'YYYY-MM') FROM generate_series(-1, {AHEAD}) n
        ) months ORDER BY 1
        """
    )
    for month, following in cursor.fetchall():
        name = f"{TABLE}_{month.replace('-', '_')}"
        cursor.execute(
            f"CREATE TABLE {name} PARTITION OF {TABLE} FOR VALUES FROM ('{month}') TO ('{following}')"
        )


class Migration(migrations.Migration):

    dependencies = [
        ("figures", "0005_work"),
    ]

    operations = [migrations.RunPython(partition, join)]
