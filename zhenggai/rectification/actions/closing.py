"""Into review and out of it again before anybody has spoken (申请销号、撤回)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext

from zhenggai.journal.actions import action, also, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Conflict
from zhenggai.people.actions import tell
from zhenggai.people.queries import require, setting_values
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.many import each
from zhenggai.rectification.actions.refusals import refuse_seen_otherwise
from zhenggai.rectification.closing.draw import draw
from zhenggai.rectification.closing.guard import refuse_hindered
from zhenggai.rectification.evidence import Verdict
from zhenggai.rectification.levels import levels_in_force
from zhenggai.rectification.models import ClosureApplication, Ending, Evidence, Issue
from zhenggai.rectification.stepping import step_issue

LONGEST_STATEMENT = 2_000
SHORTEST_STATEMENT = 10


@action("issue.apply_closure", on="issue")
def apply_closure(
    viewer: Viewer, issue: Issue, *, version: int, statement: str, today: date
) -> ClosureApplication:
    """Ask for an issue to be closed. The levels that apply and the evidence to be checked are settled here."""
    made = _apply(viewer, issue, version, statement, today)
    note(obj=issue, summary=_summary(made), seed=made.seed, sample=made.sample)
    return made


@action("issue.apply_closure_many", noun="rectification.issue")
def apply_closure_many(
    viewer: Viewer, picked: Sequence[tuple[Issue, int]], *, statement: str, today: date
) -> list[ClosureApplication]:
    """The same for several issues: all of them or none, with an account of every one."""

    def one(issue: Issue, version: int) -> ClosureApplication:
        require(viewer, "issue.apply_closure", issue)
        return _apply(viewer, issue, version, statement, today)

    account = each(viewer, picked, one)
    for made in account:
        also(
            "issue.apply_closure",
            obj=made.issue,
            summary=_summary(made),
            seed=made.seed,
            sample=made.sample,
        )
    note(summary=gettext("批量申请销号：%(count)s 个问题") % {"count": len(account)})
    return account


@action("issue.withdraw_closure", on="issue")
def withdraw_closure(viewer: Viewer, issue: Issue, *, version: int, today: date) -> Issue:
    """Take the application back, before the first level has spoken; it stays on record."""
    refuse_seen_otherwise(issue, version)
    refuse_hindered(viewer, issue, "withdraw", today)
    ended = ClosureApplication.objects.filter(issue=issue, outcome=Ending.OPEN).update(
        outcome=Ending.WITHDRAWN, ended_on=today, level=None
    )
    if not ended:
        raise Conflict("closure.moved", gettext("申请刚有人审核，不能再撤回——请刷新后查看"))
    step_issue(issue, "withdraw")
    note(obj=issue, summary=gettext("撤回销号申请：问题 %(code)s") % {"code": issue.code})
    return issue


def _apply(
    viewer: Viewer, issue: Issue, version: int, statement: str, today: date
) -> ClosureApplication:
    statement = plain_text(statement, longest=LONGEST_STATEMENT)
    if len(statement) < SHORTEST_STATEMENT:
        raise BadInput(
            "closure.statement",
            gettext("整改结果不足 %(least)s 个字——请写明做了什么、问题现在怎样")
            % {"least": SHORTEST_STATEMENT},
        )
    refuse_seen_otherwise(issue, version)
    refuse_hindered(viewer, issue, "apply_closure", today)
    values = setting_values(issue.office_id)
    levels, seed = levels_in_force(values), secrets.token_hex(16)
    number = (issue.applications.aggregate(last=Max("number"))["last"] or 0) + 1
    made = ClosureApplication(
        office_id=issue.office_id,
        issue=issue,
        cycle=issue.cycle,
        number=number,
        statement=statement,
        applicant_id=viewer.person_id,
        applicant_name=viewer.name,
        applied_on=today,
        deadline=issue.deadline,
        levels=levels,
        level=levels[0],
        seed=seed,
        sample=draw(
            seed,
            _accepted(issue),
            share=values["closure.sample_share"],
            least=values["closure.sample_least"],
        ),
    )
    step_issue(issue, "apply_closure")
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Conflict(
            "closure.moved", gettext("别人刚为这个问题申请了销号——请刷新后查看")
        ) from None
    reason = gettext("您负责的问题已申请销号")
    text = _summary(made)
    tell(
        viewer,
        [issue.owner_id, issue.handler_id],
        "closure.applied",
        obj=issue,
        text=text,
        reason=reason,
    )
    return made


def _accepted(issue: Issue) -> list[str]:
    """The evidence that the draw is made from: everything that was accepted and still proves something."""
    items = Evidence.objects.filter(
        issue=issue, verdict=Verdict.ACCEPTED, withdrawn_reason=None
    ).select_related("measure")
    return [str(item.uuid) for item in items if item.counts]


def _summary(made: ClosureApplication) -> str:
    return gettext("申请销号：问题 %(code)s，第 %(number)s 次") % {
        "code": made.issue.code,
        "number": made.number,
    }
