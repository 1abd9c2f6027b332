import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from zhenggai.people.migrations._together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Office',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('organ', '机关'), ('department', '室委'), ('branch', '支部'), ('liaison', '联络处'), ('superior', '上级监督单位')], max_length=10, verbose_name='类别')),
                    ('name', models.CharField(max_length=100, verbose_name='名称')),
                    ('short_name', models.CharField(default='', max_length=40, verbose_name='简称')),
                    ('pinyin', models.CharField(default='', editable=False, max_length=200)),
                    ('active', models.BooleanField(default=True)),
                    ('organ_key', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='people.office')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='people.office')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['organ', 'department', 'branch', 'liaison', 'superior'])), name='office_kind'), models.UniqueConstraint(fields=('parent', 'name'), name='office_name_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('name', models.CharField(max_length=50, verbose_name='姓名')),
                    ('pinyin', models.CharField(db_index=True, default='', editable=False, max_length=200)),
                    ('worked_from', models.DateField(null=True, verbose_name='参加工作日')),
                    ('active', models.BooleanField(default=True)),
                    ('left_on', models.DateField(null=True, verbose_name='离岗日期')),
                    ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='people.office')),
                ],
            ),
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('username', models.CharField(max_length=60, unique=True, verbose_name='账号')),
                    ('display_name', models.CharField(max_length=60)),
                    ('is_active', models.BooleanField(default=True)),
                    ('must_change_password', models.BooleanField(default=True)),
                    ('password_changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('initial_password_until', models.DateTimeField(null=True)),
                    ('auth_version', models.PositiveIntegerField(default=1)),
                    ('last_sign_in_at', models.DateTimeField(null=True)),
                    ('previous_sign_in_at', models.DateTimeField(null=True)),
                    ('locked_until', models.DateTimeField(null=True)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='OfficeSetting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('key', models.CharField(max_length=60)),
                    ('value', models.JSONField()),
                    ('reason', models.TextField(null=True)),
                    ('changed_by_name', models.CharField(max_length=100)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('office', 'key'), name='setting_once_an_office')],
                },
            ),
            migrations.CreateModel(
                name='Outgoing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.office')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='outgoing_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'dead'])), name='outgoing_state'), models.CheckConstraint(condition=models.Q(('channel__in', ['mail'])), name='outgoing_channel')],
                },
            ),
            migrations.CreateModel(
                name='PasswordHistory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('hash', models.CharField(max_length=256)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='NoticeChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(default='', max_length=200)),
                    ('wants_digest', models.BooleanField(default=True)),
                    ('feed_digest', models.CharField(max_length=64, null=True, unique=True)),
                    ('feed_made_at', models.DateTimeField(null=True)),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ],
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('code', models.CharField(max_length=40)),
                    ('text', models.TextField()),
                    ('reason', models.TextField()),
                    ('object_type', models.CharField(max_length=60)),
                    ('object_id', models.CharField(max_length=64)),
                    ('sent_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('read_at', models.DateTimeField(null=True)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['person', '-sent_at'], name='message_unread'), models.Index(fields=['person', '-sent_at'], name='message_of_person')],
                },
            ),
            migrations.CreateModel(
                name='Post',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('title', models.CharField(max_length=50, verbose_name='职务')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(null=True)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.office')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.person')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='post_ends_after_start')],
                },
            ),
            migrations.CreateModel(
                name='RoleGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('role', models.CharField(choices=[('principal', '主要负责人'), ('group_leader', '领导小组组长'), ('rect_office', '整改办'), ('charge_leader', '分管领导'), ('lead_dept', '牵头室委'), ('co_dept', '协办室委'), ('handler', '承办人'), ('discipline_committee', '纪检委'), ('superior_reviewer', '上级监督方'), ('office_admin', '单位管理员'), ('sys_admin', '系统管理员'), ('sec_admin', '安全管理员'), ('audit_admin', '审计管理员'), ('party_clerk', '党务专干'), ('branch_secretary', '支部书记'), ('party_secretary', '机关党委书记'), ('branch_member', '支部委员'), ('organization_member', '组织委员'), ('party_committee', '机关党委'), ('secretary_general', '秘书长'), ('general_office', '办公室'), ('liaison_clerk', '联络室'), ('liaison_office', '联络处'), ('proposal_clerk', '提案办'), ('proposal_committee', '提案委'), ('publicity_clerk', '宣传专干'), ('finance_clerk', '财务'), ('finance_reviewer', '财务复核'), ('cashier', '出纳'), ('asset_clerk', '资产管理员'), ('procurement_clerk', '采购经办'), ('union_clerk', '工会财务'), ('union_chair', '工会主席'), ('audit_committee', '经审委'), ('hr_clerk', '人事专干'), ('hr_head', '人事负责人'), ('archive_clerk', '档案员'), ('recorder', '记录人'), ('inspector', '检查组'), ('intake_clerk', '受理员'), ('dispatcher', '分办人')], max_length=24, verbose_name='角色')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(null=True)),
                    ('proposed_at', models.DateTimeField(null=True)),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
                    ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['account', 'role'], name='grant_of_account')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ('principal', 'group_leader', 'rect_office', 'charge_leader', 'lead_dept', 'co_dept', 'handler', 'discipline_committee', 'superior_reviewer', 'office_admin', 'sys_admin', 'sec_admin', 'audit_admin', 'party_clerk', 'branch_secretary', 'party_secretary', 'branch_member', 'organization_member', 'party_committee', 'secretary_general', 'general_office', 'liaison_clerk', 'liaison_office', 'proposal_clerk', 'proposal_committee', 'publicity_clerk', 'finance_clerk', 'finance_reviewer', 'cashier', 'asset_clerk', 'procurement_clerk', 'union_clerk', 'union_chair', 'audit_committee', 'hr_clerk', 'hr_head', 'archive_clerk', 'recorder', 'inspector', 'intake_clerk', 'dispatcher'))), name='grant_role'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), ('proposed_by', None), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='grant_two_persons')],
                },
            ),
            migrations.CreateModel(
                name='Proposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('create', '建立账号'), ('reset', '重置口令'), ('start', '重新启用账号'), ('end_role', '收回角色')], max_length=8)),
                    ('wanted', models.JSONField(default=dict)),
                    ('reason', models.TextField(default='')),
                    ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('accepted', models.BooleanField(null=True)),
                    ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organ', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('grant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.rolegrant')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('decided_at', None)), fields=['proposed_at'], name='proposal_open')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['create', 'reset', 'start', 'end_role'])), name='proposal_kind'), models.CheckConstraint(condition=models.Q(('accepted', None), ('accepted', False), ('decided_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='proposal_two_persons'), models.UniqueConstraint(condition=models.Q(('decided_at', None), ('kind', 'create')), fields=('person',), name='proposal_of_create_once'), models.UniqueConstraint(condition=models.Q(('decided_at', None), ('kind', 'reset')), fields=('account',), name='proposal_of_reset_once'), models.UniqueConstraint(condition=models.Q(('decided_at', None), ('kind', 'start')), fields=('account',), name='proposal_of_start_once'), models.UniqueConstraint(condition=models.Q(('decided_at', None), ('kind', 'end_role')), fields=('grant',), name='proposal_of_end_role_once')],
                },
            ),
            migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('page', models.CharField(max_length=20)),
                    ('name', models.CharField(max_length=20, verbose_name='名称')),
                    ('query', models.CharField(default='', max_length=1000)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('account', 'page', 'name'), name='view_name_once')],
                },
            ),
            migrations.CreateModel(
                name='SignInAttempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('account_key', models.CharField(max_length=64)),
                    ('address', models.CharField(max_length=45)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'indexes': [models.Index(fields=['account_key', 'at'], name='attempt_of_account'), models.Index(fields=['address', 'at'], name='attempt_of_address')],
                },
            ),
            migrations.CreateModel(
                name='Workday',
                fields=[
                    ('day', models.DateField(primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('workday', '工作日'), ('weekend', '休息日'), ('holiday', '节日放假'), ('rest', '调休放假'), ('make_up', '调休上班')], max_length=8)),
                    ('number', models.PositiveIntegerField()),
                    ('provisional', models.BooleanField(default=False)),
                    ('note', models.CharField(default='', max_length=40, verbose_name='说明')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['workday', 'weekend', 'holiday', 'rest', 'make_up'])), name='workday_kind')],
                },
            ),
        ]),
    ]
