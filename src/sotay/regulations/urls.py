from __future__ import annotations

from django.urls import path

from sotay.regulations import views

app_name = "regulations"
urlpatterns = [
    path("", views.regulations, name="regulations"),
    path("<slug:slug>/", views.regulation, name="regulation"),
]
