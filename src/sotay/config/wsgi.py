"""The WSGI application granian serves."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")

from django.core.wsgi import get_wsgi_application

from sotay.config import env
from sotay.config.charset import only_text

env.must_have_secret_key()
application = only_text(get_wsgi_application())
