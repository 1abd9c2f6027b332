import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from zhenggai.people.migrations._together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_tables'),
        ('rectification', '0005_assessments'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Warning',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('number', models.PositiveIntegerField(verbose_name='编号')),
                    ('kind', models.CharField(choices=[('issue', '问题'), ('measure', '措施'), ('milestone', '节点')], max_length=9)),
                    ('subject', models.BigIntegerField()),
                    ('subject_uuid', models.UUIDField()),
                    ('issue', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rectification.issue')),
                    ('measure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rectification.measure')),
                    ('cycle', models.PositiveSmallIntegerField(default=1)),
                    ('reason', models.CharField(choices=[('deadline', '期限'), ('stalled', '停滞'), ('returned', '多次退回'), ('repeated', '多次黄色预警')], max_length=8)),
                    ('level', models.CharField(choices=[('red', '超期'), ('yellow', '临期'), ('green', '提醒'), ('none', '未到提醒期')], max_length=6)),
                    ('basis_on', models.DateField()),
                    ('code', models.CharField(max_length=24)),
                    ('title', models.TextField()),
                    ('deadline', models.DateField(null=True)),
                    ('issued_on', models.DateField()),
                    ('recipients', models.JSONField(default=list)),
                    ('cleared_on', models.DateField(null=True)),
                    ('cleared_as', models.CharField(choices=[('done', '已办'), ('moved', '时限已变'), ('raised', '已升级')], max_length=6, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['office', 'issued_on', 'id'], name='warning_of_day'), models.Index(condition=models.Q(('cleared_on', None)), fields=['office', 'reason', 'kind'], name='warning_in_force')],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'subject', 'reason', 'basis_on', 'level', 'cycle'), name='warning_once_a_level'), models.CheckConstraint(condition=models.Q(('kind__in', ['issue', 'measure', 'milestone'])), name='warning_kind'), models.CheckConstraint(condition=models.Q(('reason__in', ['deadline', 'stalled', 'returned', 'repeated'])), name='warning_reason'), models.CheckConstraint(condition=models.Q(('level__in', ['red', 'yellow', 'green'])), name='warning_level'), models.CheckConstraint(condition=models.Q(models.Q(('cleared_as', None), ('cleared_on', None)), models.Q(('cleared_as__in', ['done', 'moved', 'raised']), ('cleared_on__isnull', False)), _connector='OR'), name='warning_cleared_as')],
                },
            ),
            migrations.CreateModel(
                name='WarningRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.office')),
                    ('day', models.DateField()),
                    ('issued_count', models.PositiveIntegerField(default=0)),
                    ('cleared_count', models.PositiveIntegerField(default=0)),
                    ('ran_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('office', 'day'), name='warning_run_once_a_day')],
                },
            ),
            migrations.CreateModel(
                name='SupervisionLetter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='rectification.inspectionround')),
                    ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='rectification.issue')),
                    ('kind', models.CharField(choices=[('notice', '督查督办通知书'), ('guidance', '阶段督查指导书'), ('reminder', '提醒书'), ('admonition', '告诫书'), ('accountability', '问责建议书')], max_length=14, verbose_name='文书')),
                    ('state', models.CharField(choices=[('draft', '拟稿'), ('issued', '已签发'), ('replied', '已回复'), ('settled', '已办结'), ('dropped', '已作废')], default='draft', max_length=8)),
                    ('number', models.PositiveIntegerField(null=True)),
                    ('year', models.PositiveSmallIntegerField(null=True)),
                    ('basis', models.TextField(verbose_name='依据')),
                    ('findings', models.TextField(verbose_name='当前进展')),
                    ('demand', models.TextField(verbose_name='要求')),
                    ('deadline', models.DateField(null=True, verbose_name='时限')),
                    ('last_deadline', models.DateField(null=True, verbose_name='最后期限')),
                    ('reply_by', models.DateField(verbose_name='回复期限')),
                    ('drafted_on', models.DateField()),
                    ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('drafted_by_name', models.CharField(max_length=100)),
                    ('issued_on', models.DateField(null=True, verbose_name='签发日期')),
                    ('issued_by_name', models.CharField(max_length=100, null=True, verbose_name='签发')),
                    ('ended_on', models.DateField(null=True)),
                    ('ended_words', models.TextField(null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'indexes': [models.Index(fields=['office', 'state', 'reply_by'], name='letter_by_reply'), models.Index(fields=['issue', '-id'], name='letter_of_issue')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('office', 'year', 'number'), name='letter_number_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'issued', 'replied'])), fields=('issue', 'kind'), name='letter_open_once_a_kind'), models.CheckConstraint(condition=models.Q(('kind__in', ['notice', 'guidance', 'reminder', 'admonition', 'accountability'])), name='letter_kind'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'issued', 'replied', 'settled', 'dropped'])), name='letter_state'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'dropped']), ('number__isnull', False), _connector='OR'), name='letter_numbered_when_issued')],
                },
            ),
            migrations.CreateModel(
                name='LetterRecipient',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='rectification.supervisionletter')),
                    ('role', models.CharField(max_length=24)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('name', models.CharField(max_length=100)),
                    ('is_copy', models.BooleanField(default=False)),
                    ('delivered_on', models.DateField(null=True, verbose_name='送达')),
                    ('delivered_how', models.CharField(max_length=40, null=True, verbose_name='送达方式')),
                    ('received_on', models.DateField(null=True, verbose_name='签收')),
                    ('received_by_name', models.CharField(max_length=100, null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('received_on', None)), fields=['person', 'letter'], name='letter_to_receive')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('received_on', None), models.Q(('delivered_on__isnull', False), ('received_on__gte', models.F('delivered_on'))), _connector='OR'), name='letter_received_after_delivery')],
                },
            ),
            migrations.CreateModel(
                name='LetterReply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='rectification.supervisionletter')),
                    ('text', models.TextField(verbose_name='回复')),
                    ('replied_on', models.DateField()),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('author_name', models.CharField(max_length=100)),
                ],
                options={
                    'abstract': False,
                },
            ),
        ]),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['office', 'state', 'deadline'], name='issue_due'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['office', 'state', 'last_progress_on'], name='issue_silent'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('supervised_on__isnull', False)), fields=['office', 'supervised_on'], name='issue_supervised'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(fields=['office', 'state', 'deadline'], name='measure_due'),
        ),
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(condition=models.Q(('done_on', None)), fields=['office', 'deadline'], name='milestone_due'),
        ),
    ]
