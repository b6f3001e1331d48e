"""The addresses of this slice."""

from django.urls import path

from cases.operations import board_views, views

urlpatterns = [
    path("operations/", views.OperationListView.as_view(), name="operation_list"),
    path(
        "cases/<int:case_pk>/operations/add/",
        views.OperationCreateView.as_view(),
        name="operation_create",
    ),
    path(
        "operations/<int:pk>/",
        views.OperationDetailView.as_view(),
        name="operation_detail",
    ),
    path(
        "operations/<int:pk>/edit/",
        views.OperationUpdateView.as_view(),
        name="operation_update",
    ),
    path(
        "operations/<int:pk>/step/",
        views.OperationStepView.as_view(),
        name="operation_step",
    ),
    path(
        "operations/<int:pk>/board/",
        board_views.BoardView.as_view(),
        name="operation_board",
    ),
    path(
        "operations/<int:pk>/board/changes/",
        board_views.BoardChangesView.as_view(),
        name="operation_board_changes",
    ),
    path(
        "operations/<int:operation_pk>/teams/add/",
        views.TeamCreateView.as_view(),
        name="team_create",
    ),
    path("teams/<int:pk>/edit/", views.TeamUpdateView.as_view(), name="team_update"),
    path(
        "teams/<int:pk>/report/",
        board_views.TeamReportView.as_view(),
        name="team_report",
    ),
]
