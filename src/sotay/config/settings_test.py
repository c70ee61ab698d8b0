"""Settings of the test suite: the same house, with files of its own and nothing slow on purpose."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from sotay.config.settings import *  # noqa: F403
from sotay.config.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE

_OWN = Path(tempfile.gettempdir()) / f"sotay-test-{os.getpid()}"

# A database for each run, so that two runs at once do not meet. On SQLite it is a file: tests of two people
# acting at once need two connections with locks between them, which a database in memory does not have.
# On PostgreSQL it is UTF-8 whatever locale the server was set up in.
DATABASES["default"]["TEST"] = (
    {"NAME": f"{_OWN}.sqlite3"}
    if "sqlite3" in DATABASES["default"]["ENGINE"]
    else {"NAME": f"test_sotay_{os.getpid()}", "CHARSET": "UTF8", "TEMPLATE": "template0"}
)
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Tables come from the models, in half the time. That the migrations lead to the same ones, `make check` asks,
# and tests of the command run them.
MIGRATION_MODULES = {app.rpartition(".")[2]: None for app in INSTALLED_APPS}
MEDIA_ROOT = Path(f"{_OWN}.media")
BALLOT_KEYS = Path(f"{_OWN}.keys")
for _folder in (MEDIA_ROOT, BALLOT_KEYS):
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Plain names for static files: a test must not depend on what was collected into var/ when.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")

# The one place where a fast hash is right: every test logs people in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEMO = True
