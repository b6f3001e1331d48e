"""A data set's links by block ranges and by the queue of its case."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_seal_waits"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="fraudlink",
            name="link_case_best",
        ),
        migrations.RemoveIndex(
            model_name="fraudlink",
            name="link_dataset_best",
        ),
        migrations.AddIndex(
            model_name="fraudlink",
            index=models.Index(
                fields=["case", "-score", "id", "judgement", "dataset"],
                name="link_case_best",
            ),
        ),
        migrations.AddIndex(
            model_name="fraudlink",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True,
                fields=["dataset"],
                name="link_dataset",
                pages_per_range=16,
            ),
        ),
    ]
