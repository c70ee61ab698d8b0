from __future__ import annotations

from django.urls import path

from sotay.period_reviews import views, views_sentences

app_name = "period_reviews"
urlpatterns = [
    path("", views.unit, name="home"),
    path("<uuid:pk>/", views.unit, name="unit"),
    path("<uuid:pk>/start/", views.start, name="start"),
    path("one/<uuid:pk>/", views.review, name="review"),
    path("one/<uuid:pk>/describe/", views.describe, name="describe"),
    path("one/<uuid:pk>/build/", views.build, name="build"),
    path("one/<uuid:pk>/drop/", views.drop, name="drop"),
    path("one/<uuid:pk>/take-up/", views.take_up, name="take_up"),
    path("one/<uuid:pk>/sign/", views.sign, name="sign"),
    path("one/<uuid:pk>/send/", views.send, name="send"),
    path("one/<uuid:pk>/correct/", views.correct, name="correct"),
    path("one/<uuid:pk>/add/<slug:section>/", views_sentences.add, name="add"),
    path("one/<uuid:pk>/sentences/<str:key>/", views_sentences.sentence, name="sentence"),
    path("one/<uuid:pk>/sentences/<str:key>/revert/", views_sentences.revert, name="revert"),
    path("one/<uuid:pk>/sentences/<str:key>/leave-out/", views_sentences.leave_out, name="leave_out"),
    path("one/<uuid:pk>/sentences/<str:key>/put-back/", views_sentences.put_back, name="put_back"),
    path("one/<uuid:pk>/sentences/<str:key>/move/", views_sentences.move, name="move"),
]
