"""The people of the house, whom every test may call by name.

`thu` is secretary of a cell of Hòa Bình, `an` a member of it, `lam` its deputy who takes minutes,
`binh` the ward office, `chi` the overseer, `dung` secretary of a cell in another ward, `tinh` the
province office and `van` the operator. Each is a logged-in client with .account, .member and .actor.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import slow_work
from _pytest.runner import runtestprotocol
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from kept import kept

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.config.stack_memory import in_one_chunk
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import PartialDate
from sotay.kernel.tree import child
from sotay.members.models import Appointment, CellMembership, Member, Standing
from sotay.units.models import CellType, Kind, Unit, UnitVersion

hypothesis.settings.register_profile(
    "default",
    max_examples=50,
    deadline=None,  # a busy machine must not fail a test: speed is measured by `make bench`, never asserted
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("default")

pytest_plugins = ["clusters", "installation"]

BROWSER = Path(__file__).parent / "tests" / "browser"
LONG_AGO = date(2020, 1, 1)
PASSWORD = "mật khẩu để thử 1"


class Person(Client):
    """A logged-in client that remembers who it is."""

    account: Account
    member: Member | None

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy is the same person in the same session, at a door of their own."""
        return _copied, (self.account, self.member, self.cookies)

    def come_in(self) -> None:
        """Hold a session, as after a log-in; what a log-in itself does is tested where it is."""
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(self.account.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        store[HASH_SESSION_KEY] = self.account.get_session_auth_hash()
        store.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = store.session_key

    def confirm(self) -> None:
        """Have shown once more who one is, as after the page that asks for the password again."""
        session = self.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(self.account)
        session.save()

    @property
    def actor(self) -> Actor:
        return actor_for(Account.objects.get(pk=self.account.pk), timezone.localdate())


def _copied(account: Account, member: Member | None, cookies: Any) -> Person:
    person = Person()
    person.account, person.member, person.cookies = account, member, cookies
    return person


@contextmanager
def memory_below(megabytes: int) -> Iterator[None]:
    """What happens inside takes no more memory than that at any moment."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * 1_000_000
    finally:
        tracemalloc.stop()


@dataclass
class House:
    """The units of the tests: a province, two wards, two cells in the first and one in the second."""

    province: Unit
    ward: Unit
    cell: Unit
    neighbour: Unit
    other_ward: Unit
    far_cell: Unit


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """What a test has committed is deleted after it. PostgreSQL's TRUNCATE, which Django would use, makes a
    new file for each of a hundred tables and takes half a second for the few rows that are there."""
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = delete_all


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """What migrations make besides models: on PostgreSQL tables lie in partitions, and what finds in the
    index of the search is each database's own."""
    index = import_module("sotay.search.migrations.0001_initial")
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        index.add(None, editor)
    if connection.vendor == "postgresql":
        partitions = import_module("sotay.figures.migrations.0100_partitions")
        with django_db_blocker.unblock(), connection.schema_editor() as editor:
            partitions.partition(None, editor)


def delete_all(style: Any, tables: list[str], **_how: Any) -> list[str]:
    return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]


@pytest.fixture(scope="session", autouse=True)
def _nothing_slow_inside_a_write() -> Iterator[None]:
    """See `slow_work`."""
    end = slow_work.watch()
    yield
    end()


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Folders of the test's own for uploads and for keys of votes, made when something is put into them."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"media-{uuid4()}"
    settings.BALLOT_KEYS = tmp_path_factory.getbasetemp() / f"keys-{uuid4()}"


def make_unit(parent: Unit | None, number: int, kind: Kind, code: str, name: str, **more: Any) -> Unit:
    path = child(parent.path if parent else "", number)
    unit = Unit(parent=parent, path=path, kind=kind, code=code, name=name, **more)
    below_ward = parent is not None and parent.kind in {Kind.COMMUNE, Kind.COMMITTEE, Kind.CELL}
    unit.commune_id = parent.commune_id if below_ward and parent else unit.pk
    unit.save()
    UnitVersion.objects.create(unit=unit, parent=parent, name=name, kind=kind, from_on=LONG_AGO)
    return unit


def make_member(cell: Unit, name: str, card: str = "", *standings: Standing.Kind, **more: Any) -> Member:
    member = Member.objects.create(
        commune_id=cell.commune_id,
        cell=cell,
        full_name=name,
        member_card_no=card,
        born_on=PartialDate(1960, 5, 1),
        admitted_on=PartialDate(1990, 5, 1),
        full_on=PartialDate(1991, 5, 1),
        **more,
    )
    owned = {"commune_id": cell.commune_id, "cell": cell, "member": member, "from_on": LONG_AGO}
    CellMembership.objects.create(**owned)
    for kind in standings or (Standing.Kind.FULL,):
        Standing.objects.create(kind=kind, **owned)
    return member


