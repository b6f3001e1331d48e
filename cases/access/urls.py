"""The addresses of this slice."""

from django.urls import path

from cases.access import account

urlpatterns = [
    path("preferences/", account.preferences, name="preferences"),
]
