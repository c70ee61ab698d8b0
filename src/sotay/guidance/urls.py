from __future__ import annotations

from django.urls import path

from sotay.guidance import views

app_name = "guidance"
urlpatterns = [
    path("", views.home, name="home"),
    path("units/<uuid:pk>/", views.unit, name="unit"),
    path("units/<uuid:pk>/begin/", views.begin, name="begin"),
    path("cells/<uuid:pk>/<slug:month>/", views.digest, name="digest"),
    path("<uuid:pk>/", views.letter, name="letter"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/attach/", views.attach, name="attach"),
    path("papers/<uuid:pk>/detach/", views.detach, name="detach"),
    path("<uuid:pk>/send/", views.send, name="send"),
    path("<uuid:pk>/discard/", views.discard, name="discard"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/use/", views.use, name="use"),
]
