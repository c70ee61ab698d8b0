"""Nothing slow happens inside a write: `slow_work` watches every test. Here, the watch and what it found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import segno
import slow_work
from conftest import make_member
from django.contrib.auth import hashers
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from slow_work import SlowInsideAWriteError

from sotay.accounts.models import Account
from sotay.papers import printing
from sotay.papers.layout import Layout
from sotay.papers.renderers import render_docx, render_pdf
from sotay.papers.tests.samples import minutes

SLOW = {
    "a password": lambda folder: make_password("mật khẩu"),
    "a wrong password": lambda folder: hashers.check_password("x", make_password("mật khẩu")),
    "a PDF": lambda folder: render_pdf(minutes(), Layout()),
    "a DOCX": lambda folder: render_docx(minutes(), Layout()),
    "a stored file": lambda folder: default_storage.save("x", ContentFile(b"x")),
    "a removed file": lambda folder: default_storage.delete("x"),
    "a file of our own": lambda folder: (folder / "x").write_bytes(b"x"),
    "a QR": lambda folder: segno.make("x"),
    "a program": lambda folder: subprocess.run([sys.executable, "-c", ""], check=True),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", SLOW)
def test_slow_work_inside_a_write_is_found(what, tmp_path):
    SLOW[what](tmp_path)
    with transaction.atomic(), pytest.raises(SlowInsideAWriteError):
        SLOW[what](tmp_path)
    with slow_work.taken_back():
        SLOW[what](tmp_path)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that was hashed."""
    found: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def counted(self: hashers.MD5PasswordHasher, password: str, salt: str) -> str:
        found.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    return found


def test_slips_for_a_whole_cell_hash_no_password(house, thu, hashed):
    people = [make_member(house.cell, f"Lê Văn {number}", f"0900{number:04}") for number in range(44)]
    answer = thu.post(f"/account/of/{house.cell.pk}/slips/", {"member": [str(each.pk) for each in people]})
    assert answer.status_code == 200
    assert len(answer.context["slips"]) == 44
    assert hashed == []
    opened = Account.objects.filter(member__in=people)
    assert opened.count() == 44
    assert not any(account.has_usable_password() for account in opened)
    assert all(account.must_change_password for account in opened)


def test_password_that_is_handed_out_or_chosen_is_hashed_before_the_write(house, thu, an, hashed):
    assert thu.post(f"/account/{an.account.pk}/password/").status_code == 200
    assert len(hashed) == 1
    an.account.refresh_from_db()
    an.come_in()
    chosen = {"password1": "một câu dài dễ nhớ", "password2": "một câu dài dễ nhớ"}
    assert an.post("/account/password/new/", chosen).status_code == 302
    an.account.refresh_from_db()
    assert an.account.check_password("một câu dài dễ nhớ")


def test_account_opened_for_a_slip_takes_a_password_as_others_do(house, thu, client):
    person = make_member(house.cell, "Lê Văn Mới", "09000001")
    answer = thu.post(f"/account/of/{house.cell.pk}/slips/", {"member": [str(person.pk)]})
    code = answer.context["slips"][0].code
    assert client.post("/account/slip/", {"code": code}).url == "/account/first/"
    assert client.get("/").url == "/account/first/"
    chosen = {"password1": "một câu dài dễ nhớ", "password2": "một câu dài dễ nhớ"}
    assert client.post("/account/password/new/", chosen).url == "/"
    account = Account.objects.get(member=person)
    assert account.check_password("một câu dài dễ nhớ")
    assert not account.must_change_password


def test_papers_are_printed_between_two_short_transactions(monkeypatch, settings, house, thu, lam):
    """What the last signature of a meeting prints is watched by every test that signs; this one counts."""
    from sotay.kernel.ids import new_id
    from sotay.papers import actions, queries
    from sotay.papers.models import IssuedPaper
    from sotay.papers.structure import CHAIR
    from sotay.papers.tests.samples import resolution

    drawn = []
    render, media_type = printing.FILES["pdf"]

    def watched(paper, layout, *, draft):
        drawn.append(paper)
        return render(paper, layout, draft=draft)

    monkeypatch.setitem(printing.FILES, "pdf", (watched, media_type))
    paper = actions.draft(
        by=thu.actor, cell=house.cell, kind="NQ", about_id=new_id(), month=None, paper=resolution()
    )
    digest = queries.digest_to_sign(paper)
    actions.sign(paper=paper, by=thu.actor, role=CHAIR, member=thu.member, digest=digest)
    actions.freeze(paper=paper, by=thu.actor)
    assert len(drawn) == 1
    assert Path(IssuedPaper.objects.get(pk=paper.pk).pdf.path).exists()
