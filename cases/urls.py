"""Mounts the slices; every page is named `cases:<model>_<action>`."""

from django.urls import include, path

app_name = "cases"

urlpatterns = [
    path("", include("cases.dashboard.urls")),
    path("", include("cases.access.urls")),
    path("", include("cases.signin.urls")),
    path("", include("cases.administration.urls")),
    path("", include("cases.casefiles.urls")),
    path("", include("cases.reveals.urls")),
    path("", include("cases.exports.urls")),
    path("", include("cases.suspects.urls")),
    path("", include("cases.deconfliction.urls")),
    path("", include("cases.seizures.urls")),
    path("", include("cases.fraud.urls")),
    path("", include("cases.matching.urls")),
    path("", include("cases.lineage.urls")),
    path("", include("cases.operations.urls")),
    path("", include("cases.summaries.urls")),
    path("", include("cases.oversight.urls")),
]
