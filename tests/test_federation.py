"""Two provinces and a centre, each with a PostgreSQL of its own: joined, at work, cut off, killed, set back.

Nothing that crosses is lost or doubled, and nothing that was said in a meeting crosses.
"""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from clusters import Cluster, at, until
from conftest import appoint, make_member, make_person, make_unit
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.config import cli
from sotay.federation import jobs, queries, setting_up, tables
from sotay.federation.middleware import KeptElsewhere
from sotay.federation.models import Installation, Link, Parcel, TakenIn
from sotay.federation.queries import OutOfStep
from sotay.figures import actions as figures
from sotay.figures.models import CellMonth, UnitDay, UnitMonth
from sotay.guidance import actions as guidance
from sotay.guidance.models import Guidance
from sotay.kernel import jobs as work
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition
from sotay.reports.tests import stories
from sotay.units.models import CellType, Kind, Unit, UnitSetting

SAID = "Tôi đề nghị thay bí thư vì ba năm không sửa được con đường"
THIS_MONTH = Month.of(timezone.localdate())


@dataclass
class Country:
    centre: Cluster
    hn: Cluster
    hcm: Cluster

    @property
    def all(self) -> tuple[Cluster, ...]:
        return (self.centre, self.hn, self.hcm)


@pytest.fixture
def clusters(empty_cluster: Cluster, django_db_blocker: Any) -> Iterator[Country]:
    with django_db_blocker.unblock():
        made = [empty_cluster.copy(name) for name in ("centre", "hn", "hcm")]
        try:
            for cluster in made:
                cluster.start()
                cluster.sql("CREATE ROLE link LOGIN REPLICATION")
            yield Country(*made)
        finally:
            for cluster in made:
                cluster.end()
                shutil.rmtree(cluster.data)


def ran(cluster: Cluster, *args: str, capsys: Any = None) -> str:
    """A `sotay` command on that database that ends well; what it printed."""
    with at(cluster):
        status = cli.main(list(args))
    out, err = capsys.readouterr() if capsys else ("", "")
    assert status == 0, err or out
    return out


def refused(cluster: Cluster, *args: str, capsys: Any) -> str:
    """The one line of a command that ends badly."""
    capsys.readouterr()
    with at(cluster):
        assert cli.main(list(args)) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


def exchange(*of: Cluster) -> None:
    for cluster in of:
        with at(cluster):
            try:
                jobs.exchange(timezone.now())
            except OutOfStep as broken:
                raise AssertionError(f"{cluster.name}: {broken}") from None


def fill(cluster: Cluster, code: str, name: str) -> None:
    """A province with a ward and a cell, its offices and a member."""
    with at(cluster):
        province = make_unit(None, 1, Kind.PROVINCE, code, f"Đảng bộ {name}")
        ward = make_unit(province, 1, Kind.COMMUNE, f"{code}.001", f"Đảng bộ phường Một {name}")
        cell = make_unit(ward, 1, Kind.CELL, f"{code}.001.001", "Chi bộ tổ 1", cell_type=CellType.RESIDENTIAL)
        secretary = make_member(cell, f"Lê Thị Thu {name}", f"{code}000001")
        for number in (2, 3):
            make_member(cell, f"Nguyễn Văn An {number} {name}", f"{code}00000{number}")
        appoint(cell, Role.SECRETARY, secretary)
        make_person(f"thu{code}", secretary)
        appoint(cell, Role.DEPUTY_SECRETARY, make_member(cell, f"Phạm Văn Lâm {name}", f"{code}000008"))
        office = make_member(cell, f"Trần Văn Bình {name}", f"{code}000009")
        appoint(ward, Role.WARD_OFFICE, office)
        appoint(province, Role.PROVINCE_OFFICE, office)
        make_person(f"binh{code}", office)


def actor(username: str) -> Actor:
    return actor_for(Account.objects.get(username=username), timezone.localdate())


