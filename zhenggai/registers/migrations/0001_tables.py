import django.db.models.deletion
import django.utils.timezone
import uuid
import zhenggai.registers.models
from django.db import migrations, models

from zhenggai.people.migrations._together import Together


class Migration(migrations.Migration):

    replaces = [
        ('registers', '0001_records_and_results'),
        ('registers', '0002_bindings_and_calls'),
        ('registers', '0003_sign_in_tries'),
    ]

    initial = True

    dependencies = [
        ('archive', '0001_initial'),
        ('people', '0001_tables'),
        ('rectification', '0001_tables'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='RegisterVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('register', models.CharField(max_length=8)),
                    ('code', models.CharField(max_length=40)),
                    ('number', models.PositiveIntegerField()),
                    ('label', models.CharField(max_length=100, verbose_name='名称')),
                    ('source', models.TextField()),
                    ('digest', models.CharField(max_length=64)),
                    ('is_current', models.BooleanField(default=True)),
                    ('published_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('published_on', models.DateField()),
                    ('published_by_name', models.CharField(max_length=100)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('code', 'number'), name='edition_number_once'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('code',), name='edition_current_once')],
                },
            ),
            migrations.CreateModel(
                name='Record',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('register', models.CharField(max_length=40)),
                    ('number', models.CharField(max_length=80, verbose_name='编号')),
                    ('title', models.CharField(default='', max_length=200, verbose_name='名称')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                    ('state', models.CharField(max_length=40, verbose_name='状态')),
                    ('classification', models.CharField(default='内部', max_length=4, verbose_name='密级')),
                    ('recorded_on', models.DateField(verbose_name='录入日期')),
                    ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('recorded_by_name', models.CharField(default='', max_length=100)),
                    ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('submitted_by_account', models.BigIntegerField(null=True)),
                    ('reviewed_at', models.DateTimeField(null=True)),
                    ('pending_move', models.CharField(max_length=40, null=True)),
                    ('pending_by_account', models.BigIntegerField(null=True)),
                    ('voided_at', models.DateTimeField(null=True)),
                    ('void_reason', models.CharField(default='', max_length=500, verbose_name='作废理由')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('data', models.JSONField(default=dict, encoder=zhenggai.registers.models.Characters)),
                    ('department', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('issues', models.ManyToManyField(related_name='+', to='rectification.issue')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('pending_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('submitted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.registerversion')),
                ],
                options={
                    'indexes': [models.Index(fields=['office', 'register', '-id'], name='record_newest'), models.Index(fields=['office', 'register', 'state', '-id'], name='record_by_state'), models.Index(fields=['register', 'updated_at'], name='record_changed'), models.Index(fields=['handler', 'register'], name='record_of_handler')],
                    'constraints': [models.UniqueConstraint(fields=('office', 'register', 'number'), name='record_number'), models.CheckConstraint(condition=models.Q(('voided_at', None), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='record_void_with_reason')],
                },
            ),
            migrations.CreateModel(
                name='OldValues',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('data', models.JSONField()),
                    ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='old_values', to='registers.record')),
                    ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.registerversion')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.registerversion')),
                ],
            ),
            migrations.CreateModel(
                name='Setting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('name', models.CharField(max_length=40)),
                    ('value', models.JSONField()),
                    ('basis', models.CharField(max_length=200, verbose_name='依据')),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('office', 'code', 'name'), name='setting_once')],
                },
            ),
            migrations.CreateModel(
                name='SignInTry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address_key', models.CharField(max_length=64)),
                    ('name', models.CharField(max_length=50)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.record')),
                ],
                options={
                    'indexes': [models.Index(fields=['record', 'address_key', 'at'], name='sign_in_tries')],
                },
            ),
            migrations.CreateModel(
                name='Step',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('move', models.CharField(max_length=40)),
                    ('source', models.CharField(max_length=40)),
                    ('target', models.CharField(max_length=40)),
                    ('person_name', models.CharField(max_length=100)),
                    ('second_name', models.CharField(default='', max_length=100)),
                    ('reason', models.CharField(default='', max_length=1000)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('on', models.DateField()),
                    ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='registers.record')),
                ],
            ),
            migrations.CreateModel(
                name='SweepMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('register', models.CharField(max_length=40)),
                    ('swept_at', models.DateTimeField()),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.registerversion')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('office', 'register'), name='sweep_mark_once')],
                },
            ),
            migrations.CreateModel(
                name='Violation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('register', models.CharField(max_length=40)),
                    ('check_id', models.CharField(max_length=40)),
                    ('part', models.CharField(default='', max_length=40)),
                    ('subject', models.CharField(max_length=200)),
                    ('level', models.CharField(choices=[('E', '错误'), ('W', '警告'), ('I', '提示')], max_length=1)),
                    ('record_key', models.CharField(default='', max_length=200)),
                    ('period', models.CharField(max_length=10, null=True)),
                    ('observed', models.TextField()),
                    ('expected', models.TextField()),
                    ('say', models.TextField()),
                    ('basis', models.CharField(default='', max_length=200)),
                    ('fix', models.CharField(default='', max_length=200)),
                    ('state', models.CharField(choices=[('open', '未整改'), ('waived', '已豁免'), ('fixed', '已整改')], default='open', max_length=6)),
                    ('first_seen_on', models.DateField()),
                    ('last_seen_on', models.DateField()),
                    ('fixed_on', models.DateField(null=True)),
                    ('swept', models.BigIntegerField(default=0)),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('record', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='violations', to='registers.record')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'waived'])), fields=['register', 'check_id', 'part', 'swept'], name='violation_open'), models.Index(fields=['office', 'state', 'level'], name='violation_of_office')],
                    'constraints': [models.UniqueConstraint(fields=('office', 'register', 'check_id', 'part', 'subject'), name='violation_once'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'waived', 'fixed'])), name='violation_state'), models.CheckConstraint(condition=models.Q(('level__in', ['E', 'W', 'I'])), name='violation_level')],
                },
            ),
            migrations.CreateModel(
                name='Waiver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=1000, verbose_name='豁免理由')),
                    ('until', models.DateField(verbose_name='豁免至')),
                    ('asked_by_account', models.BigIntegerField(null=True)),
                    ('asked_by_person', models.BigIntegerField(null=True)),
                    ('asked_by_name', models.CharField(max_length=100)),
                    ('asked_on', models.DateField()),
                    ('approved_by_name', models.CharField(default='', max_length=100)),
                    ('approved_on', models.DateField(null=True)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('violation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='registers.violation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('asked_on'))), name='waiver_ends_later')],
                },
            ),
            migrations.CreateModel(
                name='CheckBinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('register', models.CharField(max_length=40)),
                    ('check_id', models.CharField(max_length=40)),
                    ('bound_on', models.DateField()),
                    ('bound_by_name', models.CharField(max_length=100)),
                    ('ended_on', models.DateField(null=True)),
                    ('ended_by_name', models.CharField(default='', max_length=100)),
                    ('end_reason', models.CharField(default='', max_length=500)),
                    ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rectification.issue')),
                    ('measure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rectification.measure')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('ended_on', None)), fields=['office', 'register', 'check_id'], name='binding_of_check')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('issue', 'register', 'check_id'), name='binding_once'), models.CheckConstraint(condition=models.Q(('ended_on', None), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='binding_ended_with_reason')],
                },
            ),
            migrations.CreateModel(
                name='LookbackCall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('register', models.CharField(max_length=40)),
                    ('check_id', models.CharField(max_length=40)),
                    ('failing', models.PositiveIntegerField()),
                    ('said', models.TextField()),
                    ('called_on', models.DateField()),
                    ('state', models.CharField(choices=[('open', '待核实'), ('solid', '未反弹'), ('partial', '部分反弹'), ('relapsed', '回潮')], default='open', max_length=8)),
                    ('findings', models.CharField(default='', max_length=1000, verbose_name='核实情况')),
                    ('settled_on', models.DateField(null=True)),
                    ('settled_by_name', models.CharField(default='', max_length=100)),
                    ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rectification.issue')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('issue',), name='lookback_call_once'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'solid', 'partial', 'relapsed'])), name='lookback_call_state')],
                },
            ),
            migrations.CreateModel(
                name='Occurrence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('register', models.CharField(max_length=40)),
                    ('name', models.CharField(max_length=40)),
                    ('nominal_on', models.DateField()),
                    ('starts_on', models.DateField()),
                    ('due_on', models.DateField()),
                    ('role', models.CharField(max_length=24, null=True)),
                    ('state', models.CharField(choices=[('open', '待办'), ('done', '已办'), ('excused', '免办'), ('dropped', '不再需要')], default='open', max_length=8)),
                    ('done_on', models.DateField(null=True)),
                    ('done_by_name', models.CharField(default='', max_length=100)),
                    ('note', models.CharField(default='', max_length=500)),
                    ('moved_from', models.DateField(null=True)),
                    ('attachment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.attachment')),
                    ('department', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('record', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='registers.record')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['office', 'due_on'], name='occurrence_open')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('record', None)), fields=('office', 'register', 'name', 'nominal_on'), name='occurrence_once'), models.UniqueConstraint(condition=models.Q(('record__isnull', False), ('state', 'open')), fields=('record', 'name'), name='reminder_once'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done', 'excused', 'dropped'])), name='occurrence_state')],
                },
            ),
            migrations.CreateModel(
                name='EvidenceItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40)),
                    ('attached_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('attached_by_name', models.CharField(max_length=100)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('withdraw_reason', models.CharField(default='', max_length=500)),
                    ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.attachment')),
                    ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='registers.record')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('withdraw_reason', ''), _negated=True), _connector='OR'), name='evidence_withdrawn_with_reason')],
                },
            ),
            migrations.CreateModel(
                name='Correction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('changes', models.JSONField()),
                    ('reason', models.CharField(max_length=1000, verbose_name='更正理由')),
                    ('state', models.CharField(choices=[('asked', '待批'), ('approved', '已更正'), ('refused', '未批准')], default='asked', max_length=8)),
                    ('asked_by_account', models.BigIntegerField(null=True)),
                    ('asked_by_person', models.BigIntegerField(null=True)),
                    ('asked_by_name', models.CharField(max_length=100)),
                    ('asked_on', models.DateField()),
                    ('settled_by_name', models.CharField(default='', max_length=100)),
                    ('settled_on', models.DateField(null=True)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='registers.record')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'approved', 'refused'])), name='correction_state')],
                },
            ),
        ]),
    ]
