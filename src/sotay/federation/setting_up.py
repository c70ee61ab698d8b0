"""Making a database a province or the centre, linking two, doing it again, and taking it apart.

Each does all of it or nothing, says what it did, and can be run again: what is done is not done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
from django.db import DatabaseError, connection
from django.db.models import Model
from psycopg import sql

from sotay.federation import copying, guard, tables
from sotay.federation.copying import Source, subscription, take_over
from sotay.federation.models import Installation, Link
from sotay.federation.postgres import (
    Connection,
    Trouble,
    checked_name,
    columns_of,
    drop_slot,
    execute,
    fingerprint,
    must_be_superuser,
    must_decode,
    must_replicate,
    other,
    own,
    published,
    quoted,
    rows,
    subscription_url,
    value,
)
from sotay.federation.tables import Published
from sotay.kernel.ids import new_id
from sotay.kernel.text import search_key, sort_key
from sotay.kernel.tree import LABEL, child
from sotay.units.models import Kind, Unit, UnitVersion

Say = Callable[[str], None]
Columns = Callable[[str], list[str]]
"""The columns of a table at the other side; none where there is no such table."""


class MayNotRead(Trouble):
    """The user of an address was given nothing to read there, or a restore took it away."""

    def __init__(self) -> None:
        super().__init__("the user of that address may read nothing there")


PROVINCE, CENTRE = Installation.Role.PROVINCE, Installation.Role.CENTRE
CENTRE_LINK = "centre"
"""What a province calls its link to the centre."""

ROOT = child("", 1)
"""The place of the centre, in every database."""

INSTALLATION = sql.Identifier(Installation._meta.db_table)


# --- a province ---


def make_province(*, name: str, say: Say, place: int | None, reader: str, admin: str) -> None:
    """Publish what goes up, and move the tree to where it stands in the country.

    `place` is the province's number below the centre, by default the number its code begins with.
    """
    checked_name(name)
    if name == CENTRE_LINK:
        raise Trouble(f"{CENTRE_LINK!r} is what a province calls the centre; take another name")
    with own(admin) as here:
        must_decode(here, "this database")
        _must_not_be(here, CENTRE)
        with here.transaction():
            known = installation(here)
            if known and known["name"] != name:
                raise Trouble(f"this database is the province {known['name']!r} already; remove it first")
            unit, path, code = _root_of_province(here)
            target = child(ROOT, place or _number_in(code, path))
            if known and place is None:
                target = path
            _keep_installation(here, PROVINCE, name, unit)
            _move_tree(here, path, target, say)
            _publish_up(here, unit, say)
            _guard(here, unit)
            _grant(here, reader, tables.UP, say)
    say(
        f"this database is the province {name!r}; next, at the centre: sotay federate centre --add {name} URL"
    )


def _publish_up(here: Connection, unit: UUID, say: Say) -> None:
    """As much of it as the centre knows, once there is a link to ask by."""
    wanted = list(tables.going_up(unit, _centre_in(here)))
    url = subscription_url(here, subscription(CENTRE_LINK))
    if not url:
        publish(here, tables.UP, wanted, say)
        return
    with other(url, CENTRE_LINK) as there:
        publish(here, tables.UP, wanted, say, lambda table: columns_of(there, table))


def join_centre(*, url: str, say: Say, admin: str, again: bool = False) -> None:
    """Take in from the centre what it publishes for this province. Again only with `again`."""
    with own(admin) as here:
        me = _must_be(here, PROVINCE)
        must_be_superuser(here)
        link = _link(here, CENTRE_LINK)
        url = url or subscription_url(here, subscription(CENTRE_LINK))
        if not url:
            raise Trouble("name the address of the centre")
        with other(url, CENTRE_LINK) as there:
            them = _ask_installation(there, CENTRE_LINK, CENTRE, own_key=me["key"])
            publication = tables.down(me["name"])
            if not published(there, publication):
                raise Trouble(
                    f"the centre does not know {me['name']!r} yet: run there "
                    f"`sotay federate centre --add {me['name']} URL` first"
                )
            must_replicate(there, CENTRE_LINK)
            if link and link["fingerprint"] == them["fingerprint"] and not again:
                say("this province takes in from the centre already")
                return
        source = Source(
            CENTRE_LINK, url, publication, them["unit_id"], ROOT, them["fingerprint"], is_centre=True
        )
        # Before its row comes: what came from the centre is not sent back to it.
        with here.transaction(), other(url, CENTRE_LINK) as there:
            wanted = list(tables.going_up(me["unit_id"], them["unit_id"]))
            publish(here, tables.UP, wanted, say, lambda table: columns_of(there, table))
        copied = take_over(here, source, old_slot=link["slot"] if link else "")
        with here.transaction():
            _taking_in(here)
            execute(
                here,
                sql.SQL(
                    "UPDATE units_unit SET parent_id = %s WHERE id = %s AND parent_id IS DISTINCT FROM %s"
                ),
                *(them["unit_id"], me["unit_id"], them["unit_id"]),
            )
        _tell(copied, CENTRE_LINK, say)


# --- the centre ---


def make_centre(*, say: Say, title: str, code: str, admin: str) -> None:
    """Make this database the centre: the unit at the top, whose settings and letters go down."""
    with own(admin) as here:
        must_decode(here, "this database")
        _must_not_be(here, PROVINCE)
        with here.transaction():
            unit = _centre_in(here) or _add_centre(here, title, code)
            if installation(here) is None:
                _keep_installation(here, CENTRE, CENTRE_LINK, unit)
                say(f"this database is the centre, “{title}”")
            else:
                _keep_installation(here, CENTRE, CENTRE_LINK, unit)
                say("this database is the centre")
            _guard(here, unit)


def add_province(*, name: str, url: str, say: Say, reader: str, admin: str, again: bool = False) -> None:
    """Take in what a province publishes, and publish what goes down to it."""
    checked_name(name)
    with own(admin) as here:
        me = _must_be(here, CENTRE)
        must_be_superuser(here)
        link = _link(here, name)
        url = url or subscription_url(here, subscription(name))
        if not url:
            raise Trouble(f"name the address of {name}")
        with other(url, name) as there:
            them = _ask_installation(there, name, PROVINCE, own_key=me["key"])
            mark = them["fingerprint"]
            _refuse_twice(here, name, mark)
            if them["name"] != name:
                raise Trouble(f"the database at that address calls itself {them['name']!r}, not {name!r}")
            must_decode(there, name)
            must_replicate(there, name)
            path = str(value(there, "SELECT path FROM units_unit WHERE id = %s", them["unit_id"]))
            if link and link["fingerprint"] == mark and not again:
                say(f"the centre takes in from {name} already")
                _publish_down(here, me["unit_id"], name, them["unit_id"], reader, say)
                return
        _refuse_place(here, name, them["unit_id"], path)
        source = Source(name, url, tables.UP, them["unit_id"], path, mark)
        copied = take_over(here, source, old_slot=link["slot"] if link else "")
        _publish_down(here, me["unit_id"], name, them["unit_id"], reader, say)
        _tell(copied, name, say)
        if not link:
            say(f"next, at {name}: sotay federate province --centre URL")


def resync(*, name: str, url: str, say: Say, admin: str) -> None:
    """Take everything in anew: after a restore on either side, or when rows of a newer version came."""
    with own(admin) as here:
        me = installation(here)
        if me is None:
            raise Trouble("this database stands alone; there is nothing to take in anew")
        if me["fingerprint"] != fingerprint(here):
            with here.transaction():
                _keep_installation(here, me["role"], me["name"], me["unit_id"])
                say("this database was restored from a backup; its own tables are published anew")
                if me["role"] == PROVINCE:
                    publish(here, tables.UP, list(tables.going_up(me["unit_id"], _centre_in(here))), say)
                for link in links(here) if me["role"] == CENTRE else ():
                    wanted = tables.going_down(me["unit_id"], link["unit_id"])
                    publish(here, tables.down(link["name"]), list(wanted), say)
                _guard(here, me["unit_id"])
                _grant_again(here, say)
    if me["role"] == CENTRE:
        add_province(name=name, url=url, say=say, reader="", admin=admin, again=True)
    elif name == CENTRE_LINK:
        join_centre(url=url, say=say, admin=admin, again=True)
    else:
        raise Trouble(f"a province has one link, {CENTRE_LINK!r}, and none called {name!r}")


def remove(*, name: str, say: Say, admin: str) -> None:
    """End a link, or for this database's own name its part in all. Rows that came stay."""
    with own(admin) as here:
        me = installation(here)
        if me is None:
            say("this database stands alone already")
            return
        if name == me["name"] and not links(here):
            with here.transaction():
                execute(here, sql.SQL("DROP PUBLICATION IF EXISTS {}").format(sql.Identifier(tables.UP)))
                guard.lift(here)
                execute(here, sql.SQL("DELETE FROM {}").format(INSTALLATION))
            say("this database stands alone again")
            return
        if _link(here, name) is None:
            raise Trouble(f"there is no link called {name!r}; see `sotay federate status`")
        must_be_superuser(here)
        url = subscription_url(here, subscription(name))
        slot = copying.forget(here, name)
        if me["role"] == CENTRE:
            down = sql.Identifier(tables.down(name))
            execute(here, sql.SQL("DROP PUBLICATION IF EXISTS {}").format(down))
        say(f"nothing is taken in from {name} any more; what came stays")
        _drop_there(url, name, slot, say)


