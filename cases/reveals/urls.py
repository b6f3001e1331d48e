"""The addresses of this slice."""

from django.urls import path

from cases.reveals import views

urlpatterns = [
    path("reveals/", views.RevealReportView.as_view(), name="reveal_report"),
    path("reveals/all/", views.RevealListView.as_view(), name="reveal_list"),
]