@pytest.fixture
def country(clusters: Country) -> Country:
    """Joined: what an operator types at each side, in the order the commands themselves name."""
    fill(clusters.hn, "1", "Hà Nội")
    fill(clusters.hcm, "79", "Thành phố Hồ Chí Minh")
    ran(clusters.centre, "federate", "centre", "--title", "Ban Chấp hành Trung ương")
    for name in ("hn", "hcm"):
        province = getattr(clusters, name)
        ran(province, "federate", "province", "--name", name, "--for", "link")
        ran(clusters.centre, "federate", "centre", "--add", name, province.url(user="link"), "--for", "link")
        ran(province, "federate", "province", "--centre", clusters.centre.url(user="link"))
    with at(clusters.centre):
        office = make_person("tw", display_name="Văn phòng Trung ương")
        appoint(Unit.objects.get(kind=Kind.CENTRE), Role.CENTRE_OFFICE, account=office.account)
    return clusters


def counts(cluster: Cluster, model: Any, **which: Any) -> int:
    with at(cluster):
        return int(model.objects.filter(**which).count())


def the_tree_of_the_country_is_one(country: Country) -> None:
    with at(country.centre):
        centre = Unit.objects.get(kind=Kind.CENTRE)
        assert centre.path == "000001"
        assert [
            (unit.code, unit.path) for unit in Unit.objects.filter(kind=Kind.PROVINCE).order_by("path")
        ] == [
            ("1", "000001000001"),
            ("79", "000001000079"),
        ]
        until(lambda: Unit.objects.filter(parent=centre).count() == 2, "provinces stand below the centre")
        assert Unit.objects.count() == 7
    with at(country.hn):
        assert Unit.objects.get(kind=Kind.CENTRE).pk == centre.pk
        assert Unit.objects.get(code="1").parent_id == centre.pk
        assert Unit.objects.count() == 4, "a province knows no other province"


def a_meeting_held_in_a_province_is_a_sum_at_the_centre_and_no_word_of_it(country):
    with at(country.hn):
        thu, cell = actor("thu1"), Unit.objects.get(kind=Kind.CELL)
        meeting = stories.set_up(cell, thu)
        for step in stories.steps(meeting, thu):
            if step == "spoke":
                say(meeting, thu)
        work.work_off()
        here = UnitMonth.objects.get(unit__code="1", kind="regular")
        assert (here.reported, here.spoke) == (1, 2)
        assert not UnitMonth.objects.filter(unit__kind=Kind.CENTRE).exists(), "the centre adds up for itself"
        sentences = every_word(country.hn)
        assert any(SAID in text for text in sentences), "it is there to be found"

    def arrived():
        with at(country.centre):
            found = UnitMonth.objects.filter(unit__code="1", kind="regular", reported=1).first()
            return found and found.counts

    assert until(arrived, "the sum arrives") == here.counts
    exchange(country.centre)
    with at(country.centre):
        assert UnitMonth.objects.get(unit__kind=Kind.CENTRE, kind="regular").reported == 1
        assert UnitDay.objects.filter(unit__code="1").exists()
        assert not CellMonth.objects.exists()
    assert_nothing_said_at(country.centre)


def say(meeting: Any, by: Actor) -> None:
    stories.do(meeting, by, "statement_recorded", speaker=str(by.member_id), text=SAID)


def every_word(cluster: Cluster) -> list[str]:
    """Every row of every table, as text."""
    found = []
    for (table,) in cluster.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        found += [row for (row,) in cluster.sql(f'SELECT t::text FROM "{table}" t')]
    return found


def assert_nothing_said_at(centre: Cluster) -> None:
    """No sentence spoken, no name of anybody of a province, in any table or in PostgreSQL's own files."""
    everything = "\n".join(every_word(centre))
    for secret in (SAID, "Lê Thị Thu", "Nguyễn Văn An", "Trần Văn Bình", "Đề nghị sửa đèn", "Nhất trí."):
        assert secret not in everything
    assert "Đảng bộ Hà Nội" in everything, "the search would find what is there"