def _drop_there(url: str, name: str, slot: str, say: Say) -> None:
    try:
        with other(url, name) as there:
            drop_slot(there, slot)
    except Trouble:
        say(
            f"{name} cannot be reached: run there, or it keeps its log for ever: "
            f"SELECT pg_drop_replication_slot('{slot}')"
        )
    else:
        say(f"the slot at {name} is removed")


# --- publishing ---


def publish(
    here: Connection, publication: str, wanted: list[Published], say: Say, known: Columns | None = None
) -> None:
    """Make a publication say exactly this. Columns are named one by one, as far as the other side knows them
    (`known`): one that an upgrade adds is sent once the other side is upgraded too, from the next run on.
    """
    _settle(here)
    for each in wanted:
        _identify(here, each)
    wanted = [each for each in wanted if known is None or known(each.table)]
    parts = sql.SQL(", ").join(_part(here, each, known) for each in wanted)
    which = sql.Identifier(publication)
    if value(here, "SELECT count(*) FROM pg_publication WHERE pubname = %s", publication):
        execute(here, sql.SQL("ALTER PUBLICATION {} SET TABLE {}").format(which, parts))
    else:
        made = sql.SQL("CREATE PUBLICATION {} FOR TABLE {} WITH (publish_via_partition_root = true)")
        execute(here, made.format(which, parts))
    say(f"{publication} publishes {len(wanted)} tables: {', '.join(each.table for each in wanted)}")


