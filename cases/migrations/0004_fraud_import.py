import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import cases.common.sealing


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_suspects_handle_key'),
    ]

    operations = [
        TrigramExtension(),
        migrations.RemoveField(model_name="reportimport", name="layout"),
        migrations.AddField(
            model_name="reportimport",
            name="layout",
            field=cases.common.sealing.SealedJSONField(default=list),
        ),
        migrations.AddField(
            model_name='fraudreport',
            name='sheet',
            field=models.CharField(blank=True, editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name='reportimport',
            name='line_reached',
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='reportimport',
            name='note_places',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='reportimport',
            name='notes',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='reportimport',
            name='sheet_reached',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name='fraudreport',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('number'), name='gin_trgm_ops'), name='report_number_part'),
        ),
    ]
