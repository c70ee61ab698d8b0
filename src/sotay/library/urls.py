from __future__ import annotations

from django.urls import path

from sotay.library import views

app_name = "library"
urlpatterns = [
    path("<uuid:pk>/", views.document, name="document"),
    path("<uuid:pk>/purge", views.purge, name="purge"),
]
