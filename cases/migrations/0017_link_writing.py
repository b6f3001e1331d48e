import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What a link says of its score is kept once for all links of which the same is said.
MOVE_OUT = """
INSERT INTO cases_explanation (digest, reasons)
SELECT DISTINCT ON (md5(reasons::text)) md5(reasons::text)::uuid, reasons
FROM cases_fraudlink ORDER BY md5(reasons::text);
UPDATE cases_fraudlink AS link SET explanation_id = e.id
FROM cases_explanation AS e WHERE e.digest = md5(link.reasons::text)::uuid;
"""
MOVE_BACK = """
UPDATE cases_fraudlink AS link SET reasons = e.reasons
FROM cases_explanation AS e WHERE e.id = link.explanation_id;
"""

# A link's foreign keys are not checked row by row. Cases, data sets and files are
# never deleted already; neither are reports from now on, nor runs that found a link.
HELD = """
CREATE TRIGGER never_deleted BEFORE DELETE ON cases_fraudreport
    FOR EACH ROW EXECUTE FUNCTION casedesk_never_deleted();
CREATE TRIGGER never_deleted BEFORE DELETE ON cases_explanation
    FOR EACH ROW EXECUTE FUNCTION casedesk_never_deleted();
CREATE FUNCTION casedesk_run_is_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_fraudlink WHERE run_id = OLD.id) THEN
        RAISE EXCEPTION 'match run % has found links', OLD.id
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER held_by_links BEFORE DELETE ON cases_matchrun
    FOR EACH ROW EXECUTE FUNCTION casedesk_run_is_held();
"""
NOT_HELD = """
DROP TRIGGER held_by_links ON cases_matchrun;
DROP FUNCTION casedesk_run_is_held();
DROP TRIGGER never_deleted ON cases_explanation;
DROP TRIGGER never_deleted ON cases_fraudreport;
"""


def points_to(model, **options):
    """A foreign key of a link: not checked, and with no index of its own."""
    options = {"db_index": False, "related_name": "+", **options}
    return models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.PROTECT,
        to=model,
        **options,
    )


def of_link(name, model, **options):
    return migrations.AlterField("fraudlink", name, points_to(model, **options))


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0016_exports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.UUIDField(editable=False, unique=True)),
                ("reasons", models.JSONField()),
            ],
        ),
        migrations.AddField(
            "fraudlink", "explanation", points_to("cases.explanation", null=True)
        ),
        migrations.RunSQL(MOVE_OUT, MOVE_BACK),
        of_link("explanation", "cases.explanation"),
        migrations.RemoveField("fraudlink", "reasons"),
        of_link("case", "cases.case", related_name="links"),
        of_link("dataset", "cases.seizeddataset", related_name="links", db_index=True, verbose_name="data set"),
        of_link("report", "cases.fraudreport", related_name="links", verbose_name="fraud report"),
        of_link("run", "cases.matchrun", related_name="found", verbose_name="match run"),
        of_link("first_file", "cases.seizedfile"),
        of_link("proposed_by", settings.AUTH_USER_MODEL, null=True, editable=False, verbose_name="proposed by"),
        migrations.RemoveConstraint("fraudlink", "link_once"),
        migrations.AddConstraint(
            "fraudlink",
            models.UniqueConstraint(fields=("report", "dataset", "token"), name="link_once"),
        ),
        migrations.RemoveIndex("fraudlink", "cases_fraud_case_id_8fda07_idx"),
        migrations.RemoveIndex("fraudlink", "link_case_best"),
        migrations.RemoveIndex("fraudlink", "link_best"),
        migrations.AddIndex(
            "fraudlink",
            models.Index(fields=["case", "-score", "id", "judgement"], name="link_case_best"),
        ),
        migrations.AddIndex(
            "fraudlink",
            models.Index(fields=["-score", "id", "case", "judgement"], name="link_best"),
        ),
        migrations.AddIndex(
            "fraudlink",
            django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=["run"], name="link_run", pages_per_range=16),
        ),
        migrations.RunSQL(HELD, NOT_HELD),
    ]
