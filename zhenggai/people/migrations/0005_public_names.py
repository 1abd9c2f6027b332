"""Accounts, posts and granted roles get a name for addresses (security.md A04); those that are there get theirs now."""

import uuid

from django.db import migrations, models


def name_them(apps, schema_editor):
    for model in ("Account", "Post", "RoleGrant"):
        rows = apps.get_model("people", model).objects
        for key in list(rows.filter(uuid=None).values_list("pk", flat=True)):
            rows.filter(pk=key).update(uuid=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_calendar_and_register_roles'),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name='uuid',
                field=models.UUIDField(default=None, editable=False, null=True),
            )
            for model in ('account', 'post', 'rolegrant')
        ),
        migrations.RunPython(name_them, migrations.RunPython.noop),
    ]
