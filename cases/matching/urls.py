from django.urls import path

from cases.matching import views

urlpatterns = [
    path("runs/", views.MatchRunListView.as_view(), name="run_list"),
    path("links/", views.LinkListView.as_view(), name="link_list"),
]
