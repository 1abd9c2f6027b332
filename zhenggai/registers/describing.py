"""The registers of the library as a document: what each holds, how it moves, what it checks, what falls due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zhenggai.people.roles import role_label
from zhenggai.registers.declaration import Declaration, Move, Mover
from zhenggai.registers.fields import Field
from zhenggai.registers.shapes import (
    CadenceShape,
    Check,
    GroupShape,
    MatchShape,
    OverlapShape,
    PythonShape,
    SequenceShape,
)

_KINDS = {
    "text": "文字",
    "integer": "整数",
    "number": "数",
    "money": "金额",
    "date": "日期",
    "month": "月份",
    "datetime": "时刻",
    "yesno": "是否",
    "choice": "选项",
    "list": "列表",
    "rows": "子表",
    "person": "人员",
    "office": "单位",
    "link": "关联",
}
_LEVELS = {"E": "错误", "W": "警告", "I": "提示"}
_HEAD = """# 登记簿 Registers

本文由登记簿声明（`zhenggai/registers/library/*.yaml`）生成：`.venv/bin/python scripts/describe_registers.py`。改声明后重新生成；
有测试核对它是否为最新。This page is generated from the declarations; a test holds it current.

`！` 表示离开起始状态前必填，`＝` 表示由系统算出，`密` 表示敏感（列表中掩码），`封` 表示加密。带★的流转有关口：所列检查不满足就走不过去。
“由构造保证”的不列为检查：提交人不得审核自己所提交的；审核后锁定，只能走更正单；记录只作废、不删除；唯一键不得重复。
"""


def describe(declarations: Iterable[Declaration]) -> str:
    """The whole document, in the order of the rulebook's numbers."""
    found = sorted(declarations, key=lambda item: (item.id, item.source.find(f"code: {item.code}")))
    lines = [_HEAD, *_overview(found)]
    for declaration in found:
        lines += _register(declaration)
    return "\n".join(lines).rstrip() + "\n"


def _overview(found: Sequence[Declaration]) -> Iterator[str]:
    checks = sum(len({check.id for check in item.checks}) for item in found)
    yield f"共 {len(found)} 张登记簿，{checks} 项检查。\n"
    rows = (
        (item.id, f"[{item.label}](#{item.code})", f"`{item.code}`", role_label(item.clerk), str(len(item.fields)),
         str(len({check.id for check in item.checks})))
        for item in found
    )  # fmt: skip
    yield from _table(("编号", "登记簿", "代码", "台账员", "字段", "检查"), rows)


def _register(item: Declaration) -> Iterator[str]:
    yield f'\n<a id="{item.code}"></a>\n\n## {item.id} {item.label} `{item.code}`\n'
    yield f"台账员：{role_label(item.clerk)}。依据：{'；'.join(item.basis) or '——'}。"
    if item.key:
        labels = (item.fields[name].label if name in item.fields else "年度" for name in item.key)
        yield f"唯一键：{'、'.join(labels)}。"
    yield "\n**字段** " + "；".join(_field(field) for field in item.fields.values()) + "。"
    if item.settings:
        yield (
            "\n**设置** "
            + "；".join(
                f"{setting.label}（`{name}`{'，依据：' + setting.basis if setting.basis else ''}）"
                for name, setting in item.settings.items()
            )
            + "。"
        )
    yield from _moves(item)
    yield from _checks(item)
    for obligation in item.due.values():
        yield f"\n**到期** {obligation.label}（{obligation.rule}），凭证：{obligation.proof or '——'}。"
    if item.lookback is not None:
        indicators = "、".join(item.lookback.indicators)
        yield f"\n**回头看** 抽 {item.lookback.sample} 件：{item.lookback.method}；看 {indicators}。"


def _field(field: Field) -> str:
    kind = _KINDS[field.kind]
    if field.kind == "choice":
        kind = "/".join(field.choices) if field.choices else "按设置"
    elif field.kind == "rows":
        kind = "子表：" + "、".join(part.label for part in field.fields.values())
    elif field.kind == "list" and field.of is not None:
        kind = f"{_KINDS[field.of.kind]}列表"
    marks = (
        ("！" if field.required else "")
        + ("＝" if field.compute else "")
        + ("密" if field.private else "")
        + ("封" if field.sealed else "")
    )
    return f"{field.label}{marks} `{field.name}`（{kind}）"


def _moves(item: Declaration) -> Iterator[str]:
    yield ""
    rows = (
        (
            f"{move.label}{'★' if move.gate else ''}",
            f"{'、'.join(item.workflow.states[name] for name in move.sources)} → {item.workflow.states[move.target]}",
            "、".join(_mover(item, mover) for mover in move.by),
            "、".join(move.gate) or "——",
            _papers(item, move) or "——",
        )
        for move in item.workflow.moves.values()
    )
    yield from _table(("流转", "状态", "由谁", "关口", "须有材料"), rows)


def _mover(item: Declaration, mover: Mover) -> str:
    if mover.role is not None:
        return role_label(mover.role)
    return "经办人" if mover.field == "handler" else item.fields[mover.field or ""].label


def _papers(item: Declaration, move: Move) -> str:
    found = (kind for kind in item.evidence.values() if move.name in kind.before)
    return "、".join(kind.label + ("（按类别）" if kind.when is not None else "") for kind in found)


def _checks(item: Declaration) -> Iterator[str]:
    if not item.checks:
        return
    yield ""
    gates = {name for move in item.workflow.moves.values() for name in move.gate}
    rows = (
        (
            check.key + ("★" if check.id in gates else ""),
            "／".join(
                _LEVELS[level] for level in (check.level, *(level for level, _ in check.worse))
            ),
            check.say.text,
            _shape(check),
            check.fix or "——",
            check.basis or "——",
        )
        for check in item.checks
    )
    yield from _table(("检查", "级别", "不满足时说", "怎样查", "怎样改", "依据"), rows)


def _shape(check: Check) -> str:
    shape = check.shape
    if isinstance(shape, CadenceShape):
        every = {
            "month": "每月",
            "quarter": "每季",
            "half": "每半年",
            "year": "每年",
            "once": "一次",
        }
        return every[shape.every] + (f"连续 {shape.streak} 期" if shape.streak else "")
    names = {
        GroupShape: "分组合计",
        OverlapShape: "时段重叠",
        MatchShape: "两边核对",
        SequenceShape: "前后对比",
        PythonShape: "程序比对",
    }
    return names.get(type(shape), "逐条")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '／') for cell in row)} |"
