"""The forms of logging in and of one's own account: the library's checks, the house's words and look."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib.auth import password_validation
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from sotay.accounts import lockout, versions
from sotay.accounts.lockout import Secret
from sotay.accounts.models import Account
from sotay.accounts.rules import opaque, read_digits
from sotay.kernel.forms import BaseForm

PLAIN = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
NOT_RECOGNISED = _("The passkey was not recognised. Try again, or choose another way.")
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, InvalidSignature)
NO_DIGITS_ONLY = _("At least 8 characters, not only digits. Three words you remember make a good password.")


def password_field(label: Any, autocomplete: str, hint: Any = "") -> forms.CharField:
    """A new password is taken in the form it is kept in, so that its length is what a person counts."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, **PLAIN})
    kind = NewPasswordField if autocomplete == "new-password" else forms.CharField
    return kind(label=label, help_text=hint, widget=widget, strip=False, max_length=256)


class NewPasswordField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return opaque(super().to_python(value) or "")


class CodeField(forms.CharField):
    """The digits of an app or a recovery code, in whatever script or width a keyboard gives them."""

    def to_python(self, value: Any) -> str:
        return read_digits(super().to_python(value) or "")


def remember_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Stay logged in for 60 days"),
        help_text=_("Only on your own phone or computer."),
        required=False,
    )


class LoginForm(BaseForm, account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Username or Party-card number"),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username", **PLAIN}),
        )
        self.fields["password"] = password_field(_("Password"), "current-password")
        self.fields["remember"] = remember_field()
        self.order_fields(["login", "password", "remember"])


class ReauthenticateForm(BaseForm, account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("Your password"), "current-password")


class ChangePasswordForm(BaseForm, account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("Current password"), "current-password")
        self.fields["password1"] = password_field(_("New password"), "new-password", NO_DIGITS_ONLY)
        self.fields["password2"] = password_field(_("New password once more"), "new-password")

    def clean_password1(self) -> str:
        return _strong(self.cleaned_data["password1"], self.user)

    def clean(self) -> dict[str, Any]:
        return _same_twice(self)

    def clean_oldpassword(self) -> str:
        """As the log-in asks it: whoever found a phone logged in guesses no faster here."""
        one = lockout.begin(context.request, Secret.PASSWORD, account=self.user)
        try:
            password: str = super().clean_oldpassword()
        except forms.ValidationError:
            lockout.failed(one)
            raise
        lockout.succeeded(one)
        return password


class SetPasswordForm(BaseForm):
    """A first password, or a new one for somebody who came in by a slip: nothing old to ask for."""

    password1 = password_field(_("New password"), "new-password", NO_DIGITS_ONLY)
    password2 = password_field(_("New password once more"), "new-password")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password1(self) -> str:
        return _strong(self.cleaned_data["password1"], self.account)

    def clean(self) -> dict[str, Any]:
        return _same_twice(self)


class SlipForm(BaseForm):
    code = forms.CharField(
        label=_("Code on the slip"),
        help_text=_("Ten letters and digits. Capitals and spaces make no difference."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "code", **PLAIN}),
    )
    name = forms.CharField(
        label=_("Username or Party-card number"),
        help_text=_("It stands at the foot of the slip."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", **PLAIN}),
    )
    remember = remember_field()

    def __init__(self, *args: Any, asks_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_name:
            del self.fields["name"]


class ConfirmBySlipForm(BaseForm):
    """A slip's code again, from whoever has neither password nor second step to show who they are."""

    code = SlipForm.base_fields["code"]


class _CountedCode:
    """Six digits, or a recovery code: wrong ones are counted for all workers together."""

    def clean_code(self) -> str:
        one = lockout.begin(context.request, Secret.STEP, account=self.user)  # type: ignore[attr-defined]
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            lockout.failed(one)
            raise
        lockout.succeeded(one)
        return code


class TwoStepForm(_CountedCode, BaseForm, mfa_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class TwoStepAgainForm(_CountedCode, BaseForm, mfa_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class ActivateTotpForm(BaseForm, totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field(hint=_("The six digits the app shows now."))


class CredentialField(forms.JSONField):
    """What a browser says a passkey is. Nested or long beyond what Python reads, it is nonsense too."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):
            raise forms.ValidationError(NOT_RECOGNISED) from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Shown again empty: the browser makes another."""
        return InvalidJSONInput("")


class AddPasskeyForm(BaseForm, webauthn_forms.AddWebAuthnForm):
    """Every passkey here is a real one, which also opens the door without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name_field(required=False)
        self.fields["credential"] = CredentialField()
        self.fields["passwordless"] = forms.BooleanField(
            initial=True, required=False, widget=forms.HiddenInput
        )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean() or {}
        except UNREADABLE:
            raise forms.ValidationError(NOT_RECOGNISED) from None
        return cleaned


class _Untrusted:
    """What a browser sends as a passkey may be anything; the library trips over some of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()  # type: ignore[attr-defined]

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError as refused:
            wrong = getattr(refused, "code", None) == "incorrect_code"  # its words speak of an app's codes
            raise forms.ValidationError(NOT_RECOGNISED) if wrong else refused from None
        except UNREADABLE:
            raise forms.ValidationError(NOT_RECOGNISED) from None


class PasskeyLoginForm(_Untrusted, BaseForm, webauthn_forms.LoginWebAuthnForm):
    pass


class PasskeyStepForm(_Untrusted, BaseForm, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(_Untrusted, BaseForm, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class RenamePasskeyForm(BaseForm, webauthn_forms.EditWebAuthnForm):
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name_field(required=True)
        self.made_from(versions.passkey(self.instance))

    def rename(self) -> None:
        """Under the lock, the row as it is now: the library saves all of it."""
        if self.edited:
            self.instance = self.edited.thing
        self.save()


def _code_field(hint: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "medium"}
    return CodeField(
        label=_("Log-in code"), help_text=hint, max_length=20, widget=forms.TextInput(attrs=attrs)
    )


def _name_field(*, required: bool) -> forms.CharField:
    hint = _("So that you know it again, for example “My phone”.")
    return forms.CharField(label=_("Name of the passkey"), help_text=hint, max_length=60, required=required)


def _strong(password: str, account: Any) -> str:
    password_validation.validate_password(password, account)
    return password


def _same_twice(form: forms.Form) -> dict[str, Any]:
    data: dict[str, Any] = form.cleaned_data
    first, again = data.get("password1"), data.get("password2")
    if first and again and first != again:
        form.add_error("password2", _("The two passwords differ. Type the new one twice."))
    return data
