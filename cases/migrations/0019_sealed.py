"""What a file was called where its name holds a number."""

from django.db import migrations

import cases.common.sealing


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0016_exports"),
    ]

    operations = [
        migrations.AddField(
            model_name="seizedfile",
            name="found_as",
            field=cases.common.sealing.SealedTextField(
                blank=True, default="", editable=False
            ),
            preserve_default=False,
        ),
    ]
