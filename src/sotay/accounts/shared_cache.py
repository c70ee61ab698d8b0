"""Django's cache in a table, for what all workers have to know: used log-in codes and rate limits.

Django's own database cache pickles what it keeps, so whoever can write to the table, or hands over a backup,
could run code here; it also throws away a third of its entries, expired or not, once there are too many. This
one keeps JSON, and only what has expired is ever removed. Nothing on an ordinary page asks it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils import timezone

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


class SharedCache(BaseCache):
    """The part of Django's cache that the log-in library uses, atomic between processes."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: Any, value: Any, timeout: float | object | None = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        """Keep a value unless there is one; of two processes at once, one gets True."""
        name, rows = self.make_and_validate_key(key, version=version), _rows()
        with transaction.atomic():
            rows.filter(key=name, expires_at__lte=timezone.now()).delete()
            try:
                with transaction.atomic():
                    rows.create(key=name, value=value, expires_at=self._end(timeout))
            except IntegrityError:
                return False
        return True

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        found = (
            _rows().filter(key=name, expires_at__gt=timezone.now()).values_list("value", flat=True).first()
        )
        return default if found is None else found

    def set(
        self, key: Any, value: Any, timeout: float | object | None = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        name = self.make_and_validate_key(key, version=version)
        kept = {"value": value, "expires_at": self._end(timeout)}
        _rows().update_or_create(key=name, defaults=kept)

    def touch(self, key: Any, timeout: float | object | None = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        name, now = self.make_and_validate_key(key, version=version), timezone.now()
        return bool(_rows().filter(key=name, expires_at__gt=now).update(expires_at=self._end(timeout)))

    def delete(self, key: Any, version: Any = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return bool(_rows().filter(key=name).delete()[0])

    def clear(self) -> None:
        _rows().all().delete()

    def _end(self, timeout: float | object | None) -> datetime:
        seconds: Any = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return FOREVER if seconds is None else timezone.now() + timedelta(seconds=float(seconds))


def forget(now: datetime) -> int:
    """Delete what has expired. Called by the clock."""
    return int(_rows().filter(expires_at__lte=now).delete()[0])


def _rows() -> Any:
    """Settings name this class before the models are there."""
    from sotay.accounts.models import SharedValue  # noqa: PLC0415

    return SharedValue.objects
