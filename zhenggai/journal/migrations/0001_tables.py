import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='EventDetail',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('salt', models.BinaryField(max_length=16)),
                ('body', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=100)),
                ('role', models.CharField(max_length=200)),
                ('office_id', models.BigIntegerField(null=True)),
                ('action', models.CharField(max_length=60)),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=64)),
                ('result', models.CharField(max_length=60)),
                ('summary', models.TextField()),
                ('request_id', models.CharField(max_length=64)),
                ('source', models.CharField(max_length=60)),
                ('detail_hash', models.CharField(max_length=64)),
                ('prev_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('alg', models.CharField(max_length=10)),
            ],
            options={
                'indexes': [models.Index(fields=['object_type', 'object_id', 'seq'], name='event_of_object'), models.Index(fields=['office_id', 'seq'], name='event_of_office'), models.Index(fields=['actor_id', 'seq'], name='event_of_actor')],
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by_name', models.CharField(max_length=100)),
                ('exit_code', models.PositiveSmallIntegerField()),
                ('sentence', models.TextField()),
                ('events', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['-at'], name='verification_newest')],
            },
        ),
    ]
