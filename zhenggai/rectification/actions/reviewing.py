"""Level by level through the review, to the closure or back (审核、退回、审定、确认)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from zhenggai.journal.actions import action, also, note
from zhenggai.lib.clean import plain_text
from zhenggai.lib.errors import BadInput, Conflict, Refused
from zhenggai.people.actions import tell
from zhenggai.people.queries import require, setting_values
from zhenggai.people.viewer import Viewer
from zhenggai.rectification.actions.many import each
from zhenggai.rectification.actions.proving import Offer, offer_all
from zhenggai.rectification.actions.refusals import not_found, reason_of
from zhenggai.rectification.closing.decided import form_of
from zhenggai.rectification.closing.forms import (
    LONGEST_BASIS,
    LONGEST_TITLE,
    Expected,
    ReviewForm,
    lacking,
)
from zhenggai.rectification.closing.guard import level_move, open_application, refuse_hindered
from zhenggai.rectification.evidence import EvidenceKind, Verdict
from zhenggai.rectification.gates import obstacles
from zhenggai.rectification.levels import RULES, Level, level_after
from zhenggai.rectification.lifecycle import COMPLETE
from zhenggai.rectification.models import (
    Closure,
    ClosureApplication,
    Ending,
    Evidence,
    Issue,
    Measure,
    ReviewStep,
    StepVerdict,
)
from zhenggai.rectification.stepping import step_issue, step_measure

LONGEST_OPINION = 1_000
IN_BULK = frozenset({Level.HEAD, Level.LEADER, Level.GROUP})
"""Levels whose form is the same for every issue: a signature, or one meeting that decided on many."""


@action("closure.review", on="application")
def review(
    viewer: Viewer,
    application: ClosureApplication,
    *,
    version: int,
    form: ReviewForm,
    today: date,
    photos: Mapping[str, Sequence[Offer]] | None = None,
) -> ReviewStep:
    """Pass the application at the level whose turn it is, with what the level's form asks; the last level closes the
    issue. `photos` are those taken on site, by the code of the measure."""
    _take_photos(viewer, application, photos or {}, today)
    step = _pass(viewer, application, version, form, today)
    note(obj=application.issue, summary=_summary(step), level=step.level, form=step.form)
    return step


@action("closure.review_many", noun="rectification.issue")
def review_many(
    viewer: Viewer, picked: Sequence[tuple[Issue, int]], *, form: ReviewForm, today: date
) -> list[ReviewStep]:
    """Pass several applications by one signature, or by one meeting that decided on them: all of them or none. The
    versions are those of the applications."""

    def one(issue: Issue, version: int) -> ReviewStep:
        application = open_application(issue)
        if application is None:
            raise Conflict("closure.ended", gettext("这次申请已经办结——请刷新后查看"))
        require(viewer, "closure.review", application)
        if application.level not in IN_BULK:
            raise Refused(
                "closure.not_in_bulk",
                gettext("“%(level)s”须逐个填表审核，不能批量——请打开问题办理")
                % {"level": Level(application.level or 0).label},
            )
        return _pass(viewer, application, version, form, today)

    account = each(viewer, picked, one)
    for step in account:
        also(
            "closure.review",
            obj=step.application.issue,
            summary=_summary(step),
            level=step.level,
            form=step.form,
        )
    note(summary=gettext("批量审核：%(count)s 个问题") % {"count": len(account)})
    return account


@action("closure.return", on="application")
def return_application(
    viewer: Viewer,
    application: ClosureApplication,
    *,
    version: int,
    reason: str,
    mend_by: date,
    today: date,
    measures: Sequence[Measure] = (),
    veto: bool = False,
) -> ReviewStep:
    """Send the application back with the reason and the day by which it is to be mended; measures that were not
    carried out after all go back with it. The discipline committee's is a veto where it says so. The second return
    starts supervision."""
    issue = application.issue
    reason = reason_of(reason, longest=LONGEST_OPINION)
    if mend_by < today:
        raise BadInput(
            "closure.mend_by",
            gettext("补正期限 %(day)s 已经过去——请写今天以后的日期") % {"day": mend_by.isoformat()},
        )
    refuse_hindered(viewer, issue, "return_", today)
    if veto and application.level != Level.DISCIPLINE:
        raise BadInput("closure.veto", gettext("只有纪检委会签可以否决——其他各级请退回"))
    verdict = StepVerdict.VETOED if veto else StepVerdict.RETURNED
    _advance(application, version, level=None, outcome=Ending.RETURNED, ended_on=today)
    step = _keep(
        viewer, application, ReviewForm(opinion=reason), today, verdict=verdict, mend_by=mend_by
    )
    count = issue.return_count + 1
    supervised = issue.supervised_on
    if count >= setting_values(issue.office_id)["closure.supervise_after"]:
        supervised = supervised or today
    step_issue(
        issue,
        "return_",
        return_count=count,
        returned_on=today,
        mend_by=mend_by,
        supervised_on=supervised,
    )
    _reject(issue, measures)
    _tell_returned(viewer, application, step)
    note(
        obj=issue,
        summary=_summary(step),
        level=step.level,
        reason=reason,
        measures=[measure.code for measure in measures],
        supervised=bool(supervised),
    )
    return step


def _pass(
    viewer: Viewer, application: ClosureApplication, version: int, form: ReviewForm, today: date
) -> ReviewStep:
    issue = application.issue
    _refuse_overtaken(application, version)
    move = level_move(application)
    refuse_hindered(viewer, issue, move, today)
    form = _decided(application, _cleaned(form))
    by_letter = application.level == Level.SUPERIOR and "superior_reviewer" not in viewer.roles
    _refuse_lacking(application, form, today, by_letter)
    if application.level == Level.OFFICE or application.is_last_level:
        _refuse_obstacles(issue, today)
    step_level = application.level or 0
    if application.is_last_level:
        _advance(application, version, level=None, outcome=Ending.CLOSED, ended_on=today)
    else:
        _advance(application, version, level=level_after(application.levels, step_level))
    step = _keep(viewer, application, form, today, level=step_level, by_letter=by_letter)
    step_issue(issue, move)
    if application.outcome == Ending.CLOSED:
        _close(viewer, application, step, today)
    return step


def _advance(application: ClosureApplication, version: int, **columns: object) -> None:
    """The one who comes first wins; the other is told what happened."""
    seen = application.level
    changed = ClosureApplication.objects.filter(
        pk=application.pk, version=version, level=seen, outcome=Ending.OPEN
    ).update(**columns, version=version + 1)
    if not changed:
        raise _overtaken(application)
    application.version = version + 1
    for name, value in columns.items():
        setattr(application, name, value)


def _keep(
    viewer: Viewer,
    application: ClosureApplication,
    form: ReviewForm,
    today: date,
    *,
    level: int = 0,
    verdict: StepVerdict = StepVerdict.PASSED,
    mend_by: date | None = None,
    by_letter: bool = False,
) -> ReviewStep:
    """Write the step down. The database holds that nobody speaks twice and no level twice."""
    level = level or _level_of_return(application)
    for_another = level == Level.SUPERIOR and "superior_reviewer" not in viewer.roles
    meeting, letter = form.meeting, form.letter if by_letter else None
    kept = form.as_json(RULES[Level(level)].asks) if verdict == StepVerdict.PASSED else {}
    if for_another:
        kept["recorded_by"] = viewer.name
    try:
        with transaction.atomic():
            return ReviewStep.objects.create(
                office_id=application.office_id,
                application=application,
                level=level,
                verdict=verdict,
                reviewer_id=None if for_another else viewer.person_id,
                reviewer_name=letter.issuer if letter else viewer.name,
                reviewed_on=today,
                opinion=form.opinion,
                form=kept,
                mend_by=mend_by,
                meeting_title=meeting.title if meeting and level == Level.GROUP else None,
                meeting_on=meeting.held_on if meeting and level == Level.GROUP else None,
                meeting=meeting.record if meeting and level == Level.GROUP else None,
                letter_number=letter.number if letter else None,
                letter_on=letter.dated if letter else None,
            )
    except IntegrityError:
        raise _overtaken(application) from None


def _level_of_return(application: ClosureApplication) -> int:
    """The level that was asked when the application ended without passing: the first without a step."""
    done = set(ReviewStep.objects.filter(application=application).values_list("level", flat=True))
    return next(int(level) for level in application.levels if level not in done)


def _close(viewer: Viewer, application: ClosureApplication, step: ReviewStep, today: date) -> None:
    issue = application.issue
    Closure.objects.create(
        office_id=issue.office_id,
        issue=issue,
        application=application,
        cycle=issue.cycle,
        started_on=issue.started_on,
        deadline=issue.deadline,
        promised_on=issue.promised_on,
        applied_on=application.applied_on,
        closed_on=today,
        closed_by_name=step.reviewer_name,
    )
    people = [issue.handler_id, issue.owner_id, issue.charge_leader_id, application.applicant_id]
    text = gettext("问题 %(code)s 已销号") % {"code": issue.code}
    tell(
        viewer, people, "closure.closed", obj=issue, text=text, reason=gettext("您负责的问题已销号")
    )


def _reject(issue: Issue, measures: Sequence[Measure]) -> None:
    for measure in measures:
        if measure.issue_id != issue.pk:
            raise not_found()
        if measure.state in COMPLETE:
            measure.issue = issue
            step_measure(measure, "reject", done_on=None)


def _tell_returned(viewer: Viewer, application: ClosureApplication, step: ReviewStep) -> None:
    issue = application.issue
    people = [application.applicant_id, issue.handler_id, issue.owner_id, issue.charge_leader_id]
    tell(
        viewer,
        people,
        "closure.returned",
        obj=issue,
        text=_summary(step),
        reason=gettext("销号申请被退回，请在 %(day)s 前补正")
        % {"day": step.mend_by.isoformat() if step.mend_by else ""},
    )


def _refuse_overtaken(application: ClosureApplication, version: int) -> None:
    stored = ClosureApplication.objects.filter(pk=application.pk, version=version)
    if application.version != version or not stored.filter(outcome=Ending.OPEN).exists():
        raise _overtaken(application)


def _overtaken(application: ClosureApplication) -> Conflict:
    """What happened meanwhile, step by step."""
    steps = ReviewStep.objects.filter(application=application.pk).order_by("pk")
    return Conflict(
        "closure.moved",
        gettext("这次申请刚由他人办理，您的审核没有保存——请看清下列情况后再办"),
        [_summary(step) for step in steps.select_related("application__issue")],
    )


def _refuse_obstacles(issue: Issue, today: date) -> None:
    """What was in order when it was asked may no longer be: a bound check that fails since holds the closure."""
    if found := obstacles(issue, today):
        raise Refused(
            "closure.blocked",
            gettext("问题 %(code)s 还差 %(count)s 项，不能通过——请退回补正")
            % {"code": issue.code, "count": len(found)},
            [str(item) for item in found],
        )


def _refuse_lacking(
    application: ClosureApplication, form: ReviewForm, today: date, by_letter: bool
) -> None:
    rule = RULES[Level(application.level or 0)]
    missing = lacking(form, rule, _expected(application, today, by_letter))
    if missing:
        raise BadInput(
            "review.incomplete",
            gettext("审核表还差 %(count)s 项——%(basis)s")
            % {"count": len(missing), "basis": rule.basis},
            missing,
        )


def _expected(application: ClosureApplication, today: date, by_letter: bool) -> Expected:
    issue = application.issue
    measures = list(Measure.objects.filter(issue=issue).order_by("position"))
    items = Evidence.objects.filter(issue=issue).select_related("measure", "issue")
    drawn = {str(item.uuid): item for item in items if str(item.uuid) in application.sample}
    photos = {
        item.measure.code
        for item in items
        if item.measure
        and item.kind == EvidenceKind.PHOTO
        and item.counts
        # Taken on this review: what the handler handed in before shows what the handler wanted to show.
        and item.created_at > application.created_at
    }
    return Expected(
        core={measure.code or "" for measure in measures if measure.is_core is not False},
        measures={measure.code or "" for measure in measures},
        photographed={code for code in photos if code},
        sample={
            uuid: f"{drawn[uuid].code} {drawn[uuid].name}"
            for uuid in application.sample
            if uuid in drawn
        },
        applied_on=application.applied_on,
        today=today,
        by_letter=by_letter,
    )


def _take_photos(
    viewer: Viewer,
    application: ClosureApplication,
    photos: Mapping[str, Sequence[Offer]],
    today: date,
) -> None:
    """Pictures that the reviewer took on site become accepted evidence of the measure, in the reviewer's name."""
    if not photos:
        return
    if application.level != Level.OFFICE:
        raise BadInput("review.photos", gettext("现场照片只在整改办复核时上传——请从审核表上传"))
    issue = application.issue
    measures = {measure.code: measure for measure in Measure.objects.filter(issue=issue)}
    for code, offers in photos.items():
        if code not in measures:
            raise not_found()
        items = offer_all(viewer, issue, measures[code], offers, today)
        Evidence.objects.filter(pk__in=[item.pk for item in items]).update(
            verdict=Verdict.ACCEPTED,
            verdict_by_name=viewer.name,
            verdict_by_id=viewer.person_id,
            verdict_on=today,
        )


