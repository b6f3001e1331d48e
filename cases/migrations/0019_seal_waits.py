"""What is written below a case waits for a seal that is under way."""

from django.db import migrations

# As in 0018, but that the case is locked before its standing is looked at.
WAITS = """
CREATE OR REPLACE FUNCTION casedesk_below_a_seal() RETURNS trigger LANGUAGE plpgsql
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
    -- Materialised: else the planner looks at the standing before it locks, as the case
    -- stood when the statement began, and locks none that was not sealed by then.
    EXECUTE format(
        'WITH held AS MATERIALIZED (
            SELECT id, standing FROM cases_case
            WHERE id IN (SELECT %s FROM %s AS touched) FOR KEY SHARE
        ) SELECT array_agg(id) FROM held
        WHERE standing IN (''sealed'', ''retired'')', way, touched
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


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0018_sealed"),
    ]

    operations = [
        migrations.RunSQL(WAITS, migrations.RunSQL.noop),
    ]
