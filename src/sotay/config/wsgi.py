"""The WSGI application granian serves."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")

from django.core.wsgi import get_wsgi_application

from sotay.config import env

env.must_have_secret_key()
application = get_wsgi_application()
