"""The mark that these records are known by."""

from uuid import uuid4

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_mark(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """One row, made once."""
    apps.get_model("plans", "Origin").objects.create(mark=uuid4().hex)


class Migration(migrations.Migration):
    """Adds the row."""

    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(make_mark, migrations.RunPython.noop)]
