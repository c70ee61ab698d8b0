"""The doors of log-in: the library's, only those we use and under its own names, and ours."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from sotay.accounts import views, views_display, views_issue, views_passkey, views_slip

ours = [
    path("", views.me, name="me"),
    path("help/", views.help_page, name="help"),
    path("display/", views_display.display, name="display"),
    path("data.json", views.my_data, name="my_data"),
    path("looked/", views.looked, name="looked"),
    path("first/", views.first_steps, name="first_steps"),
    path("first/slips/", views.keep_slips, name="keep_slips"),
    path("password/new/", views.set_password, name="set_password"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
    path("slip/", views_slip.slip, name="slip"),
    path("confirm/slip/", views_slip.confirm_by_slip, name="confirm_by_slip"),
    path("of/<uuid:pk>/", views_issue.accounts, name="accounts"),
    path("of/<uuid:pk>/slips/", views_issue.issue_slips, name="issue_slips"),
    path("<uuid:pk>/", views_issue.account, name="account"),
    path("<uuid:pk>/slip/", views_issue.issue_slip, name="issue_slip"),
    path("<uuid:pk>/password/", views_issue.reset_password, name="reset_password"),
    path("<uuid:pk>/two-step/off/", views_issue.clear_two_step, name="clear_two_step"),
    path("<uuid:pk>/close/", views_issue.close_account, name="close_account"),
    path("<uuid:pk>/reopen/", views_issue.reopen_account, name="reopen_account"),
]
library = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("closed/", login_not_required(account.account_inactive), name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", views.set_password, name="account_set_password"),
    path("two-step/", mfa.index, name="mfa_index"),
    path("two-step/enter/", mfa.authenticate, name="mfa_authenticate"),
    path("two-step/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("two-step/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("two-step/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("two-step/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("two-step/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("two-step/recovery/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/confirm/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/login/", login_not_required(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/rename/", views_passkey.rename, name="mfa_edit_webauthn"),
]
urlpatterns = [path("", include((ours, "accounts"))), *library]
