"""Mounts the slices; every page is named `cases:<model>_<action>`."""

from django.urls import include, path

app_name = "cases"

urlpatterns = [
    path("", include("cases.access.urls")),
    path("", include("cases.casefiles.urls")),
]
