from __future__ import annotations

from django.urls import path

from sotay.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/<uuid:pk>/again/", views.try_again, name="try_again"),
]
