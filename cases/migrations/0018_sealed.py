"""What hangs below a sealed case stays as it is, whatever the application believes;
and what a file was called where its name holds a number."""

from django.db import migrations

import cases.common.sealing

# Each table below a case, and the columns that lead to it: through the tables that
# they name, the last of which has `case_id`. A test finds a table that leads to a case
# and is neither here nor among its exceptions, which have their reasons there.
SUSPECT = [("cases_suspect", "suspect_id")]
DATASET = [("cases_seizeddataset", "dataset_id")]
RUN = [("cases_matchrun", "run_id")]
OPERATION = ("cases_operation", "operation_id")
BELOW = {
    "cases_casemember": [],
    "cases_note": [],
    "cases_suspect": [],
    "cases_alias": SUSPECT,
    "cases_identifier": SUSPECT,
    "cases_exhibit": [],
    "cases_seizeddataset": [],
    "cases_seizedfile": DATASET,
    "cases_refusedmember": [("cases_seizedfile", "archive_id"), *DATASET],
    "cases_rereading": [("cases_seizedfile", "file_id"), *DATASET],
    "cases_taking": DATASET,
    "cases_matchrun": [],
    "cases_matchrun_datasets": [("cases_matchrun", "matchrun_id")],
    "cases_arrival": [],
    "cases_fraudlink": [],
    "cases_linkjudgement": [("cases_fraudlink", "link_id")],
    "cases_brakeword": [],
    "cases_brakedvalue": RUN,
    "cases_drawnsample": RUN,
    "cases_drawnline": [("cases_drawnsample", "sample_id"), *RUN],
    "cases_lineagerun": [],
    "cases_lineagerun_others": [("cases_lineagerun", "lineagerun_id")],
    "cases_pair": [("cases_lineagerun", "run_id")],
    "cases_pairword": [("cases_pair", "pair_id"), ("cases_lineagerun", "run_id")],
    "cases_pointerword": [],
    "cases_operation": [],
    "cases_operation_planners": [OPERATION],
    "cases_team": [OPERATION],
    "cases_team_targets": [("cases_team", "team_id"), OPERATION],
    "cases_teamevent": [("cases_team", "team_id"), OPERATION],
    "cases_summary": [],
}
# What custody checks and counts note, which go on below the seal.
STILL_NOTED = {
    "cases_seizedfile": "checked_at,faults,manifest",
    "cases_seizeddataset": "identifiers,updated_at",
}

# One statement at a time, so that a run's million links cost one look. The case is
# locked as a foreign key locks it: whoever seals it waits for what is under way, and
# what comes meanwhile waits and finds the seal. Sealed values and tokens may change:
# they do so with their keys, and nobody without those can make one that opens.
SEALED = """
CREATE FUNCTION casedesk_below_a_seal() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    way text := TG_ARGV[0];
    touched text := CASE TG_OP
        WHEN 'INSERT' THEN 'new_rows'
        WHEN 'DELETE' THEN 'old_rows'
        ELSE '(SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows)'
    END;
    sealed bigint[];
    passing text[];
    differs boolean;
BEGIN
    EXECUTE format(
        'SELECT array_agg(id) FROM (
            SELECT id, standing FROM cases_case
            WHERE id IN (SELECT %s FROM %s AS touched) FOR KEY SHARE
        ) AS held WHERE standing IN (''sealed'', ''retired'')', way, touched
    ) INTO sealed;
    IF sealed IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT string_to_array(TG_ARGV[1], ',') || array_agg(attname::text)
        INTO passing FROM pg_attribute
        WHERE attrelid = TG_RELID AND atttypid IN ('bytea'::regtype, 'uuid'::regtype);
        EXECUTE format(
            'SELECT EXISTS (
                SELECT FROM %s AS touched WHERE %s = ANY ($1) AND touched.id IN (
                    SELECT id FROM old_rows FULL JOIN new_rows USING (id)
                    WHERE to_jsonb(old_rows) - $2 IS DISTINCT FROM
                          to_jsonb(new_rows) - $2
                )
            )', touched, way
        ) INTO differs USING sealed, passing;
        IF NOT differs THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'case % is sealed: % stays as it is', sealed[1], TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
_ROWS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


def way(steps):
    """The number of the case of a row called `touched`, as an expression."""
    if not steps:
        return "touched.case_id"
    (table, column), *others = steps
    joins, last = "", table
    for joined, key in others:
        joins += f" JOIN {joined} ON {joined}.id = {last}.{key}"
        last = joined
    found = f"SELECT {last}.case_id FROM {table}{joins}"
    return f"({found} WHERE {table}.id = touched.{column})"


def kept_below(table, steps):
    """Functions and names are our own; nothing here comes from outside."""
    passing = STILL_NOTED.get(table, "")
    return migrations.RunSQL(
        "".join(
            f"CREATE TRIGGER below_a_seal_{event} AFTER {event.upper()} ON {table}"
            f" REFERENCING {rows} FOR EACH STATEMENT"
            f" EXECUTE FUNCTION casedesk_below_a_seal('{way(steps)}', '{passing}');"
            for event, rows in _ROWS.items()
        ),
        "".join(f"DROP TRIGGER below_a_seal_{event} ON {table};" for event in _ROWS),
    )


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0017_link_writing"),
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
        migrations.RunSQL(SEALED, "DROP FUNCTION casedesk_below_a_seal();"),
        *(kept_below(table, steps) for table, steps in BELOW.items()),
    ]
