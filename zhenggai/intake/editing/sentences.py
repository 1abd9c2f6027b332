"""What an edit did, in a short sentence for the journal and the list of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhenggai.intake.draft import Draft, DraftAspect, DraftIssue
from zhenggai.intake.editing.edits import Edit
from zhenggai.intake.editing.tree import GENERAL, HEAD, ROOT, codes, kind_of, places

_LONG = 24


def sentence(edit: Edit, draft: Draft) -> str:
    """`draft` is the one before the edit: parts are called as they were then."""
    called = name_of(draft, edit.part)
    words = _phrases()[edit.do]
    values = {"part": called, **_details(edit, draft)}
    return words % values


def name_of(draft: Draft, key: str) -> str:
    """问题 1-2, 措施 1-2-3（一是）, 面上措施 2, 方面（一）; what is gone by its kind alone."""
    place = next((place for place in places(draft) if place.part.key == key), None)
    code = codes(draft).get(key, "")
    if key == HEAD:
        return _("文件信息")
    if place is None:
        return {GENERAL: _("面上措施"), ROOT: _("草稿")}.get(key, _("一条"))
    kind = kind_of(place)
    if kind == "aspect":
        return _("方面“%(words)s”") % {"words": short(place.part.title or _("未分方面"))}
    label = {"issue": _("问题"), "measure": _("措施"), "general": _("面上措施")}[kind]
    return f"{label} {code}".strip()


def short(words: str) -> str:
    return words if len(words) <= _LONG else words[: _LONG - 1] + "…"


def _phrases() -> Mapping[str, str]:
    return {
        "set": _("改%(part)s：%(what)s"),
        "move": _("移动%(part)s，到%(to)s"),
        "step": _("%(way)s%(part)s"),
        "split": _("拆分%(part)s"),
        "take_out": _("从%(part)s移出一句，到%(to)s"),
        "merge": _("并入前一条：%(part)s"),
        "raise": _("升一级：%(part)s"),
        "lower": _("降一级：%(part)s"),
        "change": _("改类别：%(part)s → %(kind)s"),
        "add": _("在%(part)s下添加“%(words)s”"),
        "cite": _("从原文加一条%(kind)s"),
        "remove": _("删除%(part)s“%(words)s”"),
        "renumber": _("重新编号：%(part)s所在各条"),
        "dismiss": _("%(way)s审读意见 %(words)s"),
    }


def _details(edit: Edit, draft: Draft) -> dict[str, Any]:
    values = edit.values
    labels = field_labels()
    place = next((one for one in places(draft) if one.part.key == edit.part), None)
    words = (
        str(values.get("words", "")) if place is None or edit.do == "add" else _words(place.part)
    )
    if edit.do == "dismiss":
        words = str(values["remark"]).partition(":")[0]
        way = _("恢复") if values.get("back") else _("不采纳")
    else:
        way = _("上移") if values.get("by", 0) < 0 else _("下移")
    return {
        "what": "、".join(str(labels.get(name, name)) for name in values),
        "to": name_of(draft, values.get("to", "")),
        "way": way,
        "kind": kind_labels().get(values.get("kind", ""), ""),
        "words": short(words) or _("原文一段"),
    }


def _words(part: Any) -> str:
    return (part.title or "") if isinstance(part, DraftAspect | DraftIssue) else part.text


def kind_labels() -> dict[str, str]:
    return {
        "aspect": _("方面"),
        "issue": _("问题"),
        "measure": _("措施"),
        "general": _("面上措施"),
    }


def field_labels() -> dict[str, str]:
    """Fields of every part by name, as pages and the journal call them."""
    return {
        "number": _("原序号"),
        "marker": _("序词"),
        "title": _("标题"),
        "group": _("小标题"),
        "text": _("文字"),
        "kinds": _("措施类型"),
        "status": _("文中进展"),
        "owners": _("文中责任人"),
        "deadline": _("时限"),
        "trigger": _("事件时限"),
        "rect_type": _("整改类型"),
        "charge_leader": _("责任领导"),
        "lead_dept": _("牵头部门"),
        "owner": _("责任人"),
        "issuer": _("落款机关"),
        "issued_on": _("成文日期"),
        "kind": _("文种"),
        "inspection.kind": _("检查类别"),
        "inspection.body": _("检查单位"),
        "inspection.inspected_org": _("被检查单位"),
        "inspection.started_on": _("检查开始"),
        "inspection.ended_on": _("检查结束"),
        "inspection.feedback_on": _("反馈日期"),
    }
