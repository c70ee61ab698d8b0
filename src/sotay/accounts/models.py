"""Accounts people log in with, the appointments their roles come from, and one-time log-in slips."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.ids import new_id
from sotay.members.models import Member
from sotay.units.models import Unit


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


class Appointment(models.Model):
    """A role held by a member (or by an account of somebody in no cell) at a unit, between two days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=24, choices=Role)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="appointments")
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="appointments")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["from_on", "id"]
        indexes = [models.Index(fields=["unit", "role"])]
        constraints = [
            models.CheckConstraint(
                name="held_by_a_member_or_an_account",
                condition=models.Q(member=None, account__isnull=False)
                | models.Q(member__isnull=False, account=None),
            )
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        if self.commune_id is None:
            self.commune_id = self.unit.commune_id
        super().save(*args, **kwargs)  # type: ignore[arg-type]


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
