"""What can be done in rectification: check, do, record, announce."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.db import IntegrityError
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext

from zhenggai.intake.draft import draft_from_json
from zhenggai.journal.actions import action, note
from zhenggai.journal.versions import save_version
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people.queries import offices, persons
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import upkeep
from zhenggai.rectification.adoption import ReadFile, Rows, rows_from
from zhenggai.rectification.evidence import EvidenceKind
from zhenggai.rectification.facts import holds_fact
from zhenggai.rectification.lifecycle import (
    IssueState,
    MeasureState,
    RectType,
    next_issue_state,
    next_measure_state,
)
from zhenggai.rectification.models import (
    Classification,
    Evidence,
    Feedback,
    InspectionRound,
    Issue,
    IssueCategory,
    Measure,
    Progress,
)

if TYPE_CHECKING:
    from zhenggai.archive.models import Attachment
    from zhenggai.people.models import Office, Person


LONGEST_PROGRESS = 2_000
LONGEST_TARGET = 500
LONGEST_NAME = 200


class Assignment(TypedDict, total=False):
    """Who answers for an issue and until when; what is left out stays as it is, None takes it away."""

    charge_leader: Person | None
    lead_dept: Office | None
    co_depts: Sequence[Office]
    owner: Person | None
    handler: Person | None
    deadline: date | None
    rect_type: RectType | None
    target: str | None


@action("issue.adopt", on="reading", noun="round")
def adopt(
    viewer: Viewer,
    reading: ReadFile,
    *,
    today: date,
    classification: str = Classification.INTERNAL,
) -> InspectionRound:
    """Make a read document the round, feedback, aspects, issues and measures it describes, all or nothing; the
    draft is frozen and the original text locked (立账)."""
    if classification not in Classification.values:
        raise Refused("adopt.classified", _too_secret())
    if Feedback.objects.filter(office=reading.office_id, digest=reading.digest).exists():
        raise _adopted_before()
    reading.freeze()
    draft = draft_from_json(reading.draft)
    if not draft.issues:
        raise Refused("adopt.empty", _nothing_to_adopt())
    rows = rows_from(draft, reading, classification=classification, today=today)
    _save(rows)
    note(
        obj=rows.round,
        summary=gettext("立账：%(aspects)s 个方面、%(issues)s 个问题、%(measures)s 条措施")
        % {
            "aspects": len(rows.categories),
            "issues": len(rows.issues),
            "measures": sum(1 for measure in rows.measures if measure.issue),
        },
        digest=reading.digest,
    )
    return rows.round


@action("issue.assign", on="issue")
def assign(viewer: Viewer, issue: Issue, *, version: int, **changes: Unpack[Assignment]) -> Issue:
    """Say who leads, works on and answers for an issue, of which type it is and until when."""
    _refuse_settled(issue)
    if changes.get("target"):
        changes["target"] = plain_text(changes["target"] or "", longest=LONGEST_TARGET)
    _check_assignment(viewer, issue, changes)
    columns: dict[str, Any] = {name: value for name, value in changes.items() if name != "co_depts"}
    before = {name: getattr(issue, name) for name in columns}
    if "co_depts" in changes:
        before["co_depts"] = list(issue.co_depts.all())
        issue.co_depts.set(changes["co_depts"])
    for name, value in columns.items():
        setattr(issue, name, value)
    save_version(issue, version, **columns, **upkeep.warning_columns(issue))
    upkeep.index([issue])
    note(
        obj=issue,
        summary=gettext("明确责任：问题 %(code)s") % {"code": issue.code},
        before={name: _plain(value) for name, value in before.items()},
        after={name: _plain(value) for name, value in changes.items()},
    )
    return issue


@action("issue.report_progress", on="issue")
def report_progress(
    viewer: Viewer,
    issue: Issue,
    *,
    text: str,
    today: date,
    measure: Measure | None = None,
    happened_on: date | None = None,
) -> Progress:
    """Say what was done. The text must hold a fact; the first report sets measure and issue to work."""
    _refuse_settled(issue)
    text = plain_text(text, longest=LONGEST_PROGRESS)
    _check_progress(issue, text, measure, happened_on, today)
    entry = Progress.objects.create(
        office_id=issue.office_id,
        issue=issue,
        measure=measure,
        text=text,
        happened_on=happened_on,
        reporter_id=viewer.person_id,
        reporter_name=viewer.name,
    )
    _set_to_work(issue, measure)
    note(
        obj=issue,
        summary=gettext("填报进展：%(code)s") % {"code": measure.code if measure else issue.code},
        progress=str(entry.uuid),
    )
    return entry


@action("issue.attach_evidence", on="issue")
def attach_evidence(
    viewer: Viewer,
    issue: Issue,
    *,
    attachment: Attachment,
    name: str,
    kind: str,
    today: date,
    measure: Measure | None = None,
    formed_on: date | None = None,
    page: str | None = None,
    publishable: bool | None = None,
) -> Evidence:
    """Offer a stored attachment as proof for an issue or one of its measures."""
    _refuse_settled(issue)
    _check_evidence(issue, attachment, kind, measure, formed_on, today)
    Issue.objects.filter(pk=issue.pk).update(evidence_count=F("evidence_count") + 1)
    item = Evidence.objects.create(
        office_id=issue.office_id,
        issue=issue,
        measure=measure,
        attachment=attachment,
        number=_next_number(issue, measure),
        name=plain_line(name or attachment.original_name, longest=LONGEST_NAME),
        kind=kind,
        formed_on=formed_on,
        page=page,
        publishable=publishable,
        attached_by_id=viewer.person_id,
        attached_by_name=viewer.name,
    )
    note(
        obj=issue,
        summary=gettext("上传佐证 %(code)s：%(name)s") % {"code": item.code, "name": item.name},
        digest=attachment.sha256,
    )
    return item


def _save(rows: Rows) -> None:
    rows.round.save()
    try:
        rows.feedback.save()
    except IntegrityError:
        raise _adopted_before() from None
    IssueCategory.objects.bulk_create(rows.categories)
    Issue.objects.bulk_create(rows.issues)
    Measure.objects.bulk_create(rows.measures)
    Progress.objects.bulk_create(rows.claims)
    upkeep.index(rows.issues)


def _check_assignment(viewer: Viewer, issue: Issue, changes: Assignment) -> None:
    """Every person and office named is one of the viewer's own (security.md A04), every value one of its list."""
    people = [changes.get("charge_leader"), changes.get("owner"), changes.get("handler")]
    departments = [changes.get("lead_dept"), *changes.get("co_depts", ())]
    if not (_knows_all(persons(viewer), people) and _knows_all(offices(viewer), departments)):
        raise _not_found()
    rect_type = changes.get("rect_type")
    if rect_type is not None and rect_type not in RectType.values:
        raise BadInput(
            "assign.rect_type", gettext("整改类型只有立行立改、限期整改、分阶段整改、长期坚持四种")
        )
    deadline = changes.get("deadline")
    if deadline and issue.started_on and deadline < issue.started_on:
        raise BadInput(
            "assign.deadline",
            gettext("时限早于反馈日期 %(day)s——整改时限自反馈之日起算；请改为该日或之后的日期")
            % {"day": issue.started_on.isoformat()},
        )


