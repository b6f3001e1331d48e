"""The addresses of this slice."""

from django.urls import path

from cases.exports import views

urlpatterns = [
    path("exports/", views.ExportListView.as_view(), name="export_list"),
    path("exports/add/", views.ExportCreateView.as_view(), name="export_create"),
    *(
        path(f"exports/<int:pk>/{end}", view.as_view(), name=f"export_{name}")
        for name, end, view in (
            ("detail", "", views.ExportDetailView),
            ("decide", "decide/", views.ExportDecideView),
            ("job", "job/", views.ExportJobView),
            ("cancel", "cancel/", views.ExportCancelView),
            ("start", "start/", views.ExportStartView),
            ("download", "download/", views.ExportDownloadView),
        )
    ),
]
