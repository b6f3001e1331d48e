"""The addresses of this slice."""

from django.urls import path

from cases.signin import account, confirmation, password_views, views
from cases.signin.passkeys import views as passkeys

urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="sign_in"),
    path("sign-in/code/", views.code, name="sign_in_code"),
    path("sign-in/set-up/", views.enrol, name="sign_in_enrol"),
    path("sign-in/password/", password_views.own, name="sign_in_password"),
    path("sign-out/", views.SignOutView.as_view(), name="sign_out"),
    path("security/", account.security, name="security"),
    path("security/confirm/", confirmation.confirm, name="security_confirm"),
    path("security/passkeys/add/", passkeys.add, name="passkey_create"),
    path("passkeys/<int:pk>/remove/", passkeys.remove, name="passkey_remove"),
    path("security/codes/", account.renew_codes, name="security_codes"),
    path("security/authenticator/", account.replace, name="security_replace"),
    path("security/password/", account.change_password, name="security_password"),
    path("security/end-all/", account.end_all, name="sign_in_end_all"),
    path("sign-ins/<int:pk>/end/", account.end_one, name="sign_in_end"),
]
