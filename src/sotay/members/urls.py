from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from sotay.members import views, views_appoint, views_operations

app_name = "members"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.members, name="members"),
    path("workbook", views.members_workbook, name="workbook"),
    path("add/", views.add, name="add"),
    path("same-numbers/", views.same_numbers, name="same_numbers"),
    path("roster/", include("sotay.members.urls_roster")),
    path("<uuid:pk>/", views.member, name="member"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/transfer/", views_operations.transfer, name="transfer"),
    path("<uuid:pk>/transfer/undo/", views_operations.undo_transfer, name="undo_transfer"),
    path("<uuid:pk>/away/", views_operations.transfer_temporarily, name="transfer_temporarily"),
    path("<uuid:pk>/full-status/", views_operations.full_status, name="full_status"),
    path("<uuid:pk>/exempt/", views_operations.exempt, name="exempt"),
    path("exemptions/<uuid:pk>/decide/", views_operations.decide_exemption, name="decide_exemption"),
    path("exemptions/<uuid:pk>/withdraw/", views_operations.withdraw_exemption, name="withdraw_exemption"),
    path("<uuid:pk>/suspend/", views_operations.suspend, name="suspend"),
    path("<uuid:pk>/prosecuted/", views_operations.prosecute, name="prosecute"),
    path("<uuid:pk>/leave/", views_operations.leave, name="leave"),
    path("<uuid:pk>/leave/undo/", views_operations.undo_leave, name="undo_leave"),
    path("<uuid:pk>/come-back/", views_operations.come_back, name="come_back"),
    path("standings/<uuid:pk>/end/", views_operations.end_standing, name="end_standing"),
    path("appointments/at/<uuid:pk>/", views_appoint.appoint, name="appoint"),
    path("appointments/<uuid:pk>/end/", views_appoint.end_appointment, name="end_appointment"),
]
