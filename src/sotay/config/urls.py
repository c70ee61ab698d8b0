"""Every door of the house."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from sotay.config import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("sotay.portal.urls")),
    path("units/", include("sotay.units.urls")),
    path("members/", include("sotay.members.urls")),
    path("account/", include("sotay.accounts.urls")),
    path("notices/", include("sotay.notify.urls")),
    path("papers/", include("sotay.papers.urls")),
    path("library/", include("sotay.library.urls")),
    path("search/", include("sotay.search.urls")),
    path(
        "meetings/guidance/<uuid:pk>/",
        RedirectView.as_view(pattern_name="guidance:unit"),
        name="old_guidance",
    ),
    path("meetings/", include("sotay.meetings.urls")),
    path("c/", include("sotay.meetings.session.code_urls")),
    path("tasks/", include("sotay.assignments.urls")),
    path("petitions/", include("sotay.petitions.urls")),
    path("guidance/", include("sotay.guidance.urls")),
    path("opinions/", include("sotay.opinions.urls")),
    path("scores/", include("sotay.scoring.urls")),
    path("reviews/", include("sotay.reviews.urls")),
    path("schemes/", include("sotay.schemes.urls")),
    path("registers/", include("sotay.registers.urls")),
    path("schedule/", include("sotay.schedules.urls")),
    path("oversight/", include("sotay.oversight.urls")),
    path("inspections/", include("sotay.inspections.urls")),
    path("reports/", include("sotay.reports.urls")),
    path("statistics/", include("sotay.statistics.urls")),
    path("report-builder/", include("sotay.report_builder.urls")),
    path("syntheses/", include("sotay.syntheses.urls")),
    path("period-reviews/", include("sotay.period_reviews.urls")),
    path("regulations/", include("sotay.regulations.urls")),
    path("operate/", include("sotay.monitoring.urls")),
    path("programs/", include("sotay.integration.urls")),
    path("audit/", include("sotay.accounts.audit_urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("sotay.demo.urls")))
