"""Model fields for the values of `kernel.periods`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sotay.kernel.periods import Month, PartialDate

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    MonthBase = models.CharField[Month | str, Month]
    PartialDateBase = models.CharField[PartialDate | str | None, PartialDate | None]
else:
    MonthBase = PartialDateBase = models.CharField


class MonthField(MonthBase):
    """A `Month`, stored as YYYY-MM."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_length": 7})

    def from_db_value(self, value: str | None, *_: Any) -> Month | None:
        return Month.parse(value) if value else None

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Month):
            return value
        try:
            return Month.parse(str(value))
        except ValueError:
            raise ValidationError(_("Enter a month as mm/yyyy.")) from None

    def get_prep_value(self, value: Any) -> str | None:
        return str(value) if value is not None else None


class PartialDateField(PartialDateBase):
    """A `PartialDate` or None, stored as YYYY, YYYY-MM or YYYY-MM-DD ('' for None)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": "", **kwargs, "max_length": 10})

    def from_db_value(self, value: str | None, *_: Any) -> PartialDate | None:
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> Any:
        if not value or isinstance(value, PartialDate):
            return value or None
        try:
            return PartialDate.parse(str(value))
        except ValueError:
            raise ValidationError(_("Enter a date as dd/mm/yyyy, mm/yyyy or yyyy.")) from None

    def get_prep_value(self, value: Any) -> str:
        return str(value) if value else ""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> str:
        return self.get_prep_value(value)
