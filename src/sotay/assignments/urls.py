from __future__ import annotations

from django.urls import path

from sotay.assignments import views

app_name = "assignments"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("<uuid:pk>/", views.task, name="task"),
    path("<uuid:pk>/report", views.report, name="report"),
    path("<uuid:pk>/confirm", views.confirm, name="confirm"),
    path("<uuid:pk>/send-back", views.send_back, name="send_back"),
    path("<uuid:pk>/extend", views.extend, name="extend"),
    path("<uuid:pk>/drop", views.drop, name="drop"),
    path("<uuid:pk>/undo", views.undo, name="undo"),
]
