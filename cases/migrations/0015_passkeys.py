"""Passkeys as a second factor."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_lineage")]

    operations = [
        migrations.CreateModel(
            name="Passkey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("credential_id", models.BinaryField(max_length=1023, unique=True)),
                ("public_key", models.BinaryField()),
                ("sign_count", models.BigIntegerField(default=0, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="set up"
                    ),
                ),
                (
                    "used_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="last use"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passkeys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "passkey",
                "verbose_name_plural": "passkeys",
                "ordering": ["pk"],
            },
        ),
        migrations.AlterField(
            "signin",
            "method",
            models.CharField(
                choices=[
                    ("totp", "Authenticator"),
                    ("passkey", "Passkey"),
                    ("recovery", "Recovery code"),
                    ("enrolment", "First set-up"),
                ],
                max_length=10,
                verbose_name="second factor",
            ),
        ),
    ]
