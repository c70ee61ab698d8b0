"""Names are put in order by the value of their numbers: tổ 2 before tổ 10."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sotay.kernel.text import sort_key

_AT_ONCE = 1000


def sort_again(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    units = apps.get_model("units", "Unit")
    numbered = units.objects.filter(name__regex="[0-9]").order_by("pk").only("name")
    some = []
    for unit in numbered.iterator(chunk_size=_AT_ONCE):
        unit.name_sort = sort_key(unit.name)[:800]
        some.append(unit)
        if len(some) == _AT_ONCE:
            units.objects.bulk_update(some, ["name_sort"])
            some = []
    units.objects.bulk_update(some, ["name_sort"])


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [migrations.RunPython(sort_again, migrations.RunPython.noop)]
