from __future__ import annotations

from django.urls import path

from sotay.integration import views, views_handbook, views_webhooks

app_name = "integration"
urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("tokens/<uuid:pk>/end/", views.end_token, name="end_token"),
    path("handbook/<uuid:pk>/", views_handbook.handbook_page, name="handbook"),
    path("handbook/<uuid:pk>/file/", views_handbook.handbook_file, name="handbook_file"),
    path("handbook/<uuid:pk>/<slug:phase>/posted/", views_handbook.posted, name="handbook_posted"),
    path("handbook/<uuid:pk>/<slug:phase>/take-back/", views_handbook.take_back, name="handbook_take_back"),
    path("told/of/<uuid:pk>/", views_webhooks.webhooks, name="webhooks"),
    path("told/of/<uuid:pk>/add/", views_webhooks.register, name="register"),
    path("told/<uuid:pk>/", views_webhooks.webhook, name="webhook"),
    path("told/<uuid:pk>/test/", views_webhooks.try_out, name="try_out"),
    path("told/<uuid:pk>/secret/", views_webhooks.change_secret, name="change_secret"),
    path("told/<uuid:pk>/off/", views_webhooks.turn_off, name="turn_off"),
    path("told/<uuid:pk>/on/", views_webhooks.turn_on, name="turn_on"),
    path("told/<uuid:pk>/remove/", views_webhooks.remove, name="remove"),
]
