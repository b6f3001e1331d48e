"""The addresses of this slice."""

from django.urls import path

from cases.seizures import dataset_detail, files, reveals, views
from cases.seizures.accounting import rejected_pages
from cases.seizures.columns import saved_layout_views
from cases.seizures.evidence import views as evidence
from cases.seizures.intake import rereading_pages
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
        "datasets/<int:pk>/",
        dataset_detail.DatasetDetailView.as_view(),
        name="dataset_detail",
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
    path(
        "files/<int:pk>/name/",
        reveals.FileNameRevealView.as_view(),
        name="file_name_reveal",
    ),
    path("files/<int:pk>/job/", files.FileJobView.as_view(), name="file_job"),
    path("files/<int:pk>/cancel/", files.FileCancelView.as_view(), name="file_cancel"),
    path("files/<int:pk>/start/", files.FileStartView.as_view(), name="file_start"),
    path(
        "files/<int:pk>/refused/",
        files.RefusedMembersView.as_view(),
        name="file_refused",
    ),
    path(
        "files/<int:pk>/rejected/",
        rejected_pages.FileRejectedView.as_view(),
        name="file_rejected",
    ),
    path(
        "datasets/<int:pk>/rejected/",
        rejected_pages.DatasetRejectedView.as_view(),
        name="dataset_rejected",
    ),
    path(
        "layouts/",
        saved_layout_views.SavedLayoutListView.as_view(),
        name="layout_list",
    ),
    path(
        "layouts/<int:pk>/",
        saved_layout_views.SavedLayoutUpdateView.as_view(),
        name="layout_update",
    ),
    path(
        "layouts/<int:pk>/delete/",
        saved_layout_views.SavedLayoutDeleteView.as_view(),
        name="layout_delete",
    ),
    path(
        "files/<int:pk>/reread/",
        rereading_pages.FileRereadView.as_view(),
        name="file_reread",
    ),
    path(
        "rereadings/<int:pk>/",
        rereading_pages.RereadingDetailView.as_view(),
        name="rereading_detail",
    ),
    path(
        "rereadings/<int:pk>/job/",
        rereading_pages.RereadingJobView.as_view(),
        name="rereading_job",
    ),
    path(
        "rereadings/<int:pk>/cancel/",
        rereading_pages.RereadingCancelView.as_view(),
        name="rereading_cancel",
    ),
    path(
        "rereadings/<int:pk>/start/",
        rereading_pages.RereadingStartView.as_view(),
        name="rereading_start",
    ),
    path(
        "rereadings/<int:pk>/give-up/",
        rereading_pages.RereadingGiveUpView.as_view(),
        name="rereading_give_up",
    ),
]
