"""The addresses of this slice."""

from django.urls import path

from cases.fraud import imports, reveals, views

urlpatterns = [
    path("reports/", views.FraudReportListView.as_view(), name="report_list"),
    path("reports/add/", views.FraudReportCreateView.as_view(), name="report_create"),
    path("reports/search/", views.NumberSearchView.as_view(), name="report_search"),
    path(
        "reports/<int:pk>/",
        views.FraudReportDetailView.as_view(),
        name="report_detail",
    ),
    path(
        "reports/<int:pk>/reveal/",
        reveals.ReportRevealView.as_view(),
        name="report_reveal",
    ),
    path(
        "reports/<int:pk>/edit/",
        views.FraudReportUpdateView.as_view(),
        name="report_update",
    ),
    path(
        "reports/<int:report_pk>/numbers/add/",
        views.IdentifierCreateView.as_view(),
        name="report_identifier_create",
    ),
    path(
        "reports/numbers/<int:pk>/remove/",
        views.IdentifierRemoveView.as_view(),
        name="report_identifier_remove",
    ),
    path(
        "reports/imports/",
        imports.ReportImportListView.as_view(),
        name="report_import_list",
    ),
    path(
        "reports/imports/add/",
        imports.ReportImportCreateView.as_view(),
        name="report_import_create",
    ),
    path(
        "reports/imports/<int:pk>/",
        imports.ReportImportDetailView.as_view(),
        name="report_import_detail",
    ),
    path(
        "reports/imports/<int:pk>/job/",
        imports.ReportImportJobView.as_view(),
        name="report_import_job",
    ),
    path(
        "reports/imports/<int:pk>/cancel/",
        imports.ReportImportCancelView.as_view(),
        name="report_import_cancel",
    ),
    path(
        "reports/imports/<int:pk>/start/",
        imports.ReportImportStartView.as_view(),
        name="report_import_start",
    ),
]
