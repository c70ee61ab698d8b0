from __future__ import annotations

from django.urls import path

from sotay.assignments import views

app_name = "assignments"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("<uuid:pk>/", views.task, name="task"),
    *(
        path(f"<uuid:pk>/{name.replace('_', '-')}", views.do, {"name": name}, name=name)
        for name in views.OPERATIONS
    ),
    path("<uuid:pk>/undo", views.undo, name="undo"),
]
