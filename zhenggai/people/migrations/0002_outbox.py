import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from zhenggai.people.migrations._together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_tables'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Outgoing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.office')),
                    ('channel', models.CharField(choices=[('mail', 'Mail')], max_length=8)),
                    ('key', models.CharField(max_length=120, unique=True)),
                    ('target', models.TextField()),
                    ('subject', models.CharField(max_length=200)),
                    ('text', models.TextField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('dead', 'Dead')], default='waiting', max_length=8)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('begun_at', models.DateTimeField(null=True)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('fault', models.CharField(default='', max_length=200)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='outgoing_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'dead'])), name='outgoing_state'), models.CheckConstraint(condition=models.Q(('channel__in', ['mail'])), name='outgoing_channel')],
                },
            ),
            migrations.CreateModel(
                name='NoticeChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('email', models.EmailField(default='', max_length=200)),
                    ('wants_digest', models.BooleanField(default=True)),
                    ('feed_digest', models.CharField(max_length=64, null=True, unique=True)),
                    ('feed_made_at', models.DateTimeField(null=True)),
                ],
            ),
        ]),
    ]
