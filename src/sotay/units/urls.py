from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sotay.units import views, views_settings

app_name = "units"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.units, name="units"),
    path("<uuid:pk>/", views.unit, name="unit"),
    path("<uuid:pk>/add/", views.add, name="add"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/rename/", views.rename, name="rename"),
    path("<uuid:pk>/move/", views.move, name="move"),
    path("<uuid:pk>/close/", views.close, name="close"),
    path("<uuid:pk>/reopen/", views.reopen, name="reopen"),
    path("<uuid:pk>/settings/", views_settings.settings, name="settings"),
    path("<uuid:pk>/settings/<str:point>/", views_settings.setting, name="setting"),
    path("<uuid:pk>/settings/<str:point>/inherit/", views_settings.inherit, name="setting_inherit"),
    path("settings/<uuid:pk>/take-back/", views_settings.take_back, name="setting_take_back"),
    path("changes/<uuid:pk>/cancel/", views.cancel_change, name="cancel_change"),
]
