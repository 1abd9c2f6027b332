"""A model of one issue's way, written apart from the product, and a walk that compares the two after every step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from zhenggai.lib.errors import Refused
from zhenggai.people.tests.office import TODAY
from zhenggai.people.viewer import Viewer
from zhenggai.rectification import actions
from zhenggai.rectification.models import (
    Closure,
    ClosureApplication,
    Issue,
    Measure,
    ReviewStep,
)
from zhenggai.rectification.tests.closing import (
    STATEMENT,
    Panel,
    form_for,
    fresh,
    prove,
)

WORKERS = {"rect_office", "lead_dept", "co_dept", "handler"}
WHOLE = {"group_leader", "rect_office", "discipline_committee", "superior_reviewer"}
ROLE_OF_LEVEL = {
    1: "lead_dept",
    2: "rect_office",
    3: "charge_leader",
    4: "discipline_committee",
    5: "group_leader",
}
HANDLED = ("report", "prove", "finish")
ONWARD = ("review", "apply", "verify", "finish", "prove")
AFTERWARDS = (("consolidate", "look_solid", "report"), ("reopen", "look_relapsed", "report"))
SETTLED = {"closed", "consolidated"}
IN_REVIEW = {"closing", "reviewing"}


@dataclass
class Part:
    """A measure: its state, whether the evidence of this cycle was accepted, who verified it."""

    code: str
    state: str
    proved: bool = False
    verified_by: str = ""


@dataclass
class Model:
    rect_type: str
    parts: list[Part]
    state: str = "planned"
    cycle: int = 1
    level: int = 0
    applicant: str = ""
    reviewed: set[str] = field(default_factory=set)
    concerned: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)
    unmarked: bool = False
    lookbacks: list[str] = field(default_factory=list)
    closures: int = 0
    finished: dict[str, str] = field(default_factory=dict)
    """By whom each measure was said to be done, by its code."""

    @property
    def is_open(self) -> bool:
        return self.state not in SETTLED | IN_REVIEW

    @property
    def handled(self) -> set[str]:
        return self.judged | {part.verified_by for part in self.parts}


@dataclass(frozen=True)
class Actor:
    """Somebody with a name by which the model knows them; two actors may be one person in different roles."""

    person: str
    viewer: Viewer
    in_lead: bool

    @property
    def roles(self) -> frozenset[str]:
        return self.viewer.roles


def actors_of(panel: Panel) -> dict[str, Actor]:
    everything = frozenset(WORKERS | WHOLE | {"charge_leader"})
    stranger = replace(panel.office.yi, department_ids=frozenset({panel.office.study.pk}))
    return {
        "handler": Actor("甲", panel.applicant, True),
        "head": Actor("主任", panel.head, True),
        "clerk": Actor("办", panel.clerk, False),
        "second_clerk": Actor("办二", panel.second_clerk, False),
        "leader": Actor("领导", panel.leader, False),
        "committee": Actor("纪检", panel.discipline, False),
        "chair": Actor("组长", panel.chair, False),
        "superior": Actor("巡察", panel.superior, False),
        "stranger": Actor("乙", stranger, False),
        "handler_in_every_role": Actor("甲", replace(panel.applicant, roles=everything), True),
        "head_as_clerk": Actor("主任", replace(panel.head, roles=frozenset({"rect_office"})), True),
        "clerk_as_chair": Actor(
            "办", replace(panel.clerk, roles=frozenset({"group_leader"})), False
        ),
        "chair_with_two_desks": Actor(
            "组长", replace(panel.chair, roles=frozenset({"group_leader", "rect_office"})), False
        ),
        "nobody": Actor("", replace(panel.clerk, person_id=None), False),
        "head_of_elsewhere": Actor("乙", replace(stranger, roles=frozenset({"lead_dept"})), False),
    }


# -- what the model says may be done ---------------------------------------------------------------------------------


def sees(who: Actor) -> bool:
    if who.roles & WHOLE:
        return True
    named = who.person in ("甲", "领导") or who.in_lead
    return named and bool(who.roles & {"charge_leader", "lead_dept", "co_dept", "handler"})


def works_on(who: Actor) -> bool:
    if who.roles & {"rect_office", "group_leader"}:
        return True
    return who.person in ("甲", "领导") or who.in_lead


def applies(who: Actor) -> bool:
    responsible = who.in_lead or who.person == "甲"
    return bool(who.roles & {"lead_dept", "handler"}) and responsible and bool(who.person)


def fit(model: Model, who: Actor) -> bool:
    level = model.level
    if not level or ROLE_OF_LEVEL[level] not in who.roles or not who.person or not sees(who):
        return False
    if who.person in model.reviewed | model.concerned:
        return False
    if level == 1:
        return who.in_lead
    if level == 3:
        return who.person == "领导"
    if level in (2, 4):
        return not who.in_lead
    return "rect_office" not in who.roles and who.person not in model.handled


def complete(model: Model) -> bool:
    return all(part.state == "verified" and part.proved for part in model.parts)


Rule = Callable[[Model, Actor, Part], bool]
MAY: dict[str, Rule] = {
    "report": lambda m, w, p: bool(w.roles & WORKERS) and sees(w) and works_on(w) and m.is_open,
    "prove": lambda m, w, p: w.person == "甲" and m.is_open and not p.proved,
    "finish": lambda m, w, p: (
        bool(w.roles & WORKERS)
        and sees(w)
        and works_on(w)
        and m.is_open
        and p.state == "doing"
        and p.proved
    ),
    "verify": lambda m, w, p: (
        "rect_office" in w.roles
        and w.person not in ("", "甲")
        and w.person not in finishers(m, p)
        and m.is_open
        and p.state == "done"
        and p.proved
    ),
    "send_back": lambda m, w, p: "rect_office" in w.roles and m.is_open and p.state == "done",
    "apply": lambda m, w, p: (
        applies(w) and sees(w) and m.state in ("in_progress", "stage_done") and complete(m)
    ),
    "withdraw": lambda m, w, p: applies(w) and m.state == "closing" and w.person == m.applicant,
    "review": lambda m, w, p: fit(m, w),
    "return": lambda m, w, p: fit(m, w),
    "milestone": lambda m, w, p: (
        bool(w.roles & {"rect_office", "lead_dept"})
        and sees(w)
        and works_on(w)
        and m.is_open
        and p.state not in ("done", "verified")
    ),
    "mark_stage": lambda m, w, p: (
        "group_leader" in w.roles
        and bool(w.person)
        and m.rect_type == "staged"
        and m.state == "in_progress"
        and m.unmarked
    ),
    "next_stage": lambda m, w, p: (
        bool(w.roles & {"group_leader", "rect_office"})
        and bool(w.person)
        and m.state == "stage_done"
    ),
    "look_solid": lambda m, w, p: (
        bool(w.roles & {"discipline_committee", "superior_reviewer"}) and m.state in SETTLED
    ),
    "look_relapsed": lambda m, w, p: (
        bool(w.roles & {"discipline_committee", "superior_reviewer"}) and m.state in SETTLED
    ),
    "consolidate": lambda m, w, p: (
        "discipline_committee" in w.roles
        and bool(w.person)
        and m.state == "closed"
        and m.lookbacks[-1:] == ["solid"]
    ),
    "reopen": lambda m, w, p: (
        bool(w.roles & {"discipline_committee", "superior_reviewer"})
        and bool(w.person)
        and m.state in SETTLED
        and "relapsed" in m.lookbacks
    ),
    "correct": lambda m, w, p: "rect_office" in w.roles and m.state in SETTLED,
}


def finishers(model: Model, part: Part) -> set[str]:
    return {model.finished.get(part.code, "")} - {""}


# -- what happens then -----------------------------------------------------------------------------------------------


def happen(model: Model, act: str, who: Actor, part: Part) -> None:
    """The model moves on."""
    match act:
        case "report":
            model.concerned.add(who.person)
            part.state = {"todo": "doing", "returned": "doing"}.get(part.state, part.state)
            if model.state in ("planned", "returned", "reopened"):
                model.state = "in_progress"
        case "prove":
            part.proved = True
            model.concerned.add("甲")
            model.judged.add("办")
        case "finish":
            part.state = "done"
            model.finished[part.code] = who.person
            model.concerned.add(who.person)
        case "verify":
            part.state, part.verified_by = "verified", who.person
        case "send_back":
            part.state = "returned"
        case "apply":
            model.state, model.level, model.applicant = "closing", 1, who.person
            model.reviewed = {who.person}
        case "withdraw":
            model.state, model.level = "in_progress", 0
        case "review":
            model.reviewed.add(who.person)
            model.state, model.level = "reviewing", model.level + 1
            if model.level == 6:
                model.state, model.level, model.closures = "closed", 0, model.closures + 1
        case "return":
            model.state, model.level = "returned", 0
        case "milestone":
            model.unmarked = True
        case "mark_stage":
            model.state, model.unmarked = "stage_done", False
        case "next_stage":
            model.state = "in_progress"
        case "look_solid" | "look_relapsed":
            model.lookbacks.append(act.removeprefix("look_"))
        case "consolidate":
            model.state = "consolidated"
        case "reopen":
            model.state, model.cycle, model.lookbacks = "reopened", model.cycle + 1, []
            for each in model.parts:
                each.state, each.proved, each.verified_by = "returned", False, ""
                model.finished.pop(each.code, None)


def do(panel: Panel, act: str, who: Viewer, issue: Issue, measure: Measure, step: int) -> None:
    """The same by the product's own actions."""
    application = ClosureApplication.objects.filter(issue=issue).order_by("-number").first()
    version, seen = issue.version, {"version": measure.version}
    match act:
        case "report":
            actions.report_progress(
                who, issue, measure=measure, text=f"9月1日完成 {step} 项", today=TODAY
            )
        case "prove":
            for item in prove(panel, measure, f"{issue.cycle}"):
                actions.judge_evidence(panel.clerk, fresh(item), verdict="accepted", today=TODAY)
        case "finish":
            actions.finish_measure(who, measure, **seen, done_on=TODAY, today=TODAY)
        case "verify":
            actions.verify_measure(who, measure, **seen)
        case "send_back":
            actions.return_measure(who, measure, **seen, reason="做得还不够，请重新做过")
        case "apply":
            actions.apply_closure(who, issue, version=version, statement=STATEMENT, today=TODAY)
        case "withdraw":
            actions.withdraw_closure(who, issue, version=version, today=TODAY)
        case "review" if application:
            actions.review(
                who,
                application,
                version=application.version,
                form=form_for(application),
                today=TODAY,
            )
        case "return" if application:
            actions.return_application(
                who,
                application,
                version=application.version,
                reason="公示只有电子稿，未见照片",
                mend_by=date(2021, 9, 15),
                today=TODAY,
            )
        case "review" | "return":
            raise Refused("none", "no application")
        case "milestone":
            step_made = actions.add_milestone(
                who, measure, title=f"节点{step}", deadline=date(2021, 9, 16)
            )
            actions.reach_milestone(who, fresh(step_made), version=1, done_on=TODAY, today=TODAY)
        case "mark_stage":
            actions.mark_stage_done(
                who,
                issue,
                version=version,
                meeting_title="领导小组会议",
                meeting_on=TODAY,
                today=TODAY,
            )
        case "next_stage":
            actions.next_stage(who, issue, version=version, today=TODAY)
        case "look_solid" | "look_relapsed":
            actions.record_lookback(
                who,
                issue,
                held_on=TODAY,
                verdict=act.removeprefix("look_"),
                findings="抽查三份台账，记录与实际核对",
                today=TODAY,
            )
        case "consolidate":
            actions.consolidate(who, issue, version=version, today=TODAY)
        case "reopen":
            actions.reopen(
                who,
                issue,
                version=version,
                cause="relapsed",
                reason="抽查发现问题重新出现",
                deadline=date(2021, 12, 1),
                today=TODAY,
            )
        case "correct":
            actions.correct(who, issue, wrong="20 张", right="21 张", basis="原始台账", today=TODAY)