def _part(here: Connection, each: Published, known: Columns | None) -> sql.Composable:
    named = sql.SQL(" ({})").format(quoted(_columns(here, each, known)))
    columns = sql.SQL("") if each.whole_identity else named
    where = sql.SQL(f" WHERE ({each.where})") if each.where else sql.SQL("")
    return sql.SQL("{}{}{}").format(sql.Identifier(each.table), columns, where)


def _columns(here: Connection, each: Published, known: Columns | None) -> list[str]:
    both = set(columns_of(here, each.table))
    if known is not None:
        both &= set(known(each.table))
    return [column for column in each.columns if column in both]


def _identify(here: Connection, each: Published) -> None:
    how = "FULL" if each.whole_identity else "DEFAULT"
    asked = "SELECT relreplident::text FROM pg_class WHERE oid = to_regclass(%s)"
    if value(here, asked, each.table) != how[0].lower():
        execute(
            here,
            sql.SQL(f"ALTER TABLE {{}} REPLICA IDENTITY {how}").format(sql.Identifier(each.table)),
        )


def _publish_down(here: Connection, own_unit: UUID, name: str, unit: UUID, reader: str, say: Say) -> None:
    with here.transaction():
        publish(here, tables.down(name), list(tables.going_down(own_unit, unit)), say)
        _grant(here, reader, tables.down(name), say)
        _guard(here, own_unit)


def _grant(here: Connection, reader: str, publication: str, say: Say) -> None:
    """Let the user the other side comes with read what is published, column by column, and nothing else."""
    if not reader:
        return
    found = rows(here, "SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = %s", reader)
    if not found:
        raise Trouble(
            f"there is no user {reader!r}: make one by CREATE ROLE {reader} LOGIN REPLICATION PASSWORD '...'"
        )
    if not found[0][0]:
        raise Trouble(f"{reader} may not replicate: run “ALTER ROLE {reader} REPLICATION” as a superuser")
    who = sql.Identifier(reader)
    execute(here, sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who))
    for table, (columns, _where) in published(here, publication).items():
        execute(
            here,
            sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(quoted(columns), sql.Identifier(table), who),
        )
    execute(here, sql.SQL("GRANT SELECT ON {} TO {}").format(INSTALLATION, who))
    execute(
        here,
        sql.SQL("UPDATE {} SET readers = readers || jsonb_build_object(%s::text, %s::text)").format(
            INSTALLATION
        ),
        *(publication, reader),
    )
    say(f"{reader} may read what {publication} publishes")


def _grant_again(here: Connection, say: Say) -> None:
    """After a restore, which makes the tables anew and gives nobody anything."""
    for publication, reader in value(here, sql.SQL("SELECT readers FROM {}").format(INSTALLATION)).items():
        _grant(here, reader, publication, say)


