from __future__ import annotations

from django.urls import path

from sotay.petitions import views

app_name = "petitions"
urlpatterns = [
    path("", views.petitions, name="petitions"),
    path("<uuid:pk>/", views.petition, name="petition"),
    path("<uuid:pk>/answer", views.answer, name="answer"),
    path("<uuid:pk>/pass-up", views.pass_up, name="pass_up"),
    path("<uuid:pk>/send-back", views.send_back, name="send_back"),
    path("<uuid:pk>/promise", views.promise, name="promise"),
    path("<uuid:pk>/close", views.close, name="close"),
    path("<uuid:pk>/reopen", views.reopen, name="reopen"),
]