def a_petition_goes_up_and_its_answer_comes_back(country):
    with at(country.hn):
        petition = passed_up("Cầu Long Biên xuống cấp")
        petitions.pass_up(petition=petition, by=actor("binh1"), because="Vượt thẩm quyền của thành phố")
        assert petition_of(petition).held_by.kind == Kind.CENTRE
    exchange(country.hn)
    arrives(country.centre, Parcel, kind="petition", about_id=petition.pk)
    exchange(country.centre)
    with at(country.centre):
        there = Petition.objects.get(pk=petition.pk)
        assert (there.text, there.cell.name) == ("Cầu Long Biên xuống cấp", "Chi bộ tổ 1")
        assert (there.raised_by_id, there.raised_by_name, there.meeting_id) == (None, "", None)
        assert [event.what for event in there.events.all()] == ["passed_up"]
        petitions.answer(petition=there, by=actor("tw"), text="Đã giao Bộ Xây dựng")
    exchange(country.centre)
    arrives(country.hn, Parcel, kind="petition", sender=centre_id(country))
    exchange(country.hn)
    with at(country.hn):
        back = petition_of(petition)
        assert (back.status, back.held_by.kind) == (Petition.Status.ANSWERED, Kind.CELL)
        assert back.events.get(what="answered").text == "Đã giao Bộ Xây dựng"
        petitions.reopen(petition=back, by=actor("thu1"), because="Cầu vẫn rung")
    exchange(country.hn)
    arrives(country.centre, Parcel, sender=unit_id(country.hn, "1"), about_id=petition.pk, count=2)
    exchange(country.centre)
    with at(country.centre):
        assert Petition.objects.get(pk=petition.pk).status == Petition.Status.OPEN
    assert counts(country.hcm, Petition) == 0, "another province learns nothing of it"
    assert counts(country.hcm, Parcel, kind="petition") == 0
    assert_nothing_said_at(country.centre)


def passed_up(text: str) -> Petition:
    """A petition of the cell that the province holds."""
    thu, cell = actor("thu1"), Unit.objects.get(kind=Kind.CELL)
    return petitions.raise_one(
        cell=cell, by=thu, key=uuid4(), text=text, level="province", shown_to=Petition.ShownTo.ALL
    )


def petition_of(petition: Petition) -> Petition:
    return Petition.objects.get(pk=petition.pk)


def centre_id(country: Country) -> Any:
    return unit_id(country.centre, "TW")


def unit_id(cluster: Cluster, code: str) -> Any:
    with at(cluster):
        return Unit.objects.get(code=code).pk


def arrives(cluster: Cluster, model: Any, count: int = 1, **which: Any) -> None:
    until(lambda: counts(cluster, model, **which) >= count, f"{model.__name__} {which} at {cluster.name}")


def guidance_and_settings_of_the_centre_reach_every_province(country):
    with at(country.centre):
        letter = guidance.issue(
            unit=Unit.objects.get(kind=Kind.CENTRE),
            by=actor("tw"),
            month=THIS_MONTH,
            title="Định hướng sinh hoạt",
            text="Tập trung quán triệt nghị quyết",
            topics=[guidance.Topic("Học tập nghị quyết", "Đọc và thảo luận", compulsory=True)],
        )
        draft = guidance.begin(
            unit=letter.unit, by=actor("tw"), month=THIS_MONTH, kind=Guidance.Kind.BULLETIN
        )
        UnitSetting.objects.create(
            unit=letter.unit, key="cell-meeting.meeting_day", value=5, from_on=date(2026, 1, 1)
        )
    exchange(country.centre)
    for province in (country.hn, country.hcm):
        arrives(province, Parcel, kind="guidance")
        exchange(province)
        with at(province):
            came = Guidance.objects.get()
            assert (came.pk, came.title) == (letter.pk, letter.title)
            assert [topic.title for topic in came.topics.all()] == ["Học tập nghị quyết"]
            assert came.created_by_name == came.sent_by_name == ""
            assert list(Guidance.objects.for_cell(Unit.objects.get(kind=Kind.CELL))) == [came]
        arrives(province, UnitSetting)
    assert counts(country.hn, Guidance, pk=draft.pk) == 0, "a draft stays at home"
    with at(country.centre):
        guidance.withdraw(guidance=letter, by=actor("tw"), reason="Có bản mới")
    exchange(country.centre)
    arrives(country.hn, Parcel, kind="guidance", part="withdrawn")
    exchange(country.hn, country.hn)
    assert counts(country.hn, Guidance, status="withdrawn") == 1


# --- what is cut, killed and set back ---

LINK = "link"
"""The user each database comes to the others with."""


def raise_and_pass_up(cluster: Cluster, code: str, text: str) -> Petition:
    with at(cluster):
        thu, cell = actor(f"thu{code}"), Unit.objects.get(kind=Kind.CELL)
        petition = petitions.raise_one(
            cell=cell, by=thu, key=uuid4(), text=text, level="province", shown_to=Petition.ShownTo.ALL
        )
        return petitions.pass_up(petition=petition, by=actor(f"binh{code}"), because="Vượt thẩm quyền")