def _settle(here: Connection) -> None:
    """Check now what foreign keys would be asked at the end: a table is not altered before."""
    here.execute(b"SET CONSTRAINTS ALL IMMEDIATE")


def _guard(here: Connection, own_unit: UUID) -> None:
    """Guard what other databases keep, and give columns they do not send a value of their own."""
    _settle(here)
    either = [*tables.going_up(own_unit, None), *tables.going_down(own_unit, own_unit)]
    with_unit = {each.table for each in either if each.model not in tables.NOT_OF_UNITS}
    guard.lay(here, sorted(with_unit))
    for table in sorted({each.table for each in either}):
        _defaults(here, table)


_DEFAULTS: dict[str, LiteralString] = {
    "boolean": "false",
    "integer": "0",
    "bigint": "0",
    "smallint": "0",
    "numeric": "0",
    "character varying": "''",
    "text": "''",
    "jsonb": "'{}'",
    "date": "current_date",
    "timestamp with time zone": "now()",
}
"""What a column holds that a row of an older version, or of one with fewer columns, does not name."""


def _defaults(here: Connection, table: str) -> None:
    lacking = rows(
        here,
        "SELECT column_name::text, data_type::text FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL",
        table,
    )
    for column, kind in lacking:
        if kind in _DEFAULTS:
            asked = sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}")
            default = sql.SQL(_DEFAULTS[kind])
            execute(here, asked.format(sql.Identifier(table), sql.Identifier(column), default))


def after_migration(**_signal: Any) -> None:
    """A column that an upgrade added must be filled for rows of databases that are not upgraded yet."""
    if connection.vendor != "postgresql":
        return
    try:
        known = Installation.objects.first()
    except DatabaseError:  # migrated back to before there was any of this
        return
    if known is not None:
        with own() as here, here.transaction():
            _guard(here, known.unit_id)


# --- what there is ---


def installation(here: Connection) -> dict[str, Any] | None:
    if not value(here, "SELECT has_schema_privilege('public', 'USAGE')"):
        raise MayNotRead
    if not value(here, "SELECT to_regclass(%s)", Installation._meta.db_table):
        raise Trouble("the database lacks tables: run `sotay manage migrate`")
    names = ("role", "name", "unit_id", "key", "fingerprint")
    try:
        found = rows(here, sql.SQL("SELECT {} FROM {}").format(quoted(names), INSTALLATION))
    except psycopg.errors.InsufficientPrivilege:
        raise MayNotRead from None
    return dict(zip(names, found[0], strict=True)) if found else None


def links(here: Connection) -> list[dict[str, Any]]:
    names = ("name", "unit_id", "path", "fingerprint", "slot", "copied_at", "pulse", "fault")
    link = sql.Identifier(Link._meta.db_table)
    found = rows(here, sql.SQL("SELECT {} FROM {} ORDER BY name").format(quoted(names), link))
    return [dict(zip(names, row, strict=True)) for row in found]


def _link(here: Connection, name: str) -> dict[str, Any] | None:
    return next((link for link in links(here) if link["name"] == name), None)


def _must_be(here: Connection, role: str) -> dict[str, Any]:
    found = installation(here)
    if found is None or found["role"] != role:
        raise Trouble(f"this database is no {role} yet: run `sotay federate {role}` first")
    return found


def _must_not_be(here: Connection, role: str) -> None:
    found = installation(here)
    if found is not None and found["role"] == role:
        raise Trouble(f"this database is the {role} {found['name']!r}; it cannot be both")


def _ask_installation(there: Connection, name: str, role: str, *, own_key: UUID) -> dict[str, Any]:
    """What the other side says it is, when that is what it should be."""
    try:
        found = installation(there)
    except MayNotRead:
        again = f"{role} --name {name}" if role == PROVINCE else f"{role} --add NAME"
        raise Trouble(
            f"the user of that address may read nothing at {name}: run there `sotay federate {again} --for "
            "USER`, or after a restore `sotay federate resync`"
        ) from None
    if found is None:
        raise Trouble(f"the database at that address stands alone: run there `sotay federate {role}` first")
    if found["key"] == own_key:
        raise Trouble("that address is this very database; a centre cannot be its own province")
    if found["role"] != role:
        raise Trouble(f"the database at that address is the {found['role']} {found['name']!r}, not {name!r}")
    return {**found, "fingerprint": f"{found['key']}:{fingerprint(there)}"}


