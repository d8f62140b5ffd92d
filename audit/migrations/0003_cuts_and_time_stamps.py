from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_narrow_entries'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cut',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('chain', models.BinaryField(max_length=32)),
                ('made_at', models.DateTimeField()),
                ('entries', models.PositiveBigIntegerField(default=0)),
                ('is_open', models.BooleanField(default=True)),
                ('mac', models.BinaryField(max_length=18)),
            ],
            options={
                'get_latest_by': 'seq',
            },
        ),
        migrations.CreateModel(
            name='TimeStamp',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('stamped_at', models.DateTimeField()),
                ('response', models.BinaryField()),
            ],
            options={
                'get_latest_by': 'seq',
            },
        ),
        migrations.AddField(
            model_name='verification',
            name='found',
            field=models.JSONField(default=list),
        ),
    ]
