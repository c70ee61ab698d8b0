"""The WSGI application granian serves."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from sotay.config import env
from sotay.config.charset import only_text

env.must_have_secret_key()
_django = get_wsgi_application()

for _database in settings.DATABASES.values():
    env.serving(_database)

from sotay.config.lanes import with_lanes  # noqa: E402 - lanes read tables: only once Django has begun

application = only_text(with_lanes(_django))
