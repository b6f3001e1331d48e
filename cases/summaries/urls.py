"""The addresses of this slice."""

from django.urls import path

from cases.summaries import views

urlpatterns = [
    path("summaries/", views.SummaryListView.as_view(), name="summary_list"),
    path("summaries/verify/", views.SummaryVerifyView.as_view(), name="summary_verify"),
    path(
        "cases/<int:case_pk>/summaries/add/",
        views.SummaryCreateView.as_view(),
        name="summary_create",
    ),
    *(
        path(f"summaries/<int:pk>/{end}", view.as_view(), name=f"summary_{name}")
        for name, end, view in (
            ("detail", "", views.SummaryDetailView),
            ("job", "job/", views.SummaryJobView),
            ("cancel", "cancel/", views.SummaryCancelView),
            ("start", "start/", views.SummaryStartView),
            ("download", "download/", views.SummaryDownloadView),
        )
    ),
]
