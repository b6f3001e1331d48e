from django.urls import path

from cases.dashboard import views

urlpatterns = [path("", views.home, name="home")]
