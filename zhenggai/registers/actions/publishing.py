"""Publishing a declaration: from then on it is frozen, and records are written under it (发布)."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import IntegrityError
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.errors import Refused
from zhenggai.people.viewer import Viewer
from zhenggai.registers import versioning
from zhenggai.registers.declaration import Declaration
from zhenggai.registers.loading import load, load_kept, outlines
from zhenggai.registers.models import Record, RegisterVersion
from zhenggai.registers.problems import DeclarationRefused
from zhenggai.registers.published import Edition, catalogue, editions
from zhenggai.registers.storage import ensure_indexes
from zhenggai.registers.versioning import Line


def preview(text: str) -> list[Line]:
    """What publishing the text would do to records that are there; reads only."""
    found: list[Line] = []
    for declaration in load(text, catalogue()):
        current = editions().get(declaration.code)
        if current is not None and current.declaration.version != declaration.version:
            _check_version(declaration, current)
            found += versioning.preview(current.declaration, declaration)
    return found


@action("register.publish", noun="registers.version")
def publish(viewer: Viewer, text: str, *, today: date) -> tuple[RegisterVersion, ...]:
    """Take a file of declarations into use, all of it or nothing: records are brought along as it says, its indexes are
    made, everything else that is published must still hold."""
    declarations = load_kept(text, catalogue())
    before = editions()
    published, touched = [], 0
    for declaration in declarations:
        current = before.get(declaration.code)
        if _is_same(declaration, current, text):
            continue
        version = _freeze(viewer, declaration, current, text, today)
        published.append(version)
        if current is not None:
            touched += versioning.carry_out(
                current.declaration, declaration, version.pk, current.key
            )
    _refuse_broken(text)
    _make_indexes()
    note(
        summary=gettext("发布登记簿 %(names)s，改动记录 %(count)s 条")
        % {"names": "、".join(str(version) for version in published) or "——", "count": touched},
        digest=_digest(text),
    )
    return tuple(published)


@action("register.publish", noun="registers.version")
def take_back(viewer: Viewer, code: str, *, today: date) -> RegisterVersion:
    """Return to the version before: values that publishing changed are put back from the trail."""
    rows = list(RegisterVersion.objects.filter(code=code).order_by("-number")[:2])
    if len(rows) < 2 or not rows[0].is_current:
        raise Refused("publish.first", gettext("没有更早的版本可退回"))
    newest, before = rows
    written = Record._base_manager.filter(register=code, edition=newest.pk)
    kept = written.filter(old_values__edition=newest.pk)
    if written.exclude(pk__in=kept.values("pk")).exists():
        raise Refused(
            "publish.used",
            gettext("新版发布后已有记录按新版登记，不能退回——请发布更新的版本来更正"),
        )
    count = versioning.undo(code, newest.pk)
    RegisterVersion.objects.filter(pk=newest.pk).update(is_current=False)
    RegisterVersion.objects.filter(pk=before.pk).update(is_current=True)
    newest.delete()
    _make_indexes()
    note(
        obj=before,
        summary=gettext("退回 %(name)s，复原记录 %(count)s 条")
        % {"name": str(before), "count": count},
    )
    return before


def _is_same(declaration: Declaration, current: Edition | None, text: str) -> bool:
    """Already published, word for word. The same version with another content is refused."""
    if current is None or current.declaration.version != declaration.version:
        return False
    if current.declaration.source != text:
        raise Refused(
            "publish.frozen",
            gettext("%(register)s第 %(number)s 版已发布，内容不能再改——请把 version 加一后发布")
            % {"register": declaration.label, "number": declaration.version},
        )
    return True


def _check_version(declaration: Declaration, current: Edition) -> None:
    if declaration.version != current.declaration.version + 1:
        raise Refused(
            "publish.number",
            gettext("%(register)s现为第 %(now)s 版，下一版应为第 %(next)s 版——请核对 version")
            % {
                "register": declaration.label,
                "now": current.declaration.version,
                "next": current.declaration.version + 1,
            },
        )
    versioning.refuse_unsaid(current.declaration, declaration)


def _freeze(
    viewer: Viewer, declaration: Declaration, current: Edition | None, text: str, today: date
) -> RegisterVersion:
    if current is not None:
        _check_version(declaration, current)
        RegisterVersion.objects.filter(pk=current.key).update(is_current=False)
    elif not declaration.changes.is_empty:
        raise Refused(
            "publish.nothing_before", gettext("第一版没有旧记录，不写 rename、retire、map、fill")
        )
    return RegisterVersion.objects.create(
        register=declaration.id,
        code=declaration.code,
        number=declaration.version,
        label=declaration.label,
        source=text,
        digest=_digest(text),
        published_on=today,
        published_by_name=viewer.name,
    )


def _refuse_broken(text: str) -> None:
    """Other registers name fields of this one: they must still hold against its new version."""
    known = {**catalogue(), **outlines(text)}
    sources = (
        RegisterVersion.objects.filter(is_current=True)
        .exclude(source=text)
        .values_list("source", flat=True)
        .distinct()
    )
    for source in sources:
        try:
            load_kept(source, known)
        except DeclarationRefused as refused:
            raise Refused(
                "publish.breaks",
                gettext("发布后别的登记簿会失效——它们用到了被改动的字段；请先改它们，或保留原名"),
                refused.missing,
            ) from refused


def _make_indexes() -> None:
    try:
        ensure_indexes(edition.declaration for edition in editions().values())
    except IntegrityError as error:
        raise Refused(
            "publish.same_key",
            gettext("已有记录不满足新的唯一键——请先更正重复的记录，再发布"),
        ) from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
