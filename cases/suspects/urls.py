from django.urls import path

from cases.suspects import views

urlpatterns = [
    path("suspects/", views.SuspectListView.as_view(), name="suspect_list"),
]