def walk_of(panel: Panel, issues: list[Issue]) -> type[RuleBasedStateMachine]:
    """A machine over these issues, which are under way; every walk begins where they stand and is rolled back."""
    actors = actors_of(panel)

    class Walk(RuleBasedStateMachine):
        steps = 0
        reached: set[str] = set()

        def __init__(self) -> None:
            super().__init__()
            self.block = transaction.atomic()
            self.block.__enter__()
            self.models = [model_of(issue) for issue in issues]

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

        @rule(
            at=st.integers(0, len(issues) - 1),
            act=st.sampled_from(sorted(MAY)),
            who=st.sampled_from(sorted(actors)),
            part=st.integers(0, 1),
        )
        def anything(self, at: int, act: str, who: str, part: int) -> None:
            """Anybody tries anything; work is reported by its handler or not at all, so that walks go on."""
            if act in HANDLED and who not in ("handler", "stranger"):
                who = "superior"
            if act == "prove":
                who = "handler"
            self.take(at, act, actors[who], part)

        @rule(at=st.integers(0, len(issues) - 1), pick=st.integers(0, 10_000))
        def something_allowed(self, at: int, pick: int) -> None:
            """One of the steps that the model would allow."""
            allowed = self.allowed(at)
            if allowed:
                self.choose(at, allowed, sorted(allowed)[pick % len(allowed)], pick)

        @rule(at=st.integers(0, len(issues) - 1), pick=st.integers(0, 10_000))
        def onward(self, at: int, pick: int) -> None:
            """The next step towards the closure and beyond: this way walks go all the way round."""
            allowed = self.allowed(at)
            ahead = (act for act in (*ONWARD, *AFTERWARDS[pick % 2]) if act in allowed)
            if act := next(ahead, None):
                self.choose(at, allowed, act, pick)

        def allowed(self, at: int) -> dict[str, list[tuple[str, int]]]:
            """By act, who may take it on which part; work is reported by its handler."""
            model, found = self.models[at], defaultdict(list)
            for act, may in MAY.items():
                for name in ("handler",) if act in HANDLED else sorted(actors):
                    for number, part in enumerate(model.parts):
                        if may(model, actors[name], part):
                            found[act].append((name, number))
            return found

        def choose(
            self, at: int, allowed: dict[str, list[tuple[str, int]]], act: str, pick: int
        ) -> None:
            name, number = allowed[act][pick % len(allowed[act])]
            self.take(at, act, actors[name], number)

        def take(self, at: int, act: str, who: Actor, part_number: int) -> None:
            model = self.models[at]
            part = model.parts[part_number % len(model.parts)]
            if act == "prove" and part.proved:
                return
            expected = MAY[act](model, who, part)
            issue, measure = fresh(issues[at]), Measure.objects.get(code=part.code)
            try:
                do(panel, act, who.viewer, issue, measure, self.steps)
                done = True
            except Refused as refused:
                done = False
                assert refused.code
                assert refused.sentence
            assert done == expected, (act, who, model, part)
            if done:
                happen(model, act, who, part)
            type(self).steps += 1
            type(self).reached.add(model.state)
            agree(model, issues[at])

    return Walk


