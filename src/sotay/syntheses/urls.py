from __future__ import annotations

from django.urls import path

from sotay.syntheses import views

app_name = "syntheses"
urlpatterns = [
    path("", views.unit, name="home"),
    path("<uuid:pk>/", views.unit, name="unit"),
    path("<uuid:pk>/<slug:month>/build/", views.build, name="build"),
    path("one/<uuid:pk>/", views.synthesis, name="synthesis"),
    path("one/<uuid:pk>/parts/<str:key>/", views.section, name="section"),
    path("one/<uuid:pk>/parts/<str:key>/revert/", views.revert, name="revert"),
    path("one/<uuid:pk>/sign/", views.sign, name="sign"),
    path("one/<uuid:pk>/send/", views.send, name="send"),
    path("one/<uuid:pk>/correct/", views.correct, name="correct"),
]
