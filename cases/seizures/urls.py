from django.urls import path

from cases.seizures import files, views
from cases.seizures.evidence import views as evidence
from cases.seizures.uploading import views as uploads

urlpatterns = [
    path("exhibits/", views.ExhibitListView.as_view(), name="exhibit_list"),
    path(
        "cases/<int:case_pk>/exhibits/add/",
        views.ExhibitCreateView.as_view(),
        name="exhibit_create",
    ),
    path(
        "exhibits/<int:pk>/", views.ExhibitDetailView.as_view(), name="exhibit_detail"
    ),
    path(
        "exhibits/<int:pk>/edit/",
        views.ExhibitUpdateView.as_view(),
        name="exhibit_update",
    ),
    path(
        "exhibits/<int:exhibit_pk>/custody/add/",
        views.CustodyEventCreateView.as_view(),
        name="custody_create",
    ),
    path("datasets/", views.DatasetListView.as_view(), name="dataset_list"),
    path(
        "cases/<int:case_pk>/datasets/add/",
        views.DatasetCreateView.as_view(),
        name="dataset_create",
    ),
    path(
        "datasets/<int:pk>/", views.DatasetDetailView.as_view(), name="dataset_detail"
    ),
    path(
        "datasets/<int:pk>/edit/",
        views.DatasetUpdateView.as_view(),
        name="dataset_update",
    ),
    path(
        "datasets/<int:dataset_pk>/files/add/",
        files.UploadView.as_view(),
        name="dataset_upload",
    ),
    path(
        "datasets/<int:dataset_pk>/uploads/",
        uploads.UploadCreateView.as_view(),
        name="upload_create",
    ),
    path("uploads/<int:pk>/", uploads.UploadView.as_view(), name="upload"),
    path(
        "uploads/<int:pk>/finish/",
        uploads.UploadFinishView.as_view(),
        name="upload_finish",
    ),
    path(
        "uploads/<int:pk>/state/",
        uploads.UploadStateView.as_view(),
        name="upload_state",
    ),
    path(
        "uploads/<int:pk>/discard/",
        uploads.UploadDiscardView.as_view(),
        name="upload_discard",
    ),
    path(
        "datasets/<int:dataset_pk>/evidence/",
        evidence.EvidenceView.as_view(),
        name="evidence",
    ),
    path(
        "evidence/<int:pk>/",
        evidence.TakingDetailView.as_view(),
        name="evidence_taking",
    ),
    path(
        "evidence/<int:pk>/job/", evidence.TakingJobView.as_view(), name="evidence_job"
    ),
    path(
        "evidence/<int:pk>/cancel/",
        evidence.TakingCancelView.as_view(),
        name="evidence_cancel",
    ),
    path(
        "evidence/<int:pk>/start/",
        evidence.TakingStartView.as_view(),
        name="evidence_start",
    ),
    path("files/<int:pk>/", files.FileDetailView.as_view(), name="file_detail"),
    path("files/<int:pk>/job/", files.FileJobView.as_view(), name="file_job"),
    path("files/<int:pk>/cancel/", files.FileCancelView.as_view(), name="file_cancel"),
    path("files/<int:pk>/start/", files.FileStartView.as_view(), name="file_start"),
    path(
        "files/<int:pk>/rejected/",
        files.RejectedRowsView.as_view(),
        name="file_rejected",
    ),
]
