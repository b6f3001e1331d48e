from django.urls import path

from cases.dashboard import number_search, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", number_search.NumberSearchView.as_view(), name="number_search"),
]
