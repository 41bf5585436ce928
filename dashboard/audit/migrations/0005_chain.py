"""Chain the rows that stand already, in the order of their numbers."""

import django.utils.timezone
from django.db import migrations, models

import dashboard.audit.models
from dashboard.audit import chain
from dashboard.vault import mac


def chain_rows(apps, _schema_editor):
    entries, digest, number = apps.get_model("audit", "Entry"), chain.BEGINNING, 0
    ids = list(entries.objects.order_by("id").values_list("id", flat=True))
    for number, old in enumerate(ids, start=1):  # numbers had gaps; no number is in use twice, since none grows
        entries.objects.filter(pk=old).update(id=number)
        row = entries.objects.get(pk=number)
        digest = chain.digest_of(digest, row)
        entries.objects.filter(pk=number).update(digest=digest, tag=chain.sign(digest))
    if number:
        tag = mac(chain.END, chain.end_message("last", number, digest))
        apps.get_model("audit", "End").objects.create(name="last", entry_id=number, digest=digest, tag=tag)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_team")]

    operations = [
        migrations.CreateModel(
            name="End",
            fields=[
                ("name", models.CharField(max_length=5, primary_key=True, serialize=False)),
                ("entry_id", models.BigIntegerField()),
                ("digest", models.BinaryField()),
                ("tag", models.BinaryField()),
            ],
        ),
        migrations.AlterField(
            model_name="entry",
            name="id",
            field=models.BigIntegerField(primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="entry",
            name="at",
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(choices=dashboard.audit.models.kinds, max_length=40),
        ),
        migrations.AddField("entry", "request_id", models.CharField(blank=True, max_length=32, default=""), preserve_default=False),
        migrations.AddField("entry", "address", models.CharField(blank=True, max_length=45, default=""), preserve_default=False),
        migrations.AddField("entry", "digest", models.BinaryField(default=b""), preserve_default=False),
        migrations.AddField("entry", "tag", models.BinaryField(null=True)),
        migrations.RunPython(chain_rows, migrations.RunPython.noop, elidable=False),
    ]
