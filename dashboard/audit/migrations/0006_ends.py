"""Both ends of the chain are there from the beginning, and every row is signed.

Rows that an earlier `--begin-anew` or `--give-up` left without a signature are named by `verify_history` from now on,
until `verify_history --sign-anew` signs them as they stand.
"""

from django.db import migrations, models

from dashboard.audit import chain
from dashboard.vault import mac


def complete(apps, _schema_editor):
    entries, ends = apps.get_model("audit", "Entry"), apps.get_model("audit", "End")
    entries.objects.filter(tag=None).update(tag=b"")
    if ends.objects.filter(pk="last").exists() and not ends.objects.filter(pk="first").exists():
        tag = mac(chain.END, chain.end_message("first", 0, chain.BEGINNING))
        ends.objects.create(name="first", entry_id=0, digest=chain.BEGINNING, tag=tag)


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_chain")]

    operations = [
        migrations.CreateModel(
            name="Unrecorded",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told", models.JSONField()),
                ("tag", models.BinaryField()),
            ],
        ),
        migrations.RunPython(complete, migrations.RunPython.noop, elidable=False),
        migrations.AlterField("entry", "tag", models.BinaryField()),
    ]
