from __future__ import annotations

from django.urls import path

from sotay.report_builder import views, views_saved

app_name = "report_builder"
urlpatterns = [
    path("", views_saved.home, name="home"),
    path("new/", views.new, name="new"),
    path("table/", views.report, name="report"),
    path("table.<slug:ending>", views.report_file, name="file"),
    path("save/", views_saved.save, name="save"),
    path("<uuid:pk>/", views_saved.saved, name="saved"),
    path("<uuid:pk>/edit/", views_saved.edit, name="edit"),
    path("<uuid:pk>/delete/", views_saved.delete, name="delete"),
    path("<uuid:pk>/restore/", views_saved.restore, name="restore"),
]
