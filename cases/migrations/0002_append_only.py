"""What is evidence of who did what can be added to, and nothing else."""

from django.db import migrations

TABLES = [
    "cases_entry",
    "cases_linkjudgement",
    "cases_custodyevent",
    "cases_teamevent",
]

FUNCTION = """
CREATE FUNCTION casedesk_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""


def trigger(table: str) -> str:
    return f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION casedesk_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION casedesk_append_only();"),
        *(
            migrations.RunSQL(trigger(t), f"DROP TRIGGER append_only ON {t};")
            for t in TABLES
        ),
    ]
