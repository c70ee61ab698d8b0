"""Rows of another database are changed by what it sends and by nobody here, whatever page it is."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

from sotay.federation.models import Installation, Link
from sotay.federation.postgres import TAKING_IN, Connection, execute

SQLSTATE = "SK001"
"""What PostgreSQL says when the guard refuses; `middleware` makes a page of it."""

_FUNCTION = """
CREATE OR REPLACE FUNCTION sotay_keeps_here(place text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT CASE own.role
      WHEN 'province' THEN left(place, length(unit.path)) = unit.path
      ELSE NOT EXISTS (SELECT FROM {link} link WHERE left(place, length(link.path)) = link.path)
    END
    FROM {installation} own JOIN units_unit unit ON unit.id = own.unit_id
  ), true)
$$;
CREATE OR REPLACE FUNCTION sotay_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record;
  place text;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  IF current_setting('{taking_in}', true) = 'on' THEN RETURN changed; END IF;
  IF TG_TABLE_NAME = 'units_unit' THEN
    place := changed.path;
    IF TG_OP = 'UPDATE' AND NOT sotay_keeps_here(OLD.path) THEN place := OLD.path; END IF;
  ELSE
    SELECT path INTO place FROM units_unit WHERE id = changed.unit_id;
  END IF;
  IF NOT sotay_keeps_here(place) THEN
    RAISE EXCEPTION 'this row is kept in the database of another level' USING ERRCODE = '{sqlstate}';
  END IF;
  RETURN changed;
END
$$;
"""


def lay(connection: Connection, tables: Iterable[str]) -> None:
    """Put the guard on tables; again changes nothing. What replication brings passes: it fires no trigger."""
    body = _FUNCTION.format(
        link=Link._meta.db_table,
        installation=Installation._meta.db_table,
        taking_in=TAKING_IN,
        sqlstate=SQLSTATE,
    )
    connection.execute(body.encode())
    for table in tables:
        execute(
            connection,
            sql.SQL(
                "CREATE OR REPLACE TRIGGER sotay_guard BEFORE INSERT OR UPDATE OR DELETE ON {} "
                "FOR EACH ROW EXECUTE FUNCTION sotay_guard()"
            ).format(sql.Identifier(table)),
        )


def lift(connection: Connection) -> None:
    connection.execute(b"DROP FUNCTION IF EXISTS sotay_guard() CASCADE")
    connection.execute(b"DROP FUNCTION IF EXISTS sotay_keeps_here(text)")
