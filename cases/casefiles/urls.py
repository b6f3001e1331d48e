from django.urls import path

from cases.casefiles import views

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
]
