"""Accounts people log in with, and the one-time slips that help those who find passwords hard."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from sotay.kernel.ids import new_id
from sotay.members.models import Member


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        account = self.model(username=username.strip().lower(), **fields)
        account.set_password(password)
        account.save()
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """A log-in. It has no rights of its own: those come from appointments and from sitting in a cell."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=40, unique=True)
    member = models.OneToOneField(Member, models.CASCADE, null=True, related_name="account")
    display_name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.member.full_name if self.member else self.display_name or self.username

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's permissions are not used; see kernel.actor."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class LoginSlip(models.Model):
    """A one-time code on paper that logs a person in. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="slips")
    code_hash = models.CharField(max_length=128, unique=True)
    issued_by_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("log-in slip")
