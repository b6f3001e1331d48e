"""The addresses of this slice."""

from django.urls import path

from cases.oversight import views

urlpatterns = [
    path("audit/", views.entry_list, name="entry_list"),
    path("audit/<int:pk>/", views.entry_detail, name="entry_detail"),
    path(
        "audit/officers/<int:pk>/",
        views.officer_timeline,
        name="entry_of_officer",
    ),
    path("audit/objects/", views.object_timeline, name="entry_of_object"),
]