def change_sums(cluster: Cluster, code: str, present: int) -> None:
    """As an act in a cell does: its month changes, and the sums above follow."""
    with at(cluster):
        CellMonth.objects.filter(kind="regular").update(present=present)
        for unit in Unit.objects.filter(kind__in=[Kind.COMMUNE, Kind.PROVINCE]).order_by("-path"):
            figures.roll_up(unit, THIS_MONTH, timezone.now())


def assert_in_step(country: Country) -> None:
    """Every row that is published is at the other side, the same and once."""
    for province in (country.hn, country.hcm):
        until(lambda province=province: differences(province, country.centre, tables.UP) == [], "up", 60)
        down = tables.down(province.name)
        until(
            lambda province=province, down=down: differences(country.centre, province, down) == [], "down", 60
        )


def differences(source: Cluster, target: Cluster, publication: str) -> list[str]:
    found = []
    asked = "SELECT tablename, attnames::text[], rowfilter FROM pg_publication_tables WHERE pubname = %s"
    published = source.sql(asked, publication)
    assert published
    for table, columns, where in published:
        what = ", ".join(f'"{column}"' for column in columns)
        sent = source.sql(f'SELECT {what} FROM "{table}" WHERE {where or "true"}')
        pks = [row[columns.index("id" if "id" in columns else "unit_id")] for row in sent]
        key = "id" if "id" in columns else "unit_id"
        there = target.sql(f'SELECT {what} FROM "{table}" WHERE {key} = ANY(%s)', pks)
        if sorted(map(repr, sent)) != sorted(map(repr, there)):
            found.append(table)
    return found


def nothing_is_lost_or_doubled_when_the_link_is_cut(country):
    country.hn.cut(LINK)
    country.centre.cut(LINK)
    petition = raise_and_pass_up(country.hn, "1", "Đê sông Hồng")
    change_sums(country.hn, "1", present=2)
    exchange_ignoring(country.hn)
    assert counts(country.centre, Petition, text="Đê sông Hồng") == 0
    with at(country.centre), pytest.raises(OutOfStep, match=r"hn cannot be reached"):
        until_raises(lambda: jobs.exchange(timezone.now()))
    country.hn.mend(LINK)
    country.centre.mend(LINK)
    arrives(country.centre, Parcel, about_id=petition.pk)
    until(lambda: is_in_step(country.centre), "the link is whole again")
    exchange(country.centre, country.centre)
    assert counts(country.centre, Petition, text="Đê sông Hồng") == 1
    assert counts(country.centre, UnitMonth, unit__code="1", kind="regular", present=2) == 1
    assert_in_step(country)


def exchange_ignoring(*of: Cluster) -> None:
    """As the clock does where a link is broken."""
    for cluster in of:
        with at(cluster), suppress(OutOfStep):
            jobs.exchange(timezone.now())


def until_raises(act: Callable[[], Any]) -> None:
    until(lambda: act() is None, "it is told that the link is broken")


def is_in_step(cluster: Cluster) -> bool:
    with at(cluster):
        return not list(queries.faults())


def nothing_is_lost_or_doubled_when_a_server_is_killed(country, name):
    victim: Cluster = getattr(country, name)
    before = counts(country.centre, Petition)
    for number in range(3):
        raise_and_pass_up(country.hn, "1", f"Trước {name} {number}")
    exchange_ignoring(country.hn)
    victim.kill()
    for province, code in ((country.hn, "1"), (country.hcm, "79")):
        if province is not victim:
            raise_and_pass_up(province, code, f"Khi {name} tắt")
            exchange_ignoring(province)
    if victim is not country.centre:
        with at(country.centre):
            send_letter(f"Khi {name} tắt")
        exchange_ignoring(country.centre)
    victim.start()
    for province, code in ((country.hn, "1"), (country.hcm, "79")):
        raise_and_pass_up(province, code, f"Sau {name}")
        change_sums(province, code, present=len(name))
        exchange_ignoring(province)
    sent = 3 + (2 if name == "centre" else 1) + 2
    until(lambda: parcels_sent(country) <= parcels_at(country.centre), "every parcel arrives", 60)
    assert parcels_sent(country) == parcels_at(country.centre), "and none that its sender does not know"
    exchange_ignoring(country.centre, country.centre)
    with at(country.centre):
        assert list(TakenIn.objects.exclude(note="").values_list("note", flat=True)) == []
    assert texts_at(country.centre) == texts_passed_up(country)
    assert counts(country.centre, Petition) == before + sent
    assert_in_step(country)
    with at(country.centre):
        letters = Guidance.objects.exclude(status=Guidance.Status.DRAFT).count()
    for province in (country.hn, country.hcm):
        exchange_ignoring(province, province)
        with at(province):
            assert Guidance.objects.count() == letters
            assert not TakenIn.objects.exclude(note="").exists()
    until(lambda: all(is_in_step(each) for each in country.all), "all links are whole again")


