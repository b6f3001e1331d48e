"""The addresses of this slice."""

from django.urls import path

from cases.lineage import origin_views, pair_views, views

urlpatterns = [
    path("cases/<int:case_pk>/lineage/", views.LineageView.as_view(), name="lineage"),
    path(
        "cases/<int:case_pk>/lineage/start/",
        views.LineageStartView.as_view(),
        name="lineage_start",
    ),
    path(
        "lineage/runs/<int:pk>/job/", views.LineageJobView.as_view(), name="lineage_job"
    ),
    path(
        "lineage/runs/<int:pk>/cancel/",
        views.LineageCancelView.as_view(),
        name="lineage_cancel",
    ),
    path(
        "lineage/runs/<int:pk>/start/",
        views.LineageRestartView.as_view(),
        name="lineage_restart",
    ),
    path(
        "lineage/pairs/<int:pk>/",
        pair_views.PairDetailView.as_view(),
        name="lineage_pair",
    ),
    path(
        "lineage/pairs/<int:pk>/judge/",
        pair_views.PairJudgeView.as_view(),
        name="lineage_pair_judge",
    ),
    path(
        "reports/<int:pk>/origin/",
        origin_views.OriginView.as_view(),
        name="report_origin",
    ),
]