def make_person(username: str, member: Member | None = None, **more: Any) -> Person:
    person = Person()
    person.member = member
    person.account = Account.objects.create_user(username, PASSWORD, member=member, **more)
    person.come_in()
    return person


def appoint(
    unit: Unit, role: Role, member: Member | None = None, account: Account | None = None
) -> Appointment:
    return Appointment.objects.create(
        commune_id=unit.commune_id, unit=unit, role=role, member=member, account=account, from_on=LONG_AGO
    )


@kept
def house(db: None) -> House:
    province = make_unit(None, 1, Kind.PROVINCE, "38", "Đảng bộ tỉnh Sông Mã")
    ward = make_unit(province, 1, Kind.COMMUNE, "38.168", "Đảng bộ phường Bình Minh")
    other = make_unit(province, 2, Kind.COMMUNE, "38.169", "Đảng bộ phường Tây Hồ Sen")
    residential = {"cell_type": CellType.RESIDENTIAL}
    return House(
        province=province,
        ward=ward,
        cell=make_unit(ward, 1, Kind.CELL, "38.168.001", "Chi bộ tổ dân phố Hòa Bình", **residential),
        neighbour=make_unit(ward, 2, Kind.CELL, "38.168.002", "Chi bộ tổ dân phố Nam Sơn", **residential),
        other_ward=other,
        far_cell=make_unit(other, 1, Kind.CELL, "38.169.001", "Chi bộ thôn Đông", **residential),
    )


@kept
def thu(house: House) -> Person:
    member = make_member(house.cell, "Lê Thị Thu", "01000001")
    appoint(house.cell, Role.SECRETARY, member)
    return make_person("thu", member)


@kept
def lam(house: House) -> Person:
    member = make_member(house.cell, "Phạm Văn Lâm", "01000002")
    appoint(house.cell, Role.DEPUTY_SECRETARY, member)
    return make_person("lam", member)


@kept
def an(house: House) -> Person:
    return make_person("an", make_member(house.cell, "Nguyễn Văn An", "01000003"))


@kept
def chi(house: House) -> Person:
    member = make_member(house.neighbour, "Đỗ Thị Chi", "01000010")
    appoint(house.cell, Role.OVERSEER, member)
    return make_person("chi", member)


@kept
def binh(house: House) -> Person:
    member = make_member(house.neighbour, "Trần Văn Bình", "01000011")
    appoint(house.ward, Role.WARD_OFFICE, member)
    return make_person("binh", member)


@kept
def dung(house: House) -> Person:
    member = make_member(house.far_cell, "Hoàng Văn Dũng", "02000001")
    appoint(house.far_cell, Role.SECRETARY, member)
    return make_person("dung", member)


@kept
def tinh(house: House) -> Person:
    member = make_member(house.far_cell, "Vũ Thị Tình", "02000002")
    appoint(house.province, Role.PROVINCE_OFFICE, member)
    return make_person("tinh", member)


@kept
def van(house: House) -> Person:
    person = make_person("van", display_name="Quản trị hệ thống")
    appoint(house.ward, Role.OPERATOR, account=person.account)
    return person


def pytest_addoption(parser: pytest.Parser) -> None:
    wish = "keep a picture of every page that is looked at, at both widths, and ask axe at both"
    parser.addoption("--pictures", action="store_true", help=wish)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest runs a test, with room for its frames."""
    told = {"nodeid": item.nodeid, "location": item.location}
    item.ihook.pytest_runtest_logstart(**told)
    in_one_chunk(runtestprotocol, item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(**told)
    return True


def pytest_collection_finish() -> None:
    """What was imported stays for the whole run: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long stories of the browser first, so that no worker is left alone with one at the end.

    On PostgreSQL only what stores something and does more than look at pages: the rest has been passed on
    SQLite. Servers of PostgreSQL's own are for PostgreSQL.
    """
    items.sort(key=lambda item: (BROWSER not in item.path.parents, item.path.name != "test_month.py"))
    on_sqlite = "sqlite3" in settings.DATABASES["default"]["ENGINE"]
    apart = [item for item in items if (is_of_clusters if on_sqlite else is_done_on_sqlite)(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in set(apart)]


def is_of_clusters(item: pytest.Item) -> bool:
    return item.get_closest_marker("clusters") is not None


def is_done_on_sqlite(item: pytest.Item) -> bool:
    return item.get_closest_marker("looks") is not None or not (stores(item) or is_of_clusters(item))


def stores(item: pytest.Item) -> bool:
    """Whether a test asked for the database or an installation, by a fixture, a mark or its class."""
    asked = {"db", "transactional_db", "server"} & set(getattr(item, "fixturenames", ()))
    of_django = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return bool(asked or of_django or item.get_closest_marker("django_db"))
