"""Accounts people log in with, and the one-time slips that help those who find passwords hard."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.accounts.rules import login_name, opaque
from sotay.kernel.ids import new_id
from sotay.members.models import Member


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        account = self.model(username=login_name(username), **fields)
        account.set_password(password)
        account.save()
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=login_name(username or ""))


class TextSize(models.TextChoices):
    """How large letters are: 18, 22 or 27 px where the browser was not told otherwise."""

    NORMAL = "m", pgettext_lazy("text size", "Normal")
    LARGE = "l", pgettext_lazy("text size", "Large")
    LARGEST = "xl", pgettext_lazy("text size", "Very large")


class Colours(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", pgettext_lazy("colours", "Light")
    DARK = "dark", pgettext_lazy("colours", "Dark")


class Account(AbstractBaseUser):
    """A log-in. It has no rights of its own: those come from appointments and from membership in a cell.

    `text_size` and `colours` are how its person wants pages to look, '' until they chose. `guide_step` is how
    far they are in the first-run guide, and `arrivals_seen_at` the last time they looked through what
    arrived.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=40, unique=True)
    member = models.OneToOneField(Member, models.CASCADE, null=True, related_name="account")
    display_name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_from_id = models.UUIDField(null=True)  # the account that handed out the password to be changed
    created_at = models.DateTimeField(auto_now_add=True)
    text_size = models.CharField(max_length=2, choices=TextSize, blank=True)
    colours = models.CharField(max_length=5, choices=Colours, blank=True)
    guide_step = models.PositiveSmallIntegerField(default=0)
    arrivals_seen_at = models.DateTimeField(null=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.member.full_name if self.member else self.display_name or self.username

    @property
    def may_log_in(self) -> bool:
        """Open, and not of a member who has left."""
        return self.is_active and not (self.member and has_left(self.member))

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else opaque(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """In the one form secrets are compared in; and as it was typed, as passwords were kept before."""
        if raw_password is None:
            return super().check_password(None)
        composed = opaque(raw_password)
        if super().check_password(composed):
            return True
        return composed != raw_password and super().check_password(raw_password)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's permissions are not used; see kernel.actor."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


def has_left(member: Member) -> bool:
    return member.left_on is not None and member.left_on <= timezone.localdate()


class LoginTokenQuerySet(models.QuerySet["LoginToken"]):
    def usable(self, at: datetime) -> LoginTokenQuerySet:
        return self.filter(used_at=None, expires_at__gt=at)


class LoginToken(models.Model):
    """A one-time code on paper that logs a person in. Only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="login_tokens")
    code_hash = models.CharField(max_length=128, unique=True)
    issued_by_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = LoginTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("log-in slip")

    def __str__(self) -> str:
        return f"{self.account_id} {self.issued_at:%Y-%m-%d}"


def hash_of(code: str) -> str:
    """What is kept of a code: a hash keyed by SECRET_KEY, so a copy of the database opens nothing.

    A slow hash adds nothing here: without the key the 40 bits cannot be tried, and a hash without
    salt lets the slip be found by it.
    """
    return salted_hmac("sotay.accounts.slip", code, algorithm="sha256").hexdigest()


class FailureCount(models.Model):
    """Wrong answers counted under one key, for all workers alike. See `limits` and `lockout`.

    The key is a keyed hash, so that neither the address nor the name somebody typed is kept.
    """

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(null=True, db_index=True)
    until = models.DateTimeField(null=True)


class SharedValue(models.Model):
    """A value all workers know until it expires; see `shared_cache`."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)
