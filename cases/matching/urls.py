"""The addresses of this slice."""

from django.urls import path

from cases.matching import brake_views, reveals, trace_views, views
from cases.matching.arrivals import news_views
from cases.matching.review import by_rule, judging
from cases.matching.runs import pages as runs
from cases.matching.statistics import views as figures

urlpatterns = [
    path("runs/", runs.MatchRunListView.as_view(), name="run_list"),
    path(
        "cases/<int:case_pk>/runs/add/",
        runs.MatchRunCreateView.as_view(),
        name="run_create",
    ),
    path("runs/<int:pk>/", runs.MatchRunDetailView.as_view(), name="run_detail"),
    path(
        "runs/<int:pk>/statistics/",
        figures.RunStatisticsView.as_view(),
        name="run_statistics",
    ),
    path(
        "runs/<int:pk>/samples/add/",
        figures.SampleCreateView.as_view(),
        name="run_sample_create",
    ),
    path(
        "samples/<int:pk>/",
        figures.SampleDetailView.as_view(),
        name="run_sample_detail",
    ),
    path("runs/<int:pk>/job/", runs.MatchRunJobView.as_view(), name="run_job"),
    path("runs/<int:pk>/cancel/", runs.MatchRunCancelView.as_view(), name="run_cancel"),
    path("runs/<int:pk>/start/", runs.MatchRunStartView.as_view(), name="run_start"),
    path(
        "suspects/<int:pk>/traces/",
        trace_views.SuspectTracesView.as_view(),
        name="suspect_traces",
    ),
    path(
        "reports/<int:pk>/traces/",
        trace_views.CallerTracesView.as_view(),
        name="report_traces",
    ),
    path("news/seen/", news_views.NewsSeenView.as_view(), name="news_seen"),
    path(
        "cases/<int:case_pk>/brakes/",
        brake_views.BrakeListView.as_view(),
        name="brake_list",
    ),
    path(
        "braked/<int:pk>/release/",
        brake_views.BrakeReleaseView.as_view(),
        name="brake_release",
    ),
    path(
        "released/<int:pk>/brake/",
        brake_views.BrakeAgainView.as_view(),
        name="brake_again",
    ),
    path("links/", views.LinkListView.as_view(), name="link_list"),
    path("links/score/", views.ScoreView.as_view(), name="link_score"),
    path("links/judge/", judging.BulkJudgeView.as_view(), name="link_judge_many"),
    path(
        "cases/<int:case_pk>/links/judge/",
        by_rule.JudgeByRuleView.as_view(),
        name="link_judge_rule",
    ),
    path("links/<int:pk>/", views.LinkDetailView.as_view(), name="link_detail"),
    path(
        "links/<int:pk>/reveal/",
        reveals.LinkRevealView.as_view(),
        name="link_reveal",
    ),
    path("links/<int:pk>/judge/", judging.JudgeView.as_view(), name="link_judge"),
]
