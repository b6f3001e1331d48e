"""Authenticates every entry of the audit trail, and chains them by seals."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cases.audit import codes, encoding

APPEND_ONLY = ["cases_seal"]
NOT_TRUNCATED = [
    "cases_entry",
    "cases_seal",
    "cases_linkjudgement",
    "cases_custodyevent",
    "cases_teamevent",
]

# With its owner's rights: the application's role itself writes no such row.
WAITING = """
CREATE FUNCTION casedesk_await_seal() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO cases_waiting (entry_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER await_seal AFTER INSERT ON cases_entry
    FOR EACH ROW EXECUTE FUNCTION casedesk_await_seal();
INSERT INTO cases_waiting (entry_id) SELECT id FROM cases_entry;
"""
NOT_WAITING = """
DROP TRIGGER await_seal ON cases_entry;
DROP FUNCTION casedesk_await_seal();
"""


def authenticate(apps, schema_editor):
    """Give the entries that are there their codes."""
    with schema_editor.connection.cursor() as cursor:
        rows = f"SELECT {encoding.COLUMNS} FROM cases_entry ORDER BY id"
        with cursor.copy(f"COPY ({rows}) TO STDOUT") as lines:
            contents = [bytes(line)[:-1] for line in lines]
        if not contents:
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_entry DISABLE TRIGGER append_only")
        cursor.execute(
            "UPDATE cases_entry SET mac = new.mac FROM"
            " (SELECT unnest(%s::bigint[]) AS id, unnest(%s::bytea[]) AS mac) AS new"
            " WHERE cases_entry.id = new.id",
            [
                [int(content.split(b"\t", 1)[0]) for content in contents],
                [codes.of_entry(content) for content in contents],
            ],
        )
        cursor.execute("ALTER TABLE cases_entry ENABLE TRIGGER append_only")


def append_only(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION casedesk_append_only();",
        f"DROP TRIGGER append_only ON {table};",
    )


def not_truncated(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER not_truncated BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION casedesk_append_only();",
        f"DROP TRIGGER not_truncated ON {table};",
    )


def index(name, *fields):
    return migrations.AddIndex("entry", models.Index(fields=fields, name=name))


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_uploads")]

    operations = [
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("entry_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "entry to be sealed",
                "verbose_name_plural": "entries to be sealed",
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "entry_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("total", models.BigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("previous", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "verbose_name": "seal of the audit trail",
                "verbose_name_plural": "seals of the audit trail",
                "ordering": ["number"],
            },
        ),
        migrations.RemoveIndex("entry", "cases_entry_actor_i_5366a6_idx"),
        migrations.RemoveIndex("entry", "cases_entry_object__119b70_idx"),
        migrations.RemoveIndex("entry", "cases_entry_case_id_852137_idx"),
        migrations.AlterField(
            "entry", "at", models.DateTimeField(verbose_name="time")
        ),
        migrations.AlterField(
            "entry",
            "actor",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="officer",
            ),
        ),
        migrations.AlterField(
            "entry",
            "action",
            models.CharField(
                choices=[
                    ("sign_in", "Sign-in"),
                    ("sign_in_refused", "Sign-in refused"),
                    ("sign_out", "Sign-out"),
                    ("read", "Read"),
                    ("search", "Search"),
                    ("reveal", "Reveal"),
                    ("create", "Create"),
                    ("change", "Change"),
                    ("judge", "Judge"),
                    ("run", "Run"),
                    ("cancel", "Cancel"),
                    ("export", "Export"),
                    ("approve", "Approve"),
                    ("refuse", "Refuse"),
                ],
                max_length=16,
                verbose_name="action",
            ),
        ),
        migrations.AddField(
            "entry", "mac", models.BinaryField(max_length=32, null=True)
        ),
        migrations.RunPython(authenticate, migrations.RunPython.noop),
        migrations.AlterField("entry", "mac", models.BinaryField(max_length=32)),
        migrations.RunSQL(
            "ALTER TABLE cases_entry ADD CONSTRAINT entry_is_authenticated"
            " CHECK (octet_length(mac) = 32);",
            "ALTER TABLE cases_entry DROP CONSTRAINT entry_is_authenticated;",
        ),
        index("entry_by_time", "at", "id"),
        index("entry_by_actor", "actor", "at", "id"),
        index("entry_by_unit", "unit_name", "at", "id"),
        index("entry_by_address", "address", "at", "id"),
        index("entry_by_action", "action", "at", "id"),
        index("entry_by_object", "object_type", "object_id", "at", "id"),
        index("entry_by_case", "case_id", "at", "id"),
        migrations.RunSQL(WAITING, NOT_WAITING),
        *map(append_only, APPEND_ONLY),
        *map(not_truncated, NOT_TRUNCATED),
    ]
