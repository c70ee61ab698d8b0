from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sotay.portal.views_styleguide import styleguide

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide", styleguide, name="styleguide"),
]
