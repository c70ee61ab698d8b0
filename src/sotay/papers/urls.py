from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sotay.papers import views

app_name = "papers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:pk>/", views.paper, name="paper"),
    path("<uuid:pk>/pdf/", views.pdf, name="pdf"),
    path("<uuid:pk>/docx/", views.docx, name="docx"),
    path("<uuid:pk>/words/", views.parts, name="parts"),
    path("<uuid:pk>/words/<str:key>/", views.part, name="part"),
    path("<uuid:pk>/words/<str:key>/revert/", views.revert, name="revert"),
]
