from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dpo_portal', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrailDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('checkpoint', 'Checkpoint'), ('alarm', 'Alarm'), ('verify', 'Verify')], max_length=10)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'on'), name='trail_duty_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['checkpoint', 'alarm', 'verify'])), name='trail_duty_kind_known')],
            },
        ),
    ]
