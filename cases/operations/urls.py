from django.urls import path

from cases.operations import views

urlpatterns = [
    path("operations/", views.OperationListView.as_view(), name="operation_list"),
]
