"""The addresses of this slice."""

from django.urls import path

from cases.suspects import alias_views, reveals, views

urlpatterns = [
    path("suspects/", views.SuspectListView.as_view(), name="suspect_list"),
    path(
        "cases/<int:case_pk>/suspects/add/",
        views.SuspectCreateView.as_view(),
        name="suspect_create",
    ),
    path(
        "suspects/<int:pk>/", views.SuspectDetailView.as_view(), name="suspect_detail"
    ),
    path(
        "suspects/<int:pk>/edit/",
        views.SuspectUpdateView.as_view(),
        name="suspect_update",
    ),
    path(
        "suspects/<int:pk>/measure/",
        views.SuspectMeasureView.as_view(),
        name="suspect_measure",
    ),
    path(
        "suspects/<int:pk>/custody/",
        views.SuspectCustodyView.as_view(),
        name="suspect_custody",
    ),
    path(
        "suspects/<int:suspect_pk>/aliases/add/",
        alias_views.AliasCreateView.as_view(),
        name="alias_create",
    ),
    path(
        "aliases/<int:pk>/edit/",
        alias_views.AliasUpdateView.as_view(),
        name="alias_update",
    ),
    path(
        "suspects/<int:suspect_pk>/identifiers/add/",
        alias_views.IdentifierCreateView.as_view(),
        name="identifier_create",
    ),
    path(
        "identifiers/<int:pk>/reveal/",
        reveals.IdentifierRevealView.as_view(),
        name="identifier_reveal",
    ),
]
