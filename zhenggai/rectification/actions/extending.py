"""A later day, asked for in time and decided by the leading group (延期)."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Conflict, NotAllowed, Refused
from zhenggai.people.actions import tell
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import upkeep
from zhenggai.rectification.actions.refusals import reason_of, refuse_settled
from zhenggai.rectification.closing.decided import form_of
from zhenggai.rectification.closing.forms import MeetingForm
from zhenggai.rectification.closing.terms import ASKED_ALREADY, extension_obstacles
from zhenggai.rectification.models import Extension, ExtensionState, Issue, Meeting

LONGEST_WORDS = 500


@action("issue.request_extension", on="issue")
def request_extension(
    viewer: Viewer, issue: Issue, *, reason: str, done_share: int, new_deadline: date, today: date
) -> Extension:
    """Ask for a later deadline: why it could not be helped, how much is done, until when. `done_share` in percent."""
    refuse_settled(issue)
    reason = reason_of(reason)
    if not 0 <= done_share < 100:
        raise BadInput(
            "extension.share", gettext("已完成比例应为 0 到 99 的整数——全部完成的请报完成")
        )
    if missing := extension_obstacles(issue, today):
        raise Refused("extension.not_now", missing[0], missing if len(missing) > 1 else [])
    deadline = issue.deadline
    if deadline is None or new_deadline <= deadline:
        raise BadInput("extension.earlier", gettext("新时限没有晚于原时限——请改正日期"))
    try:
        with transaction.atomic():
            asked = Extension.objects.create(
                office_id=issue.office_id,
                issue=issue,
                cycle=issue.cycle,
                reason=reason,
                done_share=done_share,
                old_deadline=deadline,
                new_deadline=new_deadline,
                asked_on=today,
                asked_by_id=viewer.person_id,
                asked_by_name=viewer.name,
            )
    except IntegrityError:
        raise _asked_already() from None
    note(
        obj=issue,
        summary=gettext(
            "申请延期：问题 %(code)s，%(old)s → %(new)s，已完成 %(share)s%%：%(reason)s"
        )
        % {
            "code": issue.code,
            "old": deadline.isoformat(),
            "new": new_deadline.isoformat(),
            "share": done_share,
            "reason": reason,
        },
    )
    return asked


@action("extension.decide", on="extension")
def decide_extension(
    viewer: Viewer,
    extension: Extension,
    *,
    version: int,
    grant: bool,
    opinion: str,
    today: date,
    meeting: Meeting | None = None,
) -> Extension:
    """Grant it or not, for the leading group; the first promise stays beside the new day for good. A meeting that is named must
    have agreed, in signed minutes."""
    opinion = plain_text(opinion, longest=LONGEST_WORDS) if grant else reason_of(opinion)
    issue = extension.issue
    if viewer.person_id is None or viewer.person_id in (
        extension.asked_by_id,
        issue.handler_id,
    ):
        raise NotAllowed(
            "extension.own",
            gettext("不能批自己申请或承办的延期——请由领导小组另一位负责人批（职责分离）"),
        )
    if grant:
        refuse_settled(issue)
        form_of(MeetingForm(record=meeting), extension)
    state = ExtensionState.GRANTED if grant else ExtensionState.REFUSED
    _decide(
        extension,
        version,
        state=state,
        decided_on=today,
        decided_by_name=viewer.name,
        decision=opinion or None,
        meeting=meeting if grant else None,
    )
    if grant:
        _move_deadline(extension)
    summary = gettext("延期%(state)s：问题 %(code)s，%(old)s → %(new)s") % {
        "state": state.label,
        "code": issue.code,
        "old": extension.old_deadline.isoformat(),
        "new": extension.new_deadline.isoformat(),
    }
    people = [extension.asked_by_id, issue.owner_id, issue.handler_id]
    tell(
        viewer,
        people,
        "extension.decided",
        obj=issue,
        text=summary,
        reason=gettext("您的延期申请已批复"),
    )
    note(obj=issue, summary=summary, opinion=opinion)
    return extension


@action("extension.withdraw", on="extension")
def withdraw_extension(
    viewer: Viewer, extension: Extension, *, version: int, today: date
) -> Extension:
    """Take the request back before it is decided."""
    _decide(
        extension,
        version,
        state=ExtensionState.WITHDRAWN,
        decided_on=today,
        decided_by_name=viewer.name,
    )
    note(
        obj=extension.issue,
        summary=gettext("撤回延期申请：问题 %(code)s") % {"code": extension.issue.code},
    )
    return extension


def _move_deadline(extension: Extension) -> None:
    """The new day, with the warning days that follow from it; the issue's first promise is kept once."""
    issue = Issue.objects.get(pk=extension.issue_id)
    if issue.deadline != extension.old_deadline:
        raise Conflict(
            "extension.stale", gettext("时限在申请之后已经改过——请退回申请，按现在的时限再提")
        )
    issue.deadline = extension.new_deadline
    columns = {
        "deadline": extension.new_deadline,
        "promised_on": issue.promised_on or extension.old_deadline,
        **upkeep.warning_columns(issue),
    }
    changed = Issue.objects.filter(pk=issue.pk, version=issue.version).update(
        **columns, version=issue.version + 1
    )
    if not changed:
        raise Conflict(
            "version.changed", gettext("别人刚改过这一条，您的操作没有保存——请刷新后看清再办")
        )


def _decide(extension: Extension, version: int, **columns: object) -> None:
    changed = Extension.objects.filter(
        pk=extension.pk, version=version, state=ExtensionState.ASKED
    ).update(**columns, version=version + 1)
    if not changed:
        raise Conflict("extension.moved", gettext("这份延期申请已经办过——请刷新后查看"))
    extension.version = version + 1
    for name, value in columns.items():
        setattr(extension, name, value)


def _asked_already() -> Refused:
    return Refused("extension.asked", str(ASKED_ALREADY))