def send_letter(title: str) -> Guidance:
    return guidance.issue(
        unit=Unit.objects.get(kind=Kind.CENTRE),
        by=actor("tw"),
        month=THIS_MONTH,
        title=title,
        text="Nội dung",
    )


def texts_at(centre: Cluster) -> list[str]:
    with at(centre):
        return sorted(Petition.objects.values_list("text", flat=True))


def texts_passed_up(country: Country) -> list[str]:
    found: list[str] = []
    for province in (country.hn, country.hcm):
        with at(province):
            passed = Petition.objects.filter(events__what="passed_up", events__to__kind=Kind.CENTRE)
            found += passed.values_list("text", flat=True)
    return sorted(found)


def parcels_at(centre: Cluster) -> set[Any]:
    with at(centre):
        me = Installation.objects.get()
        return set(
            Parcel.objects.filter(kind="petition").exclude(sender=me.unit_id).values_list("pk", flat=True)
        )


def parcels_sent(country: Country) -> set[Any]:
    found = set()
    for province in (country.hn, country.hcm):
        with at(province):
            own = Parcel.objects.filter(kind="petition", sender=Installation.objects.get().unit_id)
            found |= set(own.values_list("pk", flat=True))
    return found


def a_province_whose_machine_was_set_back_is_noticed_and_taken_in_anew(country, capsys):
    kept = country.hn.snapshot()
    lost = raise_and_pass_up(country.hn, "1", "Sẽ mất ở tỉnh")
    change_sums(country.hn, "1", present=1)
    exchange(country.hn, country.hn)
    arrives(country.centre, Parcel, about_id=lost.pk)
    exchange_ignoring(country.centre)
    country.hn.set_back(kept)
    change_sums(country.hn, "1", present=3)
    with at(country.hn):
        jobs.exchange(timezone.now())

    told = until(lambda: faults_told(country.centre, capsys), "it is noticed", 60)
    assert "resync hn" in told
    ran(country.centre, "federate", "resync", "hn")
    ran(country.hn, "federate", "resync", "centre")
    assert_in_step(country)
    assert counts(country.centre, Petition, pk=lost.pk) == 1, "what was passed stays passed"
    assert counts(country.centre, UnitMonth, unit__code="1", kind="regular", present=3) == 1
    until(lambda: is_in_step(country.centre), "in step again")


def faults_told(cluster: Cluster, capsys: Any) -> str:
    """What `status` says is wrong, on stderr."""
    with at(cluster), suppress(OutOfStep):
        jobs.exchange(timezone.now())
    capsys.readouterr()
    with at(cluster):
        status = cli.main(["federate", "status"])
    err = capsys.readouterr().err
    assert bool(err) == bool(status)
    return err


def a_database_restored_from_a_backup_is_noticed_and_taken_in_anew(country, capsys, saved, name):
    victim: Cluster = getattr(country, name)
    ran(victim, "backup", str(saved))
    assert b"link@127.0.0.1" not in b"".join(contents_of(saved)), "no address of a link is in a backup"
    later = raise_and_pass_up(country.hn, "1", f"Sau bản sao {name}")
    exchange_ignoring(country.hn)
    arrives(country.centre, Parcel, about_id=later.pk)
    ran(victim, "restore", str(saved), "--force")

    told = faults_told(victim, capsys)
    assert "this database was restored from a backup" in told
    if name == "hn":
        assert "resync hn" in until(lambda: faults_told(country.centre, capsys), "the centre notices too")
    for link in ("hn", "hcm") if name == "centre" else ("centre",):
        ran(victim, "federate", "resync", link)
    for other in (country.hn, country.hcm) if name == "centre" else (country.centre,):
        ran(other, "federate", "resync", "centre" if name == "centre" else "hn")
    change_sums(country.hn, "1", present=2)
    assert_in_step(country)
    exchange_ignoring(country.centre, country.centre)
    assert counts(country.centre, Petition, pk=later.pk) == 1
    assert_nothing_said_at(country.centre)


