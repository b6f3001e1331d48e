"""Links lie in partitions by ranges of their number, so that a million that are found
at once are written to a table of their own, which is indexed when it is full."""

from django.db import migrations, models

# The table as it was holds what is written by few at a time, below FIRST; a block of
# BLOCK numbers above it is one partition (cases/matching/runs/partitions.py). PostgreSQL
# has identity columns for partitioned tables from 17 on; a sequence's default does here.
# Names stay with the partitioned table, as Django knows it.
SPLIT = """
DO $$
DECLARE
    name text;
    keys text[];
    triggers text[];
    statement text;
BEGIN
    SELECT array_agg(format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass,
                            conname, pg_get_constraintdef(oid))) INTO keys
    FROM pg_constraint WHERE confrelid = 'cases_fraudlink'::regclass;
    FOR statement IN
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
        FROM pg_constraint WHERE confrelid = 'cases_fraudlink'::regclass
    LOOP EXECUTE statement; END LOOP;
    SELECT array_agg(pg_get_triggerdef(oid, true)) INTO triggers
    FROM pg_trigger WHERE tgrelid = 'cases_fraudlink'::regclass AND NOT tgisinternal;

    ALTER TABLE cases_fraudlink ALTER id DROP IDENTITY;
    ALTER TABLE cases_fraudlink RENAME TO cases_fraudlink_few;
    FOR name IN
        SELECT indexrelid::regclass FROM pg_index
        WHERE indrelid = 'cases_fraudlink_few'::regclass
    LOOP EXECUTE format('ALTER INDEX %I RENAME TO %I', name, name || '_few'); END LOOP;

    CREATE TABLE cases_fraudlink (
        LIKE cases_fraudlink_few INCLUDING CONSTRAINTS
    ) PARTITION BY RANGE (id);
    CREATE SEQUENCE cases_fraudlink_id_seq OWNED BY cases_fraudlink.id;
    PERFORM setval('cases_fraudlink_id_seq', max(id)) FROM cases_fraudlink_few;
    ALTER TABLE cases_fraudlink ALTER id SET DEFAULT nextval('cases_fraudlink_id_seq');
    ALTER TABLE cases_fraudlink ADD CONSTRAINT cases_fraudlink_pkey PRIMARY KEY (id);
    CREATE INDEX link_best ON cases_fraudlink
        (score DESC, id, case_id, judgement, dataset_id);
    CREATE INDEX link_judged ON cases_fraudlink (case_id, judgement)
        WHERE NOT judgement = 'open';
    CREATE INDEX link_run ON cases_fraudlink USING brin (run_id)
        WITH (autosummarize = on, pages_per_range = 16);
    CREATE INDEX link_dataset ON cases_fraudlink USING brin (dataset_id)
        WITH (autosummarize = on, pages_per_range = 16);

    DROP INDEX link_best_few;
    CREATE INDEX link_best_few ON cases_fraudlink_few
        (score DESC, id, case_id, judgement, dataset_id);
    ALTER TABLE cases_fraudlink ATTACH PARTITION cases_fraudlink_few
        FOR VALUES FROM (MINVALUE) TO (1099511627776);
    FOREACH statement IN ARRAY keys LOOP EXECUTE statement; END LOOP;
    FOREACH statement IN ARRAY triggers LOOP EXECUTE statement; END LOOP;
END
$$;
CREATE SEQUENCE cases_fraudlink_block START 1099511627776 INCREMENT 16777216;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0020_link_indexes"),
    ]

    operations = [
        migrations.RunSQL(
            SPLIT,
            state_operations=[
                migrations.RemoveConstraint("fraudlink", "link_once"),
                migrations.RemoveIndex("fraudlink", "link_case_best"),
                migrations.RemoveIndex("fraudlink", "link_best"),
                migrations.AddIndex(
                    "fraudlink",
                    models.Index(
                        fields=["-score", "id", "case", "judgement", "dataset"],
                        name="link_best",
                    ),
                ),
            ],
        ),
    ]
