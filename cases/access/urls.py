from django.urls import path

from cases.access import account

urlpatterns = [
    path("sign-in/", account.SignIn.as_view(), name="sign_in"),
    path("sign-out/", account.SignOut.as_view(), name="sign_out"),
    path("preferences/", account.preferences, name="preferences"),
]