def contents_of(saved: Path) -> Iterator[bytes]:
    with tarfile.open(saved) as tar:
        for member in tar:
            if file := tar.extractfile(member):
                yield file.read()


# --- what cannot be done ---


def it_says_in_one_line_what_is_wrong_and_does_nothing_by_halves(country, capsys, dn):
    """`dn` is a third province that an operator tries to join in every wrong way."""
    centre, link = country.centre, dn.url(user=LINK)
    before = everything_of_links(country.centre, dn)

    def told(where: Cluster, *args: str) -> str:
        line = refused(where, "federate", *args, capsys=capsys)
        assert everything_of_links(country.centre, dn) == before, "nothing is done by halves"
        return line

    for name in ("d'n", 'd"n', "", "Đà Nẵng", "dn; DROP TABLE x", "x" * 31, "_dn", "centre"):
        assert "name" in told(dn, "province", "--name", name)
        if name != "centre":
            assert "no name for a database" in told(centre, "centre", "--add", name, link)
    assert "stands alone: run there `sotay federate province` first" in told(
        centre, "centre", "--add", "dn", dn.url()
    )
    assert "wal_level is 'replica' at this database" in told(dn, "province", "--name", "dn")
    dn.configure(wal_level="logical")
    dn.stop()
    dn.start()
    assert "no user 'nobody'" in told(dn, "province", "--name", "dn", "--for", "nobody")
    assert "reader may not replicate" in told(dn, "province", "--name", "dn", "--for", "reader")
    assert "this database is no province yet" in told(dn, "province", "--centre", centre.url())
    assert "is the centre 'centre'; it cannot be both" in told(centre, "province", "--name", "dn")

    ran(dn, "federate", "province", "--name", "dn", "--for", LINK)
    before = everything_of_links(country.centre, dn)
    assert "no address of a database" in told(centre, "centre", "--add", "dn", "nonsense")
    assert "hunter2" not in told(centre, "centre", "--add", "dn", "postgres//thu:hunter2@host/dn")
    line = told(centre, "centre", "--add", "dn", "postgres://thu:hunter2@127.0.0.1:1/sotay")
    assert "dn does not do what was asked: connection failed" in line
    assert "hunter2" not in line
    assert "that address is this very database" in told(centre, "centre", "--add", "dn", centre.url())
    assert "calls itself 'dn', not 'da_nang'" in told(centre, "centre", "--add", "da_nang", link)
    assert "linked already, as 'hn'" in told(centre, "centre", "--add", "dn", country.hn.url(user=LINK))
    assert "the user of that address may read nothing at dn" in told(
        centre, "centre", "--add", "dn", dn.url(user="reader")
    )
    dn.sql("GRANT SELECT ON federation_installation TO reader")
    assert "reader may not replicate at dn: run there “ALTER ROLE reader REPLICATION”" in told(
        centre, "centre", "--add", "dn", dn.url(user="reader")
    )
    assert "the centre does not know 'dn' yet" in told(dn, "province", "--centre", centre.url())
    assert "dn stands in the place of 'hn'" in told(centre, "centre", "--add", "dn", link)
    ran(dn, "federate", "province", "--name", "dn", "--place", "48")
    before = everything_of_links(country.centre, dn)
    assert "“Đảng bộ Đà Nẵng” of dn and “Đảng bộ Hà Nội” here have the same code or place (1)" in told(
        centre, "centre", "--add", "dn", link
    )
    assert "a superuser" in told(centre, "centre", "--add", "dn", link, "--as", centre.url(user=LINK))
    assert "there is no link called 'dn'" in told(centre, "remove", "dn")
    assert "a province has one link" in told(dn, "resync", "hn")

    dn.sql("UPDATE units_unit SET code = '48' || substr(code, 2)")
    ran(centre, "federate", "centre", "--add", "dn", link, "--for", LINK)
    ran(dn, "federate", "province", "--centre", centre.url(user=LINK))
    assert counts(centre, Unit, code__startswith="48") == 3


