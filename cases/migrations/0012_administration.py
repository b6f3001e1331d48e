"""Two people's consent, how a case is kept, and what the database itself refuses."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


ADDED_ONLY = ["cases_proposal", "cases_answer", "cases_standingchange"]
NEVER_DELETED = [
    "cases_case",
    "cases_note",
    "cases_suspect",
    "cases_exhibit",
    "cases_seizeddataset",
    "cases_seizedfile",
]

# Who proposes does not agree, whatever the application believes.
SECOND_PERSON = """
CREATE FUNCTION casedesk_second_person() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF (NEW.outcome <> 'withdrawn') = (NEW.officer_id = (
        SELECT officer_id FROM cases_proposal WHERE id = NEW.proposal_id
    )) THEN
        RAISE EXCEPTION 'a proposal is answered by somebody else than its proposer'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER second_person BEFORE INSERT ON cases_answer
    FOR EACH ROW EXECUTE FUNCTION casedesk_second_person();
"""
NO_SECOND_PERSON = """
DROP TRIGGER second_person ON cases_answer;
DROP FUNCTION casedesk_second_person();
"""

# System, security and audit administrators are three different people.
APART = """
CREATE FUNCTION casedesk_administrators_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an administrator does not become another one: % to %',
        OLD.duty, NEW.duty USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER administrators_apart BEFORE UPDATE OF duty ON cases_officer
    FOR EACH ROW WHEN (
        OLD.duty <> NEW.duty
        AND OLD.duty IN ('system_admin', 'security_admin', 'auditor')
        AND NEW.duty IN ('system_admin', 'security_admin', 'auditor')
    ) EXECUTE FUNCTION casedesk_administrators_apart();
"""
NOT_APART = """
DROP TRIGGER administrators_apart ON cases_officer;
DROP FUNCTION casedesk_administrators_apart();
"""

# What a sealed case says stays as it was sealed; retired is only what two people
# agreed to retire, and for good.
KEPT = """
CREATE FUNCTION casedesk_case_is_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF OLD.standing = NEW.standing OR OLD.standing = 'retired' THEN
        RAISE EXCEPTION 'case % is %', OLD.id, OLD.standing
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.standing = 'retired' AND NOT EXISTS (
        SELECT FROM cases_proposal JOIN cases_answer ON proposal_id = cases_proposal.id
        WHERE kind = 'retire' AND object_id = NEW.id AND outcome = 'agreed'
    ) THEN
        RAISE EXCEPTION 'case % is retired without two people''s consent', NEW.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER case_is_kept BEFORE UPDATE ON cases_case
    FOR EACH ROW WHEN (
        OLD.standing IN ('sealed', 'retired') OR NEW.standing = 'retired'
    ) EXECUTE FUNCTION casedesk_case_is_kept();
"""
NOT_KEPT = """
DROP TRIGGER case_is_kept ON cases_case;
DROP FUNCTION casedesk_case_is_kept();
"""

UNDELETED = """
CREATE FUNCTION casedesk_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never deleted from', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""


def added_only(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION casedesk_append_only();"
        f"CREATE TRIGGER not_truncated BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION casedesk_append_only();",
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER not_truncated ON {table};",
    )


def never_deleted(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER never_deleted BEFORE DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION casedesk_never_deleted();",
        f"DROP TRIGGER never_deleted ON {table};",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_dataset_counts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('agreed', 'Agreed'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], max_length=10, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='MembershipNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('added', 'You were added to a case'), ('changed', 'Your membership in a case was changed'), ('ended', 'Your membership in a case has ended')], max_length=8)),
                ('role', models.CharField(choices=[('lead', 'Lead investigator'), ('investigator', 'Investigator'), ('analyst', 'Analyst'), ('viewer', 'Viewer')], editable=False, max_length=16)),
                ('until', models.DateField(editable=False, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('due', models.DateField(editable=False)),
                ('seen_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'notice of membership',
                'verbose_name_plural': 'notices of membership',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(editable=False, max_length=20)),
                ('object_id', models.BigIntegerField(editable=False)),
                ('wanted', models.JSONField(blank=True, default=dict)),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposed')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='StandingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('open', 'In work'), ('closed', 'Closed'), ('sealed', 'Sealed'), ('retired', 'Retired')], max_length=8, verbose_name='standing')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
            ],
            options={
                'verbose_name': 'change of standing',
                'verbose_name_plural': 'changes of standing',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='standing',
            field=models.CharField(choices=[('open', 'In work'), ('closed', 'Closed'), ('sealed', 'Sealed'), ('retired', 'Retired')], default='open', editable=False, max_length=8, verbose_name='standing'),
        ),
        migrations.AddField(
            model_name='officer',
            name='one_time_until',
            field=models.DateTimeField(editable=False, null=True, verbose_name='one-time password until'),
        ),
        migrations.AlterField(
            model_name='officer',
            name='duty',
            field=models.CharField(choices=[('none', 'No duty yet'), ('police', 'Police officer'), ('prosecutor', 'Prosecutor'), ('system_admin', 'System administrator'), ('security_admin', 'Security administrator'), ('auditor', 'Auditor')], default='police', max_length=16, verbose_name='duty'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Upper(django.db.models.functions.text.Trim('badge')), name='one_officer_per_badge', violation_error_message='Another officer has this badge number.'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.UniqueConstraint(condition=models.Q(('duty__in', ('system_admin', 'security_admin', 'auditor'))), fields=('name', 'unit'), name='one_administrator_per_person', violation_error_message='Somebody of this name in this unit is an administrator already: system, security and audit administrators are three different people.'),
        ),
        migrations.AddField(
            model_name='answer',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='membershipnotice',
            name='by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membershipnotice',
            name='membership',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cases.casemember'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AddField(
            model_name='answer',
            name='proposal',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='cases.proposal'),
        ),
        migrations.AddField(
            model_name='standingchange',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='cases.case'),
        ),
        migrations.AddField(
            model_name='standingchange',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer'),
        ),
        migrations.AddField(
            model_name='standingchange',
            name='proposal',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.proposal'),
        ),
        migrations.AddIndex(
            model_name='membershipnotice',
            index=models.Index(fields=['membership', 'due'], name='notice_due'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['kind', 'object_id'], name='proposal_about'),
        ),
        *(added_only(table) for table in ADDED_ONLY),
        migrations.RunSQL(SECOND_PERSON, NO_SECOND_PERSON),
        migrations.RunSQL(APART, NOT_APART),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(UNDELETED, "DROP FUNCTION casedesk_never_deleted();"),
        *(never_deleted(table) for table in NEVER_DELETED),
    ]
