"""The addresses of this slice."""

from django.urls import path

from cases.dashboard import map_views, number_search, views

urlpatterns = [
    path("", views.home, name="home"),
    path("map/", map_views.victims_by_province, name="victims_by_province"),
    path("search/", number_search.NumberSearchView.as_view(), name="number_search"),
]
