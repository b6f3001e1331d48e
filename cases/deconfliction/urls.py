"""The addresses of this slice."""

from django.urls import path

from cases.deconfliction import views

urlpatterns = [
    path("pointers/", views.pointer_list, name="pointer_list"),
    path(
        "pointers/<int:pk>/", views.PointerDetailView.as_view(), name="pointer_detail"
    ),
    path("pointers/<int:pk>/say/", views.PointerSayView.as_view(), name="pointer_say"),
]
