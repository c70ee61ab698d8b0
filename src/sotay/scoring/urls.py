from __future__ import annotations

from django.urls import path

from sotay.scoring import views, views_forms, views_periods

app_name = "scoring"
urlpatterns = [
    path("", views_periods.home, name="home"),
    path("cells/<uuid:pk>/", views_periods.cell, name="cell"),
    path("cells/<uuid:pk>/enter/", views_periods.enter, name="enter"),
    path("units/<uuid:pk>/", views_periods.unit, name="unit"),
    path("units/<uuid:pk>/xlsx/", views_periods.unit_sheet, name="unit_sheet"),
    path("units/<uuid:pk>/forms/", views_forms.forms, name="forms"),
    path("units/<uuid:pk>/forms/new/", views_forms.new, name="new"),
    path("forms/<uuid:pk>/", views_forms.form, name="form"),
    path("forms/<uuid:pk>/head/", views_forms.head, name="head"),
    path("forms/<uuid:pk>/rows/new/", views_forms.row, name="row_new"),
    path("forms/<uuid:pk>/rows/<int:index>/", views_forms.row, name="row"),
    path("forms/<uuid:pk>/rows/<int:index>/remove/", views_forms.remove_row, name="row_remove"),
    path("forms/<uuid:pk>/ratings/", views_forms.ratings, name="ratings"),
    path("forms/<uuid:pk>/in-force/", views_forms.put_in_force, name="put_in_force"),
    path("forms/<uuid:pk>/withdraw/", views_forms.withdraw, name="withdraw"),
    path("forms/<uuid:pk>/delete/", views_forms.delete, name="delete"),
    path("<uuid:pk>/", views.sheet, name="sheet"),
    path("<uuid:pk>/paper/<slug:ending>/", views.form_file, name="printed"),
    path("<uuid:pk>/answer/", views.answer, name="answer"),
    path("<uuid:pk>/verify/", views.verify, name="verify"),
    path("<uuid:pk>/reopen/", views.reopen, name="reopen"),
    path("<uuid:pk>/form/", views.other_form, name="other_form"),
]
