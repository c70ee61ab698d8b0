from __future__ import annotations

from django.urls import path

from sotay.demo import views

app_name = "demo"
urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/<slug:name>/", views.case, name="case"),
]
