from __future__ import annotations

from django.urls import path

from sotay.notify import views, views_reach

app_name = "notify"
urlpatterns = [
    path("", views.notices, name="notices"),
    path("read", views.read_all, name="read_all"),
    path("<uuid:pk>/", views.notice, name="notice"),
    path("reach/", views_reach.reach, name="reach"),
    path("reach/letter/", views_reach.send_letter, name="send_letter"),
    path("reach/confirm/<str:token>/", views_reach.confirm_email, name="confirm_email"),
    path("reach/devices/", views_reach.add_device, name="add_device"),
    path("reach/devices/<uuid:pk>/forget/", views_reach.forget_device, name="forget_device"),
    path("people/<uuid:pk>/", views_reach.people, name="people"),
    path("people/<uuid:pk>/texts/", views_reach.choose_texts, name="choose_texts"),
    path("outgoing/", views_reach.outgoing, name="outgoing"),
    path("outgoing/again/", views_reach.try_again, name="try_again"),
]
