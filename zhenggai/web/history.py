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
        "evidence.download": _("下载佐证"),
        "evidence.verify": _("核验佐证库"),
        "session.sign_in": _("登录"),
        "session.sign_out": _("退出"),
        "draft.receive": _("收文"),
        "draft.keep": _("读入文件"),
        "ledger.export": _("导出台账"),
        "view.save": _("存视图"),
        "view.remove": _("删去视图"),
        "message.read": _("阅知消息"),
    }
