from __future__ import annotations

from django.urls import path

from sotay.statistics import views, views_forms

app_name = "statistics"
urlpatterns = [
    path("", views.unit, name="home"),
    path("check/", views_forms.check, name="check"),
    path("<uuid:pk>/", views.unit, name="unit"),
    path("<uuid:pk>/workbook/", views.unit_workbook, name="workbook"),
    path("<uuid:pk>/forms/", views_forms.forms, name="forms"),
    path("<uuid:pk>/forms/<slug:period>/call/", views_forms.call, name="call"),
    path("<uuid:pk>/forms/<slug:period>/<slug:form>/count/", views_forms.count, name="count"),
    path("one/<uuid:pk>/", views_forms.form, name="form"),
    path("one/<uuid:pk>/enter/", views_forms.enter, name="enter"),
    path("one/<uuid:pk>/approve/", views_forms.approve, name="approve"),
    path("one/<uuid:pk>/send/", views_forms.send, name="send"),
    path("one/<uuid:pk>/correct/", views_forms.correct, name="correct"),
    path("one/<uuid:pk>/sheet/", views_forms.sheet, name="sheet"),
]