def everything_of_links(*clusters: Cluster) -> list[Any]:
    """Whatever a command that failed might have left."""
    asked = (
        "SELECT subname, subslotname, subenabled FROM pg_subscription ORDER BY 1",
        "SELECT slot_name FROM pg_replication_slots ORDER BY 1",
        "SELECT pubname, tablename, attnames::text, rowfilter FROM pg_publication_tables ORDER BY 1, 2",
        "SELECT id, path, code, parent_id FROM units_unit ORDER BY 1",
        "SELECT role, name FROM federation_installation",
        "SELECT name, path, slot FROM federation_link ORDER BY 1",
    )
    return [cluster.sql(each) for cluster in clusters for each in asked]


def every_part_can_be_run_again(country, capsys):
    everyone = (country.centre, country.hn)
    before = everything_of_links(*everyone)
    ran(country.centre, "federate", "centre")
    ran(country.hn, "federate", "province", "--name", "hn", "--for", LINK)
    capsys.readouterr()
    ran(country.centre, "federate", "centre", "--add", "hn", country.hn.url(user=LINK))
    assert "takes in from hn already" in capsys.readouterr().out
    ran(country.hn, "federate", "province", "--centre", country.centre.url(user=LINK))
    assert "takes in from the centre already" in capsys.readouterr().out
    assert everything_of_links(*everyone) == before
    assert_in_step(country)


def what_a_province_sent_is_not_changed_at_the_centre(country):
    with at(country.centre):
        ward = Unit.objects.get(code="1.001")
        with pytest.raises(DatabaseError) as refusal:
            Unit.objects.filter(pk=ward.pk).update(name="Tên khác")
        page = KeptElsewhere(lambda _request: HttpResponse()).process_exception(
            RequestFactory().get("/"), refusal.value
        )
        assert page.status_code == 409
        assert "cấp khác" in page.content.decode()
        with pytest.raises(DatabaseError):
            UnitMonth.objects.filter(unit=ward).delete()
        figures.rebuild()  # sums of the centre that wait for the clock
        assert figures.rebuild() == 0, "a rebuild works out what is kept here, and leaves the rest alone"
        assert UnitMonth.objects.filter(unit=ward).exists()
    with at(country.hn):
        Unit.objects.filter(code="1.001").update(name="Đảng bộ phường Một mới")
        with pytest.raises(DatabaseError):
            Unit.objects.filter(kind=Kind.CENTRE).update(name="Tên khác")
    until(lambda: counts(country.centre, Unit, name="Đảng bộ phường Một mới"), "a rename arrives")


def the_two_sides_may_be_of_different_versions(country):
    """A column the centre has and a province has not is filled; a province sends what the centre knows."""
    with at(country.centre):
        country.centre.sql("ALTER TABLE figures_unitmonth ADD COLUMN guests integer NOT NULL DEFAULT 0")
        country.centre.sql("ALTER TABLE figures_unitmonth ALTER COLUMN guests DROP DEFAULT")
        setting_up.after_migration()
    country.hn.sql("UPDATE figures_unitmonth SET id = gen_random_uuid(), spoke = 7")
    asked = "SELECT count(*) FROM figures_unitmonth m JOIN units_unit u ON u.id = m.unit_id AND u.code = '1'"
    filled = f"{asked} WHERE spoke = 7 AND guests = 0"
    until(lambda: country.centre.one(filled) == 1, "a row of the older version")
    country.centre.sql("ALTER TABLE figures_unitmonth DROP COLUMN guests")

    country.centre.sql("ALTER TABLE figures_unitmonth RENAME COLUMN spoke TO spoke_later")
    ran(country.hn, "federate", "province", "--name", "hn")
    ((columns,),) = country.hn.sql(
        "SELECT attnames::text[] FROM pg_publication_tables WHERE tablename = 'figures_unitmonth'"
    )
    assert "present" in columns
    assert "spoke" not in columns
    country.hn.sql("UPDATE figures_unitmonth SET present = 17")
    until(lambda: country.centre.one(f"{asked} WHERE present = 17") == 1, "what both know goes on arriving")
    country.centre.sql("ALTER TABLE figures_unitmonth RENAME COLUMN spoke_later TO spoke")
    ran(country.hn, "federate", "province", "--name", "hn")
    ran(country.centre, "federate", "resync", "hn")
    assert_in_step(country)


