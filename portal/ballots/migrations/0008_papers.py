"""Votes on paper and with help. The ballot box refuses whoever stands on a sign-in sheet: outcome 9 other_channel."""

import django.db.models.deletion
import portal.ballots.models.papers
import portal.core.codes
from django.conf import settings
from django.db import migrations, models


FORWARDS = """
CREATE FUNCTION ballots_voted_on_paper(p_poll bigint, p_user bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM ballots_signinline l
      JOIN ballots_rollentry e ON e.id = l.entry_id AND e.user_id = p_user
      JOIN ballots_signinsheet t ON t.id = l.sheet_id AND t.channel <> 'counter'
     WHERE l.poll_id = p_poll)
$$;

CREATE OR REPLACE FUNCTION ballots_refusal(p_poll bigint, p_user bigint, p_at timestamptz, p_epoch integer)
RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN p_epoch IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM accounts_user u WHERE u.id = p_user AND u.is_active AND u.auth_epoch = p_epoch) THEN 8
    WHEN NOT EXISTS (SELECT 1 FROM ballots_rollentry e WHERE e.roll_id = p.roll_id AND e.user_id = p_user) THEN 5
    WHEN p_at < p.opens_at THEN 3
    WHEN p_at >= p.closes_at OR p.counted_at IS NOT NULL THEN 4
    WHEN ballots_voted_on_paper(p_poll, p_user) THEN 9
    ELSE 0 END
  FROM ballots_poll p WHERE p.id = p_poll
$$;

CREATE OR REPLACE FUNCTION ballots_cast(
  p_poll bigint, p_option text, p_user bigint, p_key bytea, p_at timestamptz, p_epoch integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_taken integer[];
  v_slot integer;
  v_used integer;
  v_refusal integer;
  v_option bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7020093600000000000 + p_poll);
  PERFORM pg_advisory_xact_lock(hashint8extended(p_user, p_poll));
  v_taken := ARRAY(SELECT c.slot FROM ballots_choice c WHERE c.poll_id = p_poll AND c.voter_key = p_key);
  v_used := cardinality(v_taken);
  INSERT INTO ballots_choice (poll_id, option_id, voter_key, slot)
  SELECT p.id, o.id, p_key, s.n
    FROM ballots_poll p
    JOIN ballots_polloption o ON o.poll_id = p.id AND o.code = p_option AND o.withdrawn_at IS NULL
    JOIN ballots_rollentry e ON e.roll_id = p.roll_id AND e.user_id = p_user
    CROSS JOIN LATERAL (
      SELECT g.n FROM generate_series(1, p.slots) g(n) WHERE g.n <> ALL (v_taken) ORDER BY g.n LIMIT 1
    ) s
   WHERE p.id = p_poll AND p_at >= p.opens_at AND p_at < p.closes_at AND p.counted_at IS NULL
     AND NOT EXISTS (
       SELECT 1 FROM ballots_signinline l JOIN ballots_signinsheet t ON t.id = l.sheet_id AND t.channel <> 'counter'
        WHERE l.poll_id = p_poll AND l.entry_id = e.id)
     AND (p_epoch IS NULL OR EXISTS (
       SELECT 1 FROM accounts_user u WHERE u.id = p_user AND u.is_active AND u.auth_epoch = p_epoch))
  ON CONFLICT DO NOTHING
  RETURNING slot INTO v_slot;
  IF v_slot IS NOT NULL THEN
    RETURN v_used + 1;
  END IF;
  v_refusal := ballots_refusal(p_poll, p_user, p_at, p_epoch);
  IF v_refusal <> 0 THEN
    RETURN v_refusal * 100 + v_used;
  END IF;
  SELECT o.id INTO v_option FROM ballots_polloption o
   WHERE o.poll_id = p_poll AND o.code = p_option AND o.withdrawn_at IS NULL;
  IF v_option IS NULL THEN
    RETURN 600 + v_used;
  END IF;
  IF EXISTS (SELECT 1 FROM ballots_choice c
              WHERE c.poll_id = p_poll AND c.voter_key = p_key AND c.option_id = v_option) THEN
    RETURN 100 + v_used;
  END IF;
  RETURN 200 + v_used;
END $$;
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORWARDS, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0007_composite'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SheetScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', portal.core.codes.CodeField(default=portal.core.codes.random_code, editable=False, max_length=16, unique=True)),
                ('image', models.ImageField(upload_to=portal.ballots.models.papers.scan_path, verbose_name='picture')),
            ],
            options={
                'verbose_name': 'scan of a sign-in sheet',
                'verbose_name_plural': 'scans of sign-in sheets',
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='countedballot',
            name='channel',
            field=models.CharField(blank=True, choices=[('online', 'online'), ('counter', 'at the counter, with help'), ('paper', 'on paper')], max_length=8, verbose_name='way of voting'),
        ),
        migrations.AlterField(
            model_name='countedballot',
            name='excluded',
            field=models.CharField(blank=True, choices=[('not_entitled', 'its voter was not entitled to vote'), ('not_own', "somebody else voted in the person's place"), ('twice', 'the person voted in another way too'), ('automated', 'cast by a program, not by a person'), ('paper_first', 'the person had voted on paper already'), ('other', 'another reason')], max_length=16, verbose_name='left out because'),
        ),
        migrations.AlterField(
            model_name='exclusion',
            name='kind',
            field=models.CharField(choices=[('not_entitled', 'its voter was not entitled to vote'), ('not_own', "somebody else voted in the person's place"), ('twice', 'the person voted in another way too'), ('automated', 'cast by a program, not by a person'), ('paper_first', 'the person had voted on paper already'), ('other', 'another reason')], max_length=16, verbose_name='ground'),
        ),
        migrations.CreateModel(
            name='SignInSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', portal.core.codes.CodeField(default=portal.core.codes.random_code, editable=False, max_length=16, unique=True)),
                ('channel', models.CharField(choices=[('online', 'online'), ('counter', 'at the counter, with help'), ('paper', 'on paper')], max_length=8, verbose_name='way of voting')),
                ('place', models.CharField(max_length=80, verbose_name='place')),
                ('held_on', models.DateField(verbose_name='day')),
                ('state', models.CharField(choices=[('open', 'being filled in'), ('closed', 'waits for a second person'), ('confirmed', 'confirmed'), ('dropped', 'dropped')], default='open', max_length=10, verbose_name='state')),
                ('signed_in', models.PositiveIntegerField(default=0, verbose_name='signed in')),
                ('proxies', models.PositiveIntegerField(default=0, verbose_name='of these by proxy')),
                ('papers', models.PositiveIntegerField(null=True, verbose_name='papers in the box')),
                ('invalid', models.PositiveIntegerField(null=True, verbose_name='of these invalid')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_in_sheets', to='ballots.poll', verbose_name='poll')),
            ],
            options={
                'verbose_name': 'sign-in sheet',
                'verbose_name_plural': 'sign-in sheets',
                'ordering': ['held_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SignInLine',
            fields=[
                ('pk', models.CompositePrimaryKey('poll_id', 'entry_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('options', models.JSONField(null=True, verbose_name='options chosen')),
                ('authorisation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='authorises', to='ballots.sheetscan')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_in_lines', to='ballots.rollentry')),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_in_lines', to='ballots.poll')),
                ('proxy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proxy_lines', to='ballots.rollentry')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ballots.signinsheet')),
            ],
            options={
                'verbose_name': 'line of a sign-in sheet',
                'verbose_name_plural': 'lines of sign-in sheets',
            },
        ),
        migrations.AddField(
            model_name='sheetscan',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='ballots.signinsheet'),
        ),
        migrations.CreateModel(
            name='BoxCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('piles', models.JSONField(verbose_name='piles')),
                ('invalid', models.PositiveIntegerField(default=0, verbose_name='invalid papers')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='teller')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='box_counts', to='ballots.signinsheet')),
            ],
            options={
                'verbose_name': 'box count',
                'verbose_name_plural': 'box counts',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AssistedVotes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('number', models.PositiveIntegerField(verbose_name='people')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='helped by')),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assisted', to='ballots.poll')),
            ],
            options={
                'verbose_name': 'help at the counter',
                'verbose_name_plural': 'help at the counter',
                'ordering': ['day', 'id'],
                'constraints': [models.UniqueConstraint(fields=('poll', 'by', 'day'), name='assisted_votes_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='signinsheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('closed_by__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='sheet_confirmed_by_two'),
        ),
        migrations.AddConstraint(
            model_name='signinsheet',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('closed_by')), _negated=True), _connector='OR'), name='sheet_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='signinsheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('invalid__isnull', True), ('papers__isnull', True)), models.Q(('invalid__lte', models.F('papers')), ('papers__lte', models.F('signed_in'))), _connector='OR'), name='sheet_papers_of_people'),
        ),
        migrations.AddConstraint(
            model_name='signinsheet',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['paper', 'counter'])), name='sheet_channel'),
        ),
        migrations.AddConstraint(
            model_name='signinsheet',
            constraint=models.CheckConstraint(condition=models.Q(('proxies__lte', models.F('signed_in'))), name='sheet_proxies_of_people'),
        ),
        migrations.AddConstraint(
            model_name='signinsheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='sheet_dropped_why'),
        ),
        migrations.AddConstraint(
            model_name='signinline',
            constraint=models.UniqueConstraint(condition=models.Q(('proxy__isnull', False)), fields=('poll', 'proxy'), name='sign_in_proxy_once'),
        ),
        migrations.AddConstraint(
            model_name='signinline',
            constraint=models.CheckConstraint(condition=models.Q(('proxy__isnull', True), models.Q(models.Q(('proxy', models.F('entry')), _negated=True), ('authorisation__isnull', False)), _connector='OR'), name='sign_in_proxy_authorised'),
        ),
        migrations.AddConstraint(
            model_name='boxcount',
            constraint=models.UniqueConstraint(fields=('sheet', 'by'), name='box_count_once'),
        ),
        migrations.RunPython(forwards),
    ]
