from django.urls import path

from cases.fraud import views

urlpatterns = [
    path("reports/", views.FraudReportListView.as_view(), name="report_list"),
]