def a_link_is_ended_and_begun_again(country, dn):
    ran(country.centre, "federate", "remove", "dn")
    assert dn.sql("SELECT slot_name FROM pg_replication_slots") == []
    ran(dn, "federate", "remove", "centre")
    with at(dn):
        Unit.objects.filter(code="48.001").update(name="Đảng bộ phường Hai")
    ran(country.centre, "federate", "centre", "--add", "dn", dn.url(user=LINK), "--for", LINK)
    ran(dn, "federate", "province", "--centre", country.centre.url(user=LINK))
    assert counts(country.centre, Unit, name="Đảng bộ phường Hai") == 1
    assert counts(country.centre, Link) == 3


@pytest.fixture
def dn(empty_cluster: Cluster, country: Country) -> Iterator[Cluster]:
    """A province with the code of another one, on a server that is not set up for logical replication."""
    cluster = empty_cluster.copy("dn")
    cluster.configure(wal_level="replica")
    cluster.start()
    try:
        cluster.sql("CREATE ROLE link LOGIN REPLICATION")
        cluster.sql("CREATE ROLE reader LOGIN")
        fill(cluster, "1", "Đà Nẵng")
        yield cluster
    finally:
        cluster.end()
        shutil.rmtree(cluster.data)


@pytest.mark.clusters
def test_two_provinces_and_a_centre(country, capsys, tmp_path):
    """One country for all chapters: it takes longer to make than to play."""
    the_tree_of_the_country_is_one(country)
    a_meeting_held_in_a_province_is_a_sum_at_the_centre_and_no_word_of_it(country)
    a_petition_goes_up_and_its_answer_comes_back(country)
    guidance_and_settings_of_the_centre_reach_every_province(country)
    every_part_can_be_run_again(country, capsys)
    what_a_province_sent_is_not_changed_at_the_centre(country)
    the_two_sides_may_be_of_different_versions(country)
    nothing_is_lost_or_doubled_when_the_link_is_cut(country)
    for name in ("hn", "hcm", "centre"):
        nothing_is_lost_or_doubled_when_a_server_is_killed(country, name)
    a_province_whose_machine_was_set_back_is_noticed_and_taken_in_anew(country, capsys)
    for name in ("hn", "centre"):
        a_database_restored_from_a_backup_is_noticed_and_taken_in_anew(
            country, capsys, tmp_path / f"{name}.tar.gz", name
        )


@pytest.mark.clusters
def test_a_province_joins_after_every_mistake_there_is(country, capsys, dn):
    it_says_in_one_line_what_is_wrong_and_does_nothing_by_halves(country, capsys, dn)
    a_link_is_ended_and_begun_again(country, dn)


# --- without servers of its own ---


@pytest.mark.django_db
def test_a_database_that_stands_alone_is_told_so(capsys):
    status = cli.main(["federate", "status"])
    out, err = capsys.readouterr()
    if connection.vendor == "sqlite":
        assert (status, out) == (1, "")
        assert err == (
            "sotay federate: databases are linked by PostgreSQL, and this one is SQLite; "
            "see docs/operate.md, “PostgreSQL”\n"
        )
    else:
        assert (status, out, err) == (0, "this database stands alone\n", "")


def test_sums_are_sent_and_nothing_of_a_cell_or_a_person():
    """A table that `figures` gets is sent by itself when it is a sum of units; no other app's is."""
    sent = {each.model for each in tables.going_up(uuid4(), uuid4())}
    sent |= {each.model for each in tables.going_down(uuid4(), uuid4())}
    assert {UnitMonth, UnitDay} <= sent
    assert CellMonth not in sent
    assert {model._meta.app_label for model in sent} == {"units", "figures", "federation"}
    for model in sent - {Parcel, UnitSetting}:
        for field in model._meta.local_concrete_fields:
            people = field.is_relation and field.related_model is not Unit
            assert not people, f"{field} leads to something else than a unit"


def test_columns_that_stay_home_are_columns():
    for model, stays in tables.STAYS_HOME.items():
        assert stays <= {field.name for field in model._meta.local_concrete_fields}
