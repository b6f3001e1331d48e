"""Spellings of one online name find each other; a number may go with an alias."""

import django.db.models.deletion
from django.db import migrations, models

from cases.suspects.handles import handle_key


def fill(apps, schema_editor):
    alias_model = apps.get_model("cases", "Alias")
    for alias in alias_model.objects.only("handle").iterator():
        alias.handle_key = handle_key(alias.handle)
        alias.save(update_fields=["handle_key"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="alias",
            name="handle_key",
            field=models.CharField(default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="alias",
            name="handle_key",
            field=models.CharField(db_index=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="identifier",
            name="alias",
            field=models.ForeignKey(
                blank=True,
                help_text="The online name that this number or account goes with,"
                " if any",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="identifiers",
                to="cases.alias",
                verbose_name="used as",
            ),
        ),
    ]
