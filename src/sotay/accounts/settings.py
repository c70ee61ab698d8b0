"""Log-in settings; config.settings takes them in."""

from __future__ import annotations

AUTHENTICATION_BACKENDS = [
    "sotay.accounts.backends.SlipCode",
    "sotay.accounts.backends.NameOrCard",
]

# Nobody signs up and nobody has an e-mail address here: the cell's secretary opens accounts.
ACCOUNT_ADAPTER = "sotay.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None  # the log-in form asks whose device this is
ACCOUNT_SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
ACCOUNT_FORMS = {
    "login": "sotay.accounts.forms.LoginForm",
    "reauthenticate": "sotay.accounts.forms.ReauthenticateForm",
    "change_password": "sotay.accounts.forms.ChangePasswordForm",
}
# A hall of thirty people shares one address on the evening they log in for the first time.
# What follows wrong answers is `lockout`, which counts for all workers and tells person from attacker.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": None}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60

MFA_ADAPTER = "sotay.accounts.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "sotay.accounts.forms.TwoStepForm",
    "reauthenticate": "sotay.accounts.forms.TwoStepAgainForm",
    "activate_totp": "sotay.accounts.forms.ActivateTotpForm",
    "login_webauthn": "sotay.accounts.forms.PasskeyLoginForm",
    "authenticate_webauthn": "sotay.accounts.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "sotay.accounts.forms.PasskeyAgainForm",
    "add_webauthn": "sotay.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "sotay.accounts.forms.RenamePasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sổ tay chi bộ"
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off


# Used log-in codes and rate limits are known to all workers. No ordinary page asks the cache.
CACHES = {"default": {"BACKEND": "sotay.accounts.shared_cache.SharedCache"}}
