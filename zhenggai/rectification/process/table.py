"""The stages of a round as one table: who sees to each, what it must produce, on which day it opens (process.md §3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhenggai.rectification.models import Anchor, MeetingKind, StageKey

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Product:
    """One thing that a stage must produce. A paper that is registered, unless a signed meeting of one of `meetings` is
    asked for, or rows of the ledger show it: then `fact` names the question (standing.py). `by_paper`: what came on paper
    alone is registered instead."""

    key: str
    label: Words
    meetings: tuple[MeetingKind, ...] = ()
    fact: str = ""
    by_paper: bool = False

    @property
    def is_paper(self) -> bool:
        """Whether a document may be registered for it."""
        return self.by_paper or not (self.meetings or self.fact)


@dataclass(frozen=True, slots=True)
class Stage:
    """`opens`: from which day it can be worked on. `lasts`: it runs to its due day however early its products are there.
    `rolls`: it has no end of its own."""

    key: StageKey
    owner: Words
    opens: Anchor
    products: tuple[Product, ...]
    lasts: bool = False
    rolls: bool = False


_P = Product
_M = MeetingKind
_COMMITTEES = (_M.PARTY_GROUP, _M.COMMITTEE)

STAGES: tuple[Stage, ...] = (
    Stage(
        StageKey.RECEIPT, _("主要负责人"), Anchor.FEEDBACK,
        (_P("receipt_slip", _("签收单（主要负责人签收）")),),
    ),
    Stage(
        StageKey.CONVEY, _("主要负责人"), Anchor.FEEDBACK,
        (
            _P("party_group", _("向党组汇报记录"), (_M.PARTY_GROUP,)),
            _P("committee", _("班子会议记录"), (_M.COMMITTEE,)),
            _P("staff", _("全体人员会议通报记录"), (_M.STAFF,)),
        ),
    ),
    Stage(
        StageKey.GROUP, _("主要负责人"), Anchor.FEEDBACK,
        (
            _P("group", _("领导小组（组长中有本级党组织主要负责人）"), fact="group"),
            _P("founding", _("成立文件")),
        ),
    ),
    Stage(
        StageKey.BREAKDOWN, _("整改办"), Anchor.FEEDBACK,
        (
            _P("causes", _("各室委提交的原因"), fact="causes"),
            _P("measures", _("各室委提交的措施"), fact="measures"),
            _P("duties", _("任务分解表和三清单（责任到人、时限到日）"), fact="duties"),
        ),
    ),
    Stage(
        StageKey.PLAN, _("整改办、班子会议"), Anchor.FEEDBACK,
        (
            _P("plan_paper", _("整改方案文本")),
            _P("plan", _("方案和台账，会议审定"), fact="plan"),
        ),
    ),
    Stage(
        StageKey.REVIEW, _("上级监督方"), Anchor.PLAN,
        (_P("review", _("审核意见（退单的须重报）"), fact="review"),),
    ),
    Stage(
        StageKey.LIFE, _("班子"), Anchor.PLAN,
        (
            _P("examinations", _("查摆材料（人人有）"), fact="examinations"),
            _P("life", _("民主生活会记录"), (_M.LIFE,)),
            _P("actions", _("整改措施清单（逐条对应反馈问题）"), fact="actions"),
        ),
    ),
    Stage(
        StageKey.CONCENTRATED, _("各责任人"), Anchor.PLAN,
        (_P("progress", _("每个问题有进展"), fact="progress"),),
        lasts=True,
    ),
    Stage(
        StageKey.MIDTERM, _("整改办、纪检委"), Anchor.PLAN,
        (_P("midterm", _("中期督查记录")),),
    ),
    Stage(
        StageKey.CLOSURE, _("逐级审核"), Anchor.PLAN,
        (_P("closed", _("全部问题销号（分阶段、长期的阶段性完成）"), fact="closed"),),
    ),
    Stage(
        StageKey.REPORT, _("主要负责人签字"), Anchor.END,
        (
            _P("report", _("整改进展情况报告（主要负责人签字）")),
            _P("report_ledger", _("整改台账")),
            _P("report_evidence", _("佐证目录")),
        ),
    ),
    Stage(
        StageKey.PUBLICITY, _("整改办"), Anchor.REPORT,
        (_P("internal", _("党内通报")), _P("public", _("社会公开稿"))),
    ),
    Stage(
        StageKey.ASSESSMENT, _("上级监督方、自评"), Anchor.END,
        (
            _P("scores", _("评分表"), fact="scores", by_paper=True),
            _P("satisfaction", _("满意度测评结果"), fact="satisfaction", by_paper=True),
        ),
    ),
    Stage(
        StageKey.LOOKBACK, _("纪检委"), Anchor.CLOSED,
        (_P("lookback", _("回头看记录")),),
    ),
    Stage(
        StageKey.LASTING, _("各室委"), Anchor.PLAN,
        (_P("rules", _("制度清单")),),
        rolls=True,
    ),
)  # fmt: skip

BY_KEY: dict[str, Stage] = {stage.key: stage for stage in STAGES}


def product_of(stage: str, key: str) -> Product | None:
    """The product of that key; None where the stage has none of it."""
    found = BY_KEY.get(stage)
    return next((item for item in found.products if item.key == key), None) if found else None
