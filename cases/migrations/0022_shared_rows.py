"""The seized row that carries most of a report's identifiers, beside a link's first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_link_partitions"),
    ]

    operations = [
        migrations.AddField(
            model_name="fraudlink",
            name="shared_file",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.seizedfile",
            ),
        ),
        migrations.AddField(
            model_name="fraudlink",
            name="shared_row",
            field=models.PositiveBigIntegerField(null=True),
        ),
    ]