def _knows_all(known: QuerySet[Any], named: Iterable[Person | Office | None]) -> bool:
    keys = {row.pk for row in named if row is not None}
    return known.filter(pk__in=keys).count() == len(keys)


def _check_progress(
    issue: Issue, text: str, measure: Measure | None, happened_on: date | None, today: date
) -> None:
    if measure and measure.issue_id != issue.pk:
        raise _not_found()
    if not holds_fact(text):
        raise Refused(
            "progress.no_fact",
            gettext(
                "进展里没有事实——填报进展须写明日期、数量或文号之一，不能只写“正在推进”；请补充何时做了什么、做了多少"
            ),
        )
    _refuse_future(happened_on, today)


def _check_evidence(
    issue: Issue,
    attachment: Attachment,
    kind: str,
    measure: Measure | None,
    formed_on: date | None,
    today: date,
) -> None:
    if attachment.office_id != issue.office_id or (measure and measure.issue_id != issue.pk):
        raise _not_found()
    if kind not in EvidenceKind.values:
        raise BadInput(
            "evidence.kind", gettext("佐证类别没有选——最低佐证按类别核对；请从列表中选一类")
        )
    _refuse_future(formed_on, today)


def _set_to_work(issue: Issue, measure: Measure | None) -> None:
    """The first report starts what was waiting to be started; a measure that waits for an event stays waiting."""
    if measure and measure.state == MeasureState.TODO:
        _move(measure, next_measure_state("start", measure.state))
    elif measure and measure.state == MeasureState.RETURNED:
        _move(measure, next_measure_state("resume", measure.state))
    if issue.state == IssueState.PLANNED:
        _move(issue, next_issue_state("start", issue.state))


def _move(row: Issue | Measure, state: IssueState | MeasureState) -> None:
    save_version(row, row.version, state=state)
    row.state = state


def _next_number(issue: Issue, measure: Measure | None) -> int:
    """The next number of the measure's evidence; the issue's row is locked by the update before."""
    numbered = Evidence.objects.filter(issue=issue, measure=measure)
    return (numbered.aggregate(last=Max("number"))["last"] or 0) + 1


def _refuse_settled(issue: Issue) -> None:
    if issue.is_settled:
        raise Refused(
            "issue.settled",
            gettext("问题已销号，不能再改——销号后内容锁定；确有问题请由纪检委重新立账"),
        )


def _refuse_future(day: date | None, today: date) -> None:
    if day and day > today:
        raise BadInput(
            "date.future",
            gettext("日期 %(day)s 还没有到——只能填已经发生的日期；请核对")
            % {"day": day.isoformat()},
        )


def _adopted_before() -> Refused:
    return Refused(
        "adopt.twice",
        gettext("这份文件已经立账——同一份文件在一个单位只立账一次；请到整改台账中查看已有的轮次"),
    )


def _too_secret() -> str:
    return gettext("密级只能是非密或内部——国家秘密不得进入本系统；请按保密规定另行处理")


def _nothing_to_adopt() -> str:
    return gettext(
        "文件中没有读出问题，不能立账——台账以反馈的具体问题为行；请核对文件，或更正草稿后再立账"
    )


def _not_found() -> NotFound:
    return NotFound("not_found", gettext("没有找到——可能已移走，或不在您的查看范围"))


def _plain(value: Any) -> Any:
    """A value as the journal keeps it: names of people and offices, dates as ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | None):
        return value
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return str(value)
