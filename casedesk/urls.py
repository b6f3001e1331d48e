"""Everything is in the one app."""

from django.urls import include, path

urlpatterns = [path("", include("cases.urls"))]

handler403 = "cases.access.errors.forbidden"
handler404 = "cases.access.errors.not_found"
handler500 = "cases.access.errors.server_error"