def _refuse_twice(here: Connection, name: str, mark: str) -> None:
    for link in links(here):
        if link["fingerprint"] == mark and link["name"] != name:
            raise Trouble(f"that database is linked already, as {link['name']!r}")


def _refuse_place(here: Connection, name: str, unit: UUID, path: str) -> None:
    for link in links(here):
        if link["path"] == path and link["name"] != name:
            raise Trouble(
                f"{name} stands in the place of {link['name']!r}: run there "
                "`sotay federate province --name NAME --place NUMBER` with a number that is free"
            )
        if link["name"] == name and link["unit_id"] != unit:
            raise Trouble(f"{name!r} is linked to another database; remove that link first")
    if path == ROOT or not path.startswith(ROOT):
        raise Trouble(f"{name} does not stand below the centre: run `sotay federate province` there")


def _root_of_province(here: Connection) -> tuple[UUID, str, str]:
    centre = _centre_in(here)
    found = rows(
        here,
        "SELECT id, path, code, kind FROM units_unit WHERE kind <> 'centre' "
        "AND (parent_id IS NULL OR parent_id = %s) ORDER BY path LIMIT 3",
        centre,
    )
    if len(found) != 1 or found[0][3] != Kind.PROVINCE:
        raise Trouble(
            "a province's database has one province at its top; "
            + (f"this one has {len(found)} trees" if len(found) > 1 else "this one has none")
        )
    return found[0][0], found[0][1], found[0][2]


def _centre_in(here: Connection) -> UUID | None:
    found: UUID | None = value(here, "SELECT id FROM units_unit WHERE kind = 'centre' AND path = %s", ROOT)
    return found


def _number_in(code: str, path: str) -> int:
    digits = code[: len(code) - len(code.lstrip("0123456789"))]
    number = int(digits) if digits else 0
    if not 0 < number < 10**LABEL:
        raise Trouble(
            f"the code {code!r} begins with no number: name the province's with --place, below the centre"
        )
    return number


def _move_tree(here: Connection, path: str, target: str, say: Say) -> None:
    """Give every unit its place below the centre. In two steps: a place on the way may be taken."""
    if path == target:
        return
    moved = sql.SQL("UPDATE units_unit SET path = %s || substr(path, %s) WHERE left(path, %s) = %s")
    _taking_in(here)
    execute(here, moved, "~", 1, len(path), path)
    execute(here, moved, target, len(path) + 2, len(path) + 1, f"~{path}")
    say(f"the tree of the province stands at number {int(target[-LABEL:])} below the centre now")


def _taking_in(here: Connection) -> None:
    execute(here, sql.SQL("SELECT set_config(%s, 'on', true)"), "sotay.taking_in")


def _add_centre(here: Connection, title: str, code: str) -> UUID:
    taken = rows(here, "SELECT name FROM units_unit WHERE path = %s OR code = %s", ROOT, code)
    if taken:
        raise Trouble(
            f"“{taken[0][0]}” stands at the top of this database: a centre begins with an empty one"
        )
    unit = Unit(id=new_id(), path=ROOT, kind=Kind.CENTRE, code=code, name=title)
    unit.commune_id = unit.pk
    unit.name_fold, unit.name_sort = search_key(title)[:200], sort_key(title)[:800]
    _insert(here, unit)
    _insert(here, UnitVersion(id=new_id(), unit=unit, name=title, kind=Kind.CENTRE, from_on=date(2000, 1, 1)))
    return unit.pk


def _insert(here: Connection, row: Model) -> None:
    fields = row._meta.local_concrete_fields
    execute(
        here,
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(row._meta.db_table),
            quoted([str(field.column) for field in fields]),
            sql.SQL(", ").join(sql.Placeholder() for _ in fields),
        ),
        *(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields),
    )


def _keep_installation(here: Connection, role: str, name: str, unit: UUID) -> None:
    execute(
        here,
        sql.SQL(
            "INSERT INTO {} (id, role, name, unit_id, key, fingerprint, readers) "
            "VALUES (1, %s, %s, %s, %s, %s, '{{}}') "
            "ON CONFLICT (id) DO UPDATE SET role = excluded.role, name = excluded.name, "
            "unit_id = excluded.unit_id, fingerprint = excluded.fingerprint"
        ).format(INSTALLATION),
        *(role, name, unit, uuid4(), fingerprint(here)),
    )


def _tell(copied: copying.Copied, name: str, say: Say) -> None:
    told = ", ".join(f"{count} {table}" for table, count in sorted(copied.rows.items()) if count)
    say(f"took in from {name}: {told or 'nothing yet'}; what changes there follows by itself")
    for note in copied.notes:
        say(note)
