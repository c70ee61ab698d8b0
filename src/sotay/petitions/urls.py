from __future__ import annotations

from django.urls import path

from sotay.petitions import views

app_name = "petitions"
urlpatterns = [
    path("", views.petitions, name="petitions"),
    path("raise/", views.raise_one, name="raise"),
    path("<uuid:pk>/", views.petition, name="petition"),
    *(
        path(f"<uuid:pk>/{name.replace('_', '-')}", views.do, {"name": name}, name=name)
        for name in views.OPERATIONS
    ),
]
