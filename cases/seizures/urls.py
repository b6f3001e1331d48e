from django.urls import path

from cases.seizures import views

urlpatterns = [
    path("exhibits/", views.ExhibitListView.as_view(), name="exhibit_list"),
    path("datasets/", views.DatasetListView.as_view(), name="dataset_list"),
]