def model_of(issue: Issue) -> Model:
    issue = fresh(issue)
    parts = [
        Part(measure.code or "", measure.state) for measure in issue.measures.order_by("position")
    ]
    return Model(issue.rect_type or "", parts, issue.state, concerned={"甲"})


def agree(model: Model, issue: Issue) -> None:
    """The tables say what the model says, and nothing impossible."""
    issue = fresh(issue)
    assert (issue.state, issue.cycle) == (model.state, model.cycle)
    states = dict(Measure.objects.filter(issue=issue).values_list("code", "state"))
    assert states == {part.code: part.state for part in model.parts}
    assert issue.complete_count == sum(part.state in ("done", "verified") for part in model.parts)
    running = ClosureApplication.objects.filter(issue=issue, outcome="open")
    assert running.count() == (model.state in IN_REVIEW)
    assert {item.level for item in running} <= {model.level}
    closures = list(Closure.objects.filter(issue=issue).order_by("cycle"))
    assert len(closures) == model.closures
    assert [item.cycle for item in closures] == sorted({item.cycle for item in closures})
    for closure in closures:
        honest(closure)


def honest(closure: Closure) -> None:
    """Every level spoke, each by somebody of its own, none of whom applied; an earlier cycle says why it ended."""
    application = closure.application
    steps = list(ReviewStep.objects.filter(application=application).order_by("level"))
    assert [step.level for step in steps] == application.levels
    assert {step.verdict for step in steps} == {"passed"}
    people = [step.reviewer_id for step in steps] + [application.applicant_id]
    assert len(set(people)) == len(people)
    assert (closure.reopened_on is None) == (closure.cycle == fresh(closure.issue).cycle)
