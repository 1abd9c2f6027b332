"""The journal in plain words: who did what, without codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _


class JournalEvent(Protocol):
    """What a page needs of an event."""

    at: datetime
    actor_name: str
    action: str
    summary: str


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    actor: str
    words: str


def told(events: Iterable[JournalEvent]) -> list[Told]:
    """The events in the order given."""
    verbs = _verbs()
    return [
        Told(event.at, event.actor_name, event.summary or verbs.get(event.action, event.action))
        for event in events
    ]


def verb(action: str) -> str:
    """What an action is called where nothing of its words may be told; its code where it has no name here."""
    return _verbs().get(action, action)


def _verbs() -> dict[str, str]:
    return {
        "issue.adopt": _("立账"),
        "issue.assign": _("落实责任和时限"),
        "issue.assign_many": _("批量落实责任和时限"),
        "issue.add_cause": _("写原因"),
        "issue.remove_cause": _("删去原因"),
        "issue.report_progress": _("填报进展"),
        "issue.attach_evidence": _("上传佐证"),
        "measure.add": _("增加措施"),
        "measure.edit": _("修改措施"),
        "measure.record_trigger": _("登记事件"),
        "measure.add_milestone": _("增加节点"),
        "measure.reach_milestone": _("完成节点"),
        "evidence.judge": _("审看佐证"),
        "evidence.withdraw": _("撤回佐证"),
        "measure.finish": _("报完成"),
        "measure.verify": _("核实措施"),
        "measure.return": _("退回措施"),
        "issue.apply_closure": _("申请销号"),
        "issue.apply_closure_many": _("批量申请销号"),
        "issue.withdraw_closure": _("撤回销号申请"),
        "closure.review": _("审核销号"),
        "closure.review_many": _("批量审核销号"),
        "closure.return": _("退回销号申请"),
        "issue.mark_stage_done": _("认定阶段性完成"),
        "issue.next_stage": _("转入下一阶段"),
        "issue.record_lookback": _("登记回头看"),
        "issue.consolidate": _("认定巩固"),
        "issue.correct": _("出更正单"),
        "issue.reopen": _("重新立账"),
        "issue.request_extension": _("申请延期"),
        "extension.decide": _("批复延期"),
        "extension.withdraw": _("撤回延期申请"),
        "evidence.download": _("下载佐证"),
        "evidence.verify": _("核验佐证库"),
        "stage.choose_profile": _("选定时限方案"),
        "stage.set_term": _("改阶段时限"),
        "stage.record_event": _("登记起算日"),
        "stage.record_trigger": _("登记事件"),
        "stage.register_paper": _("登记阶段产出"),
        "stage.withdraw_paper": _("作废材料"),
        "stage.sign_receipt": _("签收反馈意见"),
        "measure.ask_again": _("事件以后再问"),
        "paper.download": _("下载材料"),
        "group.found": _("成立领导小组"),
        "group.edit": _("修改领导小组信息"),
        "group.add_member": _("小组增补成员"),
        "group.end_member": _("小组成员离开"),
        "meeting.call": _("登记会议"),
        "meeting.edit": _("修改会议"),
        "meeting.decide": _("登记议定事项"),
        "meeting.sign": _("会议记录签字"),
        "meeting.cancel": _("取消会议"),
        "decision.settle": _("落实议定事项"),
        "life.hand_in": _("提交查摆材料"),
        "life.criticize": _("登记批评意见"),
        "life.act": _("整改措施清单"),
        "plan.edit": _("写方案"),
        "plan.submit": _("提交方案"),
        "plan.return": _("退回方案"),
        "plan.approve": _("审定方案"),
        "plan.review": _("登记会审意见"),
        "list.export": _("导出清单"),
        "instruction.register": _("登记批示"),
        "instruction.follow": _("落实批示"),
        "session.sign_in": _("登录"),
        "session.prove": _("再次鉴别"),
        "session.sign_out": _("退出"),
        "draft.receive": _("收文"),
        "draft.keep": _("读入文件"),
        "ledger.export": _("导出台账"),
        "view.save": _("存视图"),
        "view.remove": _("删去视图"),
        "message.read": _("阅知消息"),
    }