def _cleaned(form: ReviewForm) -> ReviewForm:
    """The form with its words composed and trimmed; too long or unprintable is refused."""
    plain_text(form.meeting.title if form.meeting else "", longest=LONGEST_TITLE)
    plain_text(form.letter.issuer if form.letter else "", longest=LONGEST_TITLE)
    plain_text(form.letter.number if form.letter else "", longest=60)
    return ReviewForm(
        opinion=plain_text(form.opinion, longest=LONGEST_OPINION),
        ticks=form.ticks,
        on_site=form.on_site,
        found=form.found,
        answers={
            name: (answer, plain_text(basis, longest=LONGEST_BASIS))
            for name, (answer, basis) in form.answers.items()
        },
        meeting=form.meeting,
        letter=form.letter,
    )


def _decided(application: ClosureApplication, form: ReviewForm) -> ReviewForm:
    """The form with the minutes of the meeting that it points at."""
    if form.meeting is None or application.level != Level.GROUP:
        return form
    return replace(form, meeting=form_of(form.meeting, application))


def _summary(step: ReviewStep) -> str:
    """One line of the thread: at which level who said what."""
    verdict = StepVerdict(step.verdict)
    words = {
        "code": step.application.issue.code,
        "level": Level(step.level).label,
        "who": step.reviewer_name,
        "verdict": verdict.label,
        "opinion": step.opinion,
        "day": step.mend_by.isoformat() if step.mend_by else "",
    }
    if verdict is StepVerdict.PASSED:
        return gettext("销号审核：问题 %(code)s %(level)s（%(who)s）%(verdict)s") % words
    return (
        gettext(
            "销号审核：问题 %(code)s %(level)s（%(who)s）%(verdict)s：%(opinion)s；补正期限 %(day)s"
        )
        % words
    )
