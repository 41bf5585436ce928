"""Ends every session: from here on they are kept by a hash, and old backups hold the keys of those before."""

from django.db import migrations


def end_all(apps, _schema_editor):
    apps.get_model("sessions", "Session").objects.all().delete()
    apps.get_model("usersessions", "UserSession").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_setup_codes"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(end_all, migrations.RunPython.noop)]
