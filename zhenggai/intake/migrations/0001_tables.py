import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('archive', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('queued', '等待读入'), ('reading', '正在读入'), ('read', '待确认'), ('refused', '未能读入'), ('adopted', '已立账')], default='queued', max_length=8, verbose_name='状态')),
                ('format', models.CharField(max_length=10, null=True)),
                ('text', models.TextField(null=True)),
                ('layout', models.JSONField(null=True)),
                ('draft', models.JSONField(null=True)),
                ('edited', models.JSONField(null=True)),
                ('subject', models.CharField(default='', max_length=64)),
                ('occasion', models.CharField(default='', max_length=64)),
                ('notices', models.JSONField(default=list)),
                ('refusal_code', models.CharField(max_length=60, null=True)),
                ('refusal_sentence', models.TextField(null=True)),
                ('job_id', models.BigIntegerField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('uploaded_by_name', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('attachment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.attachment')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['office', '-created_at'], name='reading_of_office'), models.Index(fields=['office', 'subject'], name='reading_of_subject'), models.Index(fields=['office', 'occasion'], name='reading_of_occasion')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'reading', 'read', 'refused', 'adopted'])), name='reading_state'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['read', 'adopted']), _negated=True), models.Q(('draft__isnull', False), ('text__isnull', False)), _connector='OR'), name='reading_read_has_draft'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refusal_code__isnull', False), ('refusal_sentence__isnull', False)), _connector='OR'), name='reading_refused_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='DraftEdit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('verb', models.CharField(choices=[('edit', '修改'), ('undo', '撤销'), ('redo', '重做')], max_length=4)),
                ('turns', models.PositiveIntegerField(null=True)),
                ('name', models.CharField(max_length=20)),
                ('summary', models.TextField()),
                ('touched', models.JSONField(default=list)),
                ('change', models.JSONField()),
                ('person_name', models.CharField(max_length=100)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edits', to='intake.reading')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('reading', 'version'), name='edit_version_once'), models.CheckConstraint(condition=models.Q(('verb__in', ['edit', 'undo', 'redo'])), name='edit_verb'), models.CheckConstraint(condition=models.Q(models.Q(('turns', None), ('verb', 'edit')), models.Q(('turns__isnull', False), ('verb__in', ['undo', 'redo'])), _connector='OR'), name='edit_turns_an_edit')],
            },
        ),
        migrations.CreateModel(
            name='SheetFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('queued', '等待读入'), ('reading', '正在读入'), ('read', '已读入'), ('refused', '未能读入')], default='queued', max_length=8, verbose_name='状态')),
                ('cells', models.JSONField(null=True)),
                ('refusal_code', models.CharField(max_length=60, null=True)),
                ('refusal_sentence', models.TextField(null=True)),
                ('then', models.CharField(max_length=60)),
                ('job_id', models.BigIntegerField(null=True)),
                ('uploaded_by_name', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('attachment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.attachment')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'reading', 'read', 'refused'])), name='sheet_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refusal_code__isnull', False), ('refusal_sentence__isnull', False)), _connector='OR'), name='sheet_refused_has_reason')],
            },
        ),
    ]
