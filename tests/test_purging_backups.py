"""`sotay purge-from-backup`: a purge reaches backups that were written before it."""

from __future__ import annotations

import tarfile

from installation import one_line_on_stderr

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
jobs.work_off()
from django_tasks_db.models import DBTaskResult
left = [job.traceback for job in DBTaskResult.objects.exclude(status='SUCCESSFUL')]
assert not left, left
from sotay.search.models import SearchEntry
assert SearchEntry.objects.filter(source='library').count() == 2
"""
PURGE = """
from sotay.kernel.actor import SYSTEM
from sotay.library import actions
from sotay.library.models import Document
actions.purge(document=Document.objects.get(title='xoaytrau'), by=SYSTEM, because='x')
"""


def content(file) -> bytes:
    with tarfile.open(file) as tar:
        return b"".join(tar.extractfile(each).read() for each in tar if each.isfile())


def test_a_purged_document_is_taken_out_of_an_older_backup(place):
    backup = place.folder / "old.tar.gz"
    for ran in place.run_in_turn(["manage", "shell", "-v0", "-c", ATTACH], ["backup", backup]):
        assert ran.returncode == 0, ran
    before = content(backup)
    for word in (b"xoaytrau", b"noidungmat", b"giulai", b"noidungthuong"):
        assert word in before
    purge = ["purge-from-backup", backup]
    done, first, again = place.run_in_turn(["manage", "shell", "-v0", "-c", PURGE], purge, purge)
    assert done.returncode == first.returncode == again.returncode == 0, (done, first, again)
    assert "1 purged documents taken out" in first.stdout
    assert "holds none of them" in again.stdout
    after = content(backup)
    for word in (b"xoaytrau", b"noidungmat"):
        assert word not in after
    for word in (b"giulai", b"noidungthuong"):
        assert word in after, "all the rest is kept"
    assert not [path.name for path in place.folder.iterdir() if path.name.startswith(".")], (
        "nothing beside it"
    )
    restored = place.run("restore", backup, "--force")
    assert restored.returncode == 0, restored
    assert place.sql("SELECT count(*) FROM library_document WHERE title <> ''") == [(1,)]
    assert place.sql("SELECT purged_because FROM library_document WHERE title = ''") == [("x",)]
    assert place.sql("SELECT title FROM search_searchentry WHERE source = 'library'") == [("giulai",)]


def test_what_is_no_backup_is_left_as_it_is(place):
    broken = place.folder / "x.tar.gz"
    broken.write_bytes(b"nothing")
    assert "not a whole backup" in one_line_on_stderr(place.run("purge-from-backup", broken))
    assert broken.read_bytes() == b"nothing"
    assert "no such file" in one_line_on_stderr(place.run("purge-from-backup", "nowhere.tar.gz"))
