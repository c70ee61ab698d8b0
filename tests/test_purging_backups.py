"""`sotay purge-from-backup`: a purge reaches backups that were written before it."""

from __future__ import annotations

import tarfile

from installation import one_line_on_stderr

from sotay.config.commands import purging

ATTACH = """
from django.core.files.uploadedfile import SimpleUploadedFile as File
from sotay.kernel import jobs
from sotay.kernel.actor import SYSTEM
from sotay.kernel.ids import new_id
from sotay.library import actions
from sotay.units.models import Unit
pk = new_id()
unit = Unit.objects.create(id=pk, commune_id=pk, path='000001', code='C', kind='cell', name='Chi')
for name, words in (('xoaytrau', 'noidungmat'), ('giulai', 'noidungthuong')):
    upload = File(name + '.txt', words.encode())
    actions.store(by=SYSTEM, cell=unit, upload=upload, title=name, not_secret=True)
from datetime import date
from sotay.library import keeping
for name, words in (('trichyeuxoay', 'chutrongtep'), ('trichyeugiu', 'chugiulai')):
    told = dict(kind='TL', issuer='co quan ' + name, dated=date(2026, 1, 2), abstract=name)
    upload = File(name + '.txt', words.encode())
    keeping.add(unit=unit, by=SYSTEM, uploads=[upload], not_secret=True, **told)
jobs.work_off()
from django_tasks_db.models import DBTaskResult
left = [job.traceback for job in DBTaskResult.objects.exclude(status='SUCCESSFUL')]
assert not left, left
from sotay.search.models import SearchEntry
assert SearchEntry.objects.filter(source='library').count() == 4
"""
PURGE = """
from sotay.kernel.actor import SYSTEM
from sotay.library import actions
from sotay.library.models import Document
actions.purge(document=Document.objects.get(title='xoaytrau'), by=SYSTEM, because='x')
from sotay.library import keeping
from sotay.library.models import LibraryEntry
keeping.remove(entry=LibraryEntry.objects.get(abstract='trichyeuxoay'), by=SYSTEM, because='x')
"""


def content(file) -> bytes:
    with tarfile.open(file) as tar:
        return b"".join(tar.extractfile(each).read() for each in tar if each.isfile())


def test_a_purged_document_is_taken_out_of_an_older_backup(place):
    backup = place.folder / "old.tar.gz"
    for ran in place.run_in_turn(["manage", "shell", "-v0", "-c", ATTACH], ["backup", backup]):
        assert ran.returncode == 0, ran
    before = content(backup)
    taken = (b"xoaytrau", b"noidungmat", b"trichyeuxoay", b"chutrongtep")
    stay = (b"giulai", b"noidungthuong", b"trichyeugiu", b"chugiulai")
    for word in (*taken, *stay):
        assert word in before
    purge = ["purge-from-backup", backup]
    done, first, again = place.run_in_turn(["manage", "shell", "-v0", "-c", PURGE], purge, purge)
    assert done.returncode == first.returncode == again.returncode == 0, (done, first, again)
    assert "3 purged documents taken out" in first.stdout
    assert "holds none of them" in again.stdout
    after = content(backup)
    for word in taken:
        assert word not in after
    for word in stay:
        assert word in after, "all the rest is kept"
    assert not [path.name for path in place.folder.iterdir() if path.name.startswith(".")], (
        "nothing beside it"
    )
    restored = place.run("restore", backup, "--force")
    assert restored.returncode == 0, restored
    assert place.sql("SELECT count(*) FROM library_document WHERE title <> ''") == [(2,)]
    assert place.sql("SELECT purged_because FROM library_document WHERE title = ''") == [("x",), ("x",)]
    assert place.sql("SELECT removed_because FROM library_libraryentry WHERE abstract = ''") == [("x",)]
    titles = place.sql("SELECT title FROM search_searchentry WHERE source = 'library' ORDER BY title")
    assert titles == [("giulai",), ("trichyeugiu",)]


GONE, STAYS = "018f0000-0000-7000-8000-00000000000a", "018f0000-0000-7000-8000-00000000000b"
DUMP = (
    "--\n-- PostgreSQL database dump\n--\n"
    "COPY public.library_document (id, title, file, file_name, purged_at, purged_by_name, purged_because,"
    ' "size") FROM stdin;\n'
    f"{GONE}\tXOAY\\tTRAU\\nhai\\\\dòng\tlibrary/ab/cd\txoay.txt\t\\N\t\t\t12\n"
    f"{STAYS}\tCOPY public.library_document (id) FROM stdin;\tlibrary/ef/01\t\\\\.txt\t\\N\t\t\t9\n"
    "\\.\n\n"
    "COPY public.library_documenttext (id, commune_id, document_id, text) FROM stdin;\n"
    f"1\t2\t{GONE}\tnoidungmat\n1\t2\t{STAYS}\tnhắc đến {GONE}\n"
    "\\.\n\n"
    "COPY public.search_searchentry (id, source, object_id, title) FROM stdin;\n"
    f"7\tlibrary\t{GONE}\tXOAYTRAU\n8\tlibrary\t{STAYS}\tở lại\n"
    "\\.\n\n"
    "COPY public.audit_auditline (id, about_id) FROM stdin;\n"
    f"3\t{GONE}\n"
    "\\.\n-- PostgreSQL database dump complete\n"
)
FACT = {
    "purged_at": "2026-12-03 12:30:00.000000",
    "purged_by_name": "Lê Thị\tThu",
    "purged_because": "Gửi\nnhầm",
}


def test_rows_of_a_postgresql_dump_are_changed_and_no_others(tmp_path):
    """Texts with tabs, line breaks and backslashes, one that looks like the beginning of a table, a name that
    looks like the end of one."""
    dump = tmp_path / "database.sql"
    dump.write_text(DUMP, encoding="utf-8")
    purged = purging.Purged({purging.DOCUMENTS: {GONE: FACT}, purging.ENTRIES: {}})
    assert purging._from_sql(dump, purged) == {GONE: "library/ab/cd"}
    after = dump.read_text(encoding="utf-8")
    for word in ("XOAY", "noidungmat", "library/ab/cd", "xoay.txt"):
        assert word not in after
    before_lines, after_lines = DUMP.split("\n"), after.split("\n")
    assert len(after_lines) == len(before_lines) - 2, "its text and its line of the index"
    blanked = f"{GONE}\t\t\t\t2026-12-03 12:30:00.000000+00\tLê Thị\\tThu\tGửi\\nnhầm\t12"
    assert set(after_lines) - set(before_lines) == {blanked}
    assert purging._from_sql(dump, purged) == {}
    assert dump.read_text(encoding="utf-8") == after


def test_what_is_no_backup_is_left_as_it_is(place):
    broken = place.folder / "x.tar.gz"
    broken.write_bytes(b"nothing")
    assert "not a whole backup" in one_line_on_stderr(place.run("purge-from-backup", broken))
    assert broken.read_bytes() == b"nothing"
    assert "no such file" in one_line_on_stderr(place.run("purge-from-backup", "nowhere.tar.gz"))
