from django.urls import path

from cases.summaries import views

urlpatterns = [
    path("summaries/", views.SummaryListView.as_view(), name="summary_list"),
]
