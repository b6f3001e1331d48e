"""The addresses of this slice."""

from django.urls import path

from cases.administration import steps, views

urlpatterns = [
    path("officers/", views.OfficerListView.as_view(), name="officer_list"),
    path("officers/add/", steps.officer_create, name="officer_create"),
    path("officers/<int:pk>/", views.officer_detail, name="officer_detail"),
    path("officers/<int:pk>/unit/", steps.move, name="officer_move"),
    path("officers/<int:pk>/duty/", steps.duty, name="officer_duty"),
    path("officers/<int:pk>/password/", steps.password, name="officer_password"),
    path("officers/<int:pk>/deactivate/", steps.deactivate, name="officer_deactivate"),
    path("officers/<int:pk>/reactivate/", steps.reactivate, name="officer_reactivate"),
    path("officers/<int:pk>/unlock/", steps.unlock, name="officer_unlock"),
    path("officers/<int:pk>/second-factor/", steps.reset_factor, name="officer_factor"),
    path("officers/<int:pk>/sessions/", steps.end_sessions, name="officer_sessions"),
    path("units/", views.UnitListView.as_view(), name="unit_list"),
    path("units/add/", views.UnitCreateView.as_view(), name="unit_create"),
    path("duties/", steps.duty_list, name="duty_list"),
    path("duties/<int:pk>/", steps.duty_detail, name="duty_detail"),
    path("refused-sign-ins/", views.FailureListView.as_view(), name="failure_list"),
]
