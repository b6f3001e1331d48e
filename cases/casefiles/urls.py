"""The addresses of this slice."""

from django.urls import path

from cases.casefiles import keeping_views, views

urlpatterns = [
    path("cases/", views.CaseListView.as_view(), name="case_list"),
    path("cases/add/", views.CaseCreateView.as_view(), name="case_create"),
    path("cases/<int:pk>/", views.CaseDetailView.as_view(), name="case_detail"),
    path("cases/<int:pk>/edit/", views.CaseUpdateView.as_view(), name="case_update"),
    path(
        "cases/<int:case_pk>/members/add/",
        views.MemberCreateView.as_view(),
        name="member_create",
    ),
    path(
        "members/<int:pk>/edit/",
        views.MemberUpdateView.as_view(),
        name="member_update",
    ),
    path("members/<int:pk>/end/", views.member_end, name="member_end"),
    path("notices/seen/", views.notices_seen, name="notices_seen"),
    path(
        "cases/<int:case_pk>/notes/add/",
        views.NoteCreateView.as_view(),
        name="note_create",
    ),
    path(
        "cases/<int:case_pk>/hand-over/",
        views.HandOverView.as_view(),
        name="case_hand_over",
    ),
    path(
        "cases/<int:case_pk>/close/",
        keeping_views.CloseView.as_view(),
        name="case_close",
    ),
    path(
        "cases/<int:case_pk>/reopen/",
        keeping_views.ReopenView.as_view(),
        name="case_reopen",
    ),
    path(
        "cases/<int:case_pk>/seal/",
        keeping_views.SealView.as_view(),
        name="case_seal",
    ),
    path(
        "cases/<int:case_pk>/unseal/",
        keeping_views.UnsealView.as_view(),
        name="case_unseal",
    ),
    path(
        "cases/<int:case_pk>/retire/",
        keeping_views.RetireView.as_view(),
        name="case_retire",
    ),
    path(
        "retirements/<int:pk>/",
        keeping_views.retirement,
        name="retirement_detail",
    ),
]
