from __future__ import annotations

from django.urls import path

from sotay.assignments import views, year_views

app_name = "assignments"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("cells/<uuid:pk>/new", views.new, name="new"),
    path("cells/<uuid:pk>/year", year_views.show, name="year"),
    path("cells/<uuid:pk>/year/<int:year>/add", year_views.add, name="year_add"),
    path("cells/<uuid:pk>/year/<int:year>/copy", year_views.copy, name="year_copy"),
    path("cells/<uuid:pk>/year/<int:year>/adopt", year_views.adopt, name="year_adopt"),
    path("cells/<uuid:pk>/year/<int:year>/<str:ending>", year_views.file, name="year_file"),
    path("cells/<uuid:pk>/commitment/<int:year>", year_views.commitment, name="commitment"),
    path("lines/<uuid:pk>/edit", year_views.edit_line, name="line_edit"),
    path("lines/<uuid:pk>/remove", year_views.remove_line, name="line_remove"),
    path("adoptions/<uuid:pk>/take-back", year_views.take_back, name="adoption_take_back"),
    path("late/<uuid:pk>", views.late, name="late"),
    path("<uuid:pk>/", views.task, name="task"),
    path("<uuid:pk>/letter/<str:ending>", views.letter, name="letter"),
    path("<uuid:pk>/attach", views.attach, name="attach"),
    *(
        path(f"<uuid:pk>/{name.replace('_', '-')}", views.do, {"name": name}, name=name)
        for name in views.OPERATIONS
    ),
    path("<uuid:pk>/undo", views.undo, name="undo"),
]
