from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from sotay.members import views, views_appoint, views_deeds

app_name = "members"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.members, name="members"),
    path("workbook", views.members_workbook, name="workbook"),
    path("add/", views.add, name="add"),
    path("same-numbers/", views.same_numbers, name="same_numbers"),
    path("roster/", include("sotay.members.urls_roster")),
    path("<uuid:pk>/", views.member, name="member"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/transfer/", views_deeds.transfer, name="transfer"),
    path("<uuid:pk>/transfer/undo/", views_deeds.undo_transfer, name="undo_transfer"),
    path("<uuid:pk>/away/", views_deeds.transfer_temporarily, name="transfer_temporarily"),
    path("<uuid:pk>/full-status/", views_deeds.full_status, name="full_status"),
    path("<uuid:pk>/exempt/", views_deeds.exempt, name="exempt"),
    path("<uuid:pk>/suspend/", views_deeds.suspend, name="suspend"),
    path("<uuid:pk>/leave/", views_deeds.leave, name="leave"),
    path("<uuid:pk>/leave/undo/", views_deeds.undo_leave, name="undo_leave"),
    path("<uuid:pk>/come-back/", views_deeds.come_back, name="come_back"),
    path("standings/<uuid:pk>/end/", views_deeds.end_standing, name="end_standing"),
    path("appointments/at/<uuid:pk>/", views_appoint.appoint, name="appoint"),
    path("appointments/<uuid:pk>/end/", views_appoint.end_appointment, name="end_appointment"),
]
