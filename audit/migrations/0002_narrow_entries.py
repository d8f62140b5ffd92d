"""Entries lose what can be worked out, and indexes grow at their right end alone.

A digest is made of the row itself; half an HMAC vouches as well (RFC 4868). Descending
indexes left half of each page empty. Entries of before stay as they are and verify.
"""
from django.db import migrations, models

import audit.models.labels
from audit.models.labels import code_of

TABLES = ("accessentry", "auditdirty", "ledgerentry")


def code_labels(apps, schema_editor):
    """Existing rows say their model by its code from now on."""
    for name in TABLES:
        table = apps.get_model("audit", name)
        rows = models.QuerySet(table, using=schema_editor.connection.alias)
        for label in list(rows.values_list("model", flat=True).distinct()):
            rows.filter(model=label).update(model_code=code_of(label))


def coded(name):
    """Give the column of labels away for one of codes."""
    return [
        migrations.RemoveField(name, "model"),
        migrations.RenameField(name, "model_code", "model"),
    ]



class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='accessentry',
            name='access_by_controller',
        ),
        migrations.RemoveIndex(
            model_name='accessentry',
            name='access_by_time',
        ),
        migrations.RemoveIndex(
            model_name='accessentry',
            name='access_by_actor',
        ),
        migrations.RemoveIndex(
            model_name='accessentry',
            name='access_by_case',
        ),
        migrations.RemoveIndex(
            model_name='accessentry',
            name='access_by_subject',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_by_time',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_by_controller',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_by_actor',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_by_record',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_by_subject',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_by_case',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_by_kind',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_by_channel',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_by_reason',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='ledger_unattributed',
        ),
        migrations.AlterField(
            model_name='accessentry',
            name='mac',
            field=models.BinaryField(max_length=18),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='mac',
            field=models.BinaryField(max_length=18),
        ),
        migrations.AlterField(
            model_name='verification',
            name='mac',
            field=models.BinaryField(max_length=18),
        ),
        migrations.RemoveIndex("auditdirty", "dirty_by_record"),
        *(
            migrations.AddField(name, "model_code", models.IntegerField(default=0))
            for name in TABLES
        ),
        migrations.RunPython(code_labels, migrations.RunPython.noop),
        *(operation for name in TABLES for operation in coded(name)),
        migrations.AlterField(
            "accessentry", "model", audit.models.labels.LabelField(default="")
        ),
        migrations.AlterField("auditdirty", "model", audit.models.labels.LabelField()),
        migrations.AlterField(
            "ledgerentry", "model", audit.models.labels.LabelField(default="")
        ),
        migrations.AddIndex(
            "auditdirty",
            models.Index(fields=["object_pk", "model"], name="dirty_by_record"),
        ),
        migrations.CreateModel(
            name="RecordKind",
            fields=[
                ("code", models.IntegerField(primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=80)),
            ],
            options={"abstract": False},
        ),
        migrations.AddIndex(
            model_name='accessentry',
            index=models.Index(fields=['controller_id', 'id'], name='access_by_controller'),
        ),
        migrations.AddIndex(
            model_name='accessentry',
            index=models.Index(fields=['occurred_at', 'id'], name='access_by_time'),
        ),
        migrations.AddIndex(
            model_name='accessentry',
            index=models.Index(condition=models.Q(('actor_id__isnull', False)), fields=['actor_id', 'id'], name='access_by_actor'),
        ),
        migrations.AddIndex(
            model_name='accessentry',
            index=models.Index(condition=models.Q(('case_id__isnull', False)), fields=['case_id', 'id'], name='access_by_case'),
        ),
        migrations.AddIndex(
            model_name='accessentry',
            index=models.Index(condition=models.Q(('subject_id__isnull', False)), fields=['subject_id', 'id'], name='access_by_subject'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['occurred_at', 'id'], name='ledger_by_time'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['controller_id', 'id'], name='ledger_by_controller'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(condition=models.Q(('actor_id__isnull', False)), fields=['actor_id', 'id'], name='ledger_by_actor'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['model', 'object_pk', 'id'], name='ledger_by_record'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(condition=models.Q(('subject_id__isnull', False)), fields=['subject_id', 'id'], name='ledger_by_subject'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(condition=models.Q(('case_id__isnull', False)), fields=['case_id', 'id'], name='ledger_by_case'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['model', 'id'], name='ledger_by_kind'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(condition=models.Q(('channel__in', ['web', 'job']), _negated=True), fields=['channel', 'id'], name='ledger_by_channel'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(condition=models.Q(('reason_code', ''), _negated=True), fields=['reason_code', 'id'], name='ledger_by_reason'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(condition=models.Q(('actor_kind', 'sql')), fields=['id'], name='ledger_unattributed'),
        ),
        migrations.RemoveField(
            model_name='accessentry',
            name='digest',
        ),
        migrations.RemoveField(
            model_name='ledgerentry',
            name='digest',
        ),
    ]
