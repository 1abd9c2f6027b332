"""What the loader refuses (registers.md §10): each complaint at its line, with what was probably meant."""

from __future__ import annotations

import pytest

from zhenggai.lib.tests.pace import takes_less
from zhenggai.registers.catalogue import Outline
from zhenggai.registers.declaration import Mover
from zhenggai.registers.loading import load, outline_of
from zhenggai.registers.problems import DeclarationRefused, Problem
from zhenggai.registers.shapes import (
    CadenceShape,
    GroupShape,
    Lapse,
    MatchShape,
    OverlapShape,
    RecordShape,
    SequenceShape,
)
from zhenggai.registers.shelf import shelf, shelf_outlines
from zhenggai.registers.tests.declared import BASE, GEAR

pytestmark = pytest.mark.outside_database
NO_CHECKS = BASE.replace("\nchecks:\n", "\n").replace(", gate: [GE-1, GE-2, GE-3, GE-4, GE-6]", "")


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(DeclarationRefused) as caught:
        load(text, shelf_outlines())
    return caught.value.problems


def with_check(check: str) -> str:
    return f"{NO_CHECKS}\nchecks:\n  GE-1: {check}\n"


def test_the_register_of_the_tests_is_read_whole() -> None:
    (gear,) = load(GEAR)

    assert (gear.id, gear.code, gear.label, gear.version) == ("R90", "gear", "器材台账", 1)
    assert [type(check.shape) for check in gear.checks] == [
        RecordShape,
        GroupShape,
        OverlapShape,
        MatchShape,
        CadenceShape,
        SequenceShape,
        SequenceShape,
        GroupShape,
        MatchShape,
    ]
    assert gear.workflow.moves["use"].within == Lapse(3, workdays=True)
    assert gear.workflow.moves["check"].by == (Mover(field="keeper"), Mover(role="asset_clerk"))
    assert gear.workflow.moves["use"].is_review
    assert not gear.workflow.moves["check"].is_review
    assert gear.settings["share"].default == 500_000
    assert list(gear.fields)[-1] == "total", "what is computed comes after what it reads"


def test_every_register_of_the_library_loads() -> None:
    assert {"leave", "attendance", "proposal", "proposal_call"} <= set(shelf())
    for declaration in shelf().values():
        assert all(check.say.text and check.basis and check.fix for check in declaration.checks)


def test_what_others_see_of_a_register_is_what_it_becomes() -> None:
    for declaration in shelf().values():
        seen = shelf_outlines()[declaration.code]
        assert outline_of(declaration).columns == seen.columns
        assert outline_of(declaration).check_ids == seen.check_ids


@pytest.mark.parametrize(
    ("old", "new", "said", "meant"),
    [
        ("clerk: asset_clerk", "clerk: aset_clerk", "“clerk”不能是“aset_clerk”", "asset_clerk"),
        ("label: 器材台账", "lable: 器材台账", "不认识“lable”", "label"),
        ("version: 1", "version: one", "1 到 9999 的整数", None),
        ("type: integer, index", "type: int, index", "“type”不能是“int”", None),
        ("count:   {", "state:   {", "公共字段", None),
        ("count:   {", "most:   {", "公共字段、设置", None),
        ("count:   {", "today:   {", "公共字段", None),
        ("count:   {", "Count:   {", "名字“Count”不能用", None),
        ("count * price", "count * prize", "没有字段或设置“prize”", "price"),
        ("count * price", "count * price * 0.001", "round_to", None),
        ("count * price", "days(bought, today)", "today", None),
        ("count * price", "total + 1", "绕了一圈", None),
        ("to: gear", "to: gera", "没有登记簿“gera”", "gear"),
        ("places: 1", "places: 9", "0 到 6 的整数", None),
        ("of: text", "of: rows", "列表的 of", None),
        ("type: list, of: text", "type: list", "缺“of”", None),
        ("choices: [电脑, 打印机, 车辆], ", "", "缺“choices”", None),
        ("secret:  {label: 密码, type: text, sealed: true}",
         "secret:  {label: 密码, type: text, sealed: true, index: true}", "密封字段不能建索引", None),
        ("title: \"{name} {kind}\"", "title: \"{note}\"", "不宜外露", None),
        ("title: \"{name} {kind}\"", "title: \"{name.__class__}\"", "花括号", None),
        ("title: \"{name} {kind}\"", "title: \"{name!r}\"", "花括号", None),
        ("before: use}", "before: uze}", "没有流转“uze”", "use"),
        ("price >= 1000", "secret == '1'", "密封字段", None),
        ("start: draft\n", "start: drafts\n", "“start”不能是", "draft"),
        ("from: used, to: gone", "from: used, to: gon", "“to”不能是“gon”", "gone"),
        ("from: used, to: gone", "from: usd, to: gone", "没有状态“usd”", "used"),
        ("from: checked, to: used", "from: checked, to: draft", "到不了", None),
        ("from: used, to: gone", "from: used, to: used", "走不到终点", None),
        ("by: general_office, ask: 理由}\n    use", "by: [], ask: 理由}\n    use", "“by”", None),
        ("by: general_office, fill", "by: general_ofice, fill", "不是角色", "general_office"),
        ("fill: [bought]", "fill: [bougth]", "没有字段“bougth”", "bought"),
        ("fill: [bought]", "fill: [total]", "算出来的", None),
        ("within: 3 workdays", "within: soon", "时长", None),
        ("ok:      {label", "ok:      {label: x, label", "写了两次", None),
    ],
)  # fmt: skip
def test_a_fault_in_a_field_or_move_is_told(
    old: str, new: str, said: str, meant: str | None
) -> None:
    assert old in NO_CHECKS
    text = NO_CHECKS.replace(old, new, 1)

    problems = refused(text)

    told = [problem for problem in problems if said in problem.sentence]
    assert told, [str(problem) for problem in problems]
    assert meant is None or told[0].meant == meant
    if "\n" not in new and new:
        # States and links are complained about where they stand; everything else at its own line.
        line = text[: text.index(new)].count("\n") + 1
        assert any(abs(problem.line - line) <= 6 for problem in told)


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ('{level: X, that: "ok", say: 甲}', "“level”不能是“X”"),
        ('{level: E, that: "ok"}', "缺“say”"),
        ('{level: E, say: 甲}', "缺“that”"),
        ('{level: E, that: "okk", say: 甲}', "“okk”"),
        ('{level: E, that: "count", say: 甲}', "成立或不成立"),
        ('{level: E, that: "other.count > 1", say: 甲}', "match"),
        ('{level: E, that: "previous.count > 1", say: 甲}', "sequence"),
        ('{level: E, that: "vague(name)", say: 甲}', "没有函数“vague”"),
        ('{level: E, that: "secret == \'1\'", say: 甲}', "密封"),
        ('{level: E, that: "ok", say: "{nme}"}', "没有可以写进句子的“nme”"),
        ('{level: E, that: "ok", say: "{"}', "花括号"),
        ('{level: E, that: "ok", say: 甲, over: nowhere}', "没有登记簿或数据“nowhere”"),
        ('{level: E, that: "ok", say: 甲, over: gear.prts}', "“prts”"),
        ('{level: E, that: "ok", say: 甲, worse: {Z: "ok"}}', "级别只有"),
        ('{level: E, that: "ok", say: 甲, whenever: x}', "不认识“whenever”"),
        ('{level: E, per: [parts], totals: {n: count()}, that: "n > 1", say: 甲}', "不能按“parts”分组"),
        ('{level: E, per: [name], totals: {n: count}, that: "n > 1", say: 甲}', "要放进 sum、count"),
        ('{level: E, per: [name], totals: {n: sum(count())}, that: "n > 1", say: 甲}', "不能套用"),
        ('{level: E, per: [name], totals: {count: count()}, that: "count > 1", say: 甲}', "同名"),
        ('{level: E, overlap: [start], per: [keeper], say: 甲}', "开始和结束"),
        ('{level: E, overlap: [start, name], per: [keeper], say: 甲}', "开始和结束"),
        ('{level: E, overlap: [start, end], per: [keeper], grain: hour, say: 甲}', "“grain”"),
        ('{level: E, overlap: [start, end], per: [keeper], among: {leave: [start, end]}, say: 甲}',
         "“keeper”"),
        ('{level: E, match: nowhere, on: {id: parent}, say: 甲}', "“nowhere”"),
        ('{level: E, match: gear, on: {idd: parent}, say: 甲}', "没有字段“idd”"),
        ('{level: E, match: gear, on: {id: count}, say: 甲}', "永远对不上"),
        ('{level: E, match: gear, on: {id: parent}, want: all, say: 甲}', "“want”"),
        ('{level: E, match: gear, on: {id: parent}, totals: {n: sum(other.count)}, say: 甲}', "缺“that”"),
        ('{level: E, every: week, on: bought, say: 甲}', "“every”"),
        ('{level: E, every: month, say: 甲}', "缺“on”"),
        ('{level: E, every: month, on: name, say: 甲}', "日期字段"),
        ('{level: E, every: month, on: bought, each: {kepper: person}, say: 甲}', "“kepper”"),
        ('{level: E, every: month, on: bought, each: {count: person}, say: 甲}', "指不到"),
        ('{level: E, every: month, on: bought, each: {keeper: persn}, say: 甲}', "“persn”"),
        ('{level: E, every: month, on: bought, at_least: name, say: 甲}', "“name”"),
        ('{level: E, per: [keeper], order: bought, say: 甲}', "缺“that”"),
        ('{level: E, python: simlar, say: 甲}', "“simlar”"),
        ('{level: E, over: calendar, that: "provisional", say: 甲}', "只能写在 match 里"),
        ('{level: E, over: gear.parts, overlap: [start, end], per: [keeper], say: 甲}', "只能查一个登记簿"),
        ('{level: E, over: [gear, gear.parts], per: [keeper], order: bought, that: "ok", say: 甲}', "前后次序"),
        ('{level: E, match: [gear, gear.parts], on: {name: name}, totals: {n: count()}, that: "n > 1", say: 甲}',
         "只能取自一个登记簿"),
        ('{level: E, that: "' + "months(" * 1 + "bought, bought) > " + " + ".join(["months(bought, today)"] * 20)
         + ' || ' + " || ".join(["months(bought, today) > months(start, end)"] * 30) + '", say: 甲}', "过长"),
    ],
)  # fmt: skip
def test_a_fault_in_a_check_is_told_at_its_line(check: str, said: str) -> None:
    text = with_check(check)

    problems = refused(text)

    line = text.count("\n", 0, text.index("  GE-1:")) + 1
    assert any(said in str(problem) and problem.line == line for problem in problems), [
        str(problem) for problem in problems
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "文件是空的"),
        ("a: &x 1\nb: *x", "锚点"),
        ("a: !!python/object:os.system x", "标签"),
        ("a: [1, 2", "YAML"),
        ("a: b: c", "YAML"),
        ("a\tb: \x07", "控制符"),
        ("- 1\n- 2", "键: 值"),
        ("[" * 2_000, "YAML"),
        ("a: " + "[" * 50 + "]" * 50, "层次过深"),
        ("a: [" + "x, " * 30_000 + "]", "内容过多"),
        ("x" * 600_000, "512 KB"),
    ],
)
def test_yaml_that_is_none_or_hostile_is_refused_at_once(text: str, said: str) -> None:
    problems = refused(text)

    assert any(said in str(problem) for problem in problems), [str(item) for item in problems]
    assert takes_less(8, lambda: refused(text))


def test_only_true_and_false_are_booleans_and_dates_stay_text() -> None:
    text = NO_CHECKS.replace("most: {value: 3,", "since: 2021-01-01\n  no: no\n  most: {value: 3,")

    (gear,) = load(text)

    assert (gear.settings["no"].default, gear.settings["since"].default) == ("no", "2021-01-01")
    assert gear.settings["since"].type.kind == "date"
    problems = refused(NO_CHECKS.replace("index: true}", "index: yes}", 1))
    assert "只能是 true 或 false" in str(problems[0])


def test_one_run_tells_every_fault_sorted_by_line() -> None:
    text = NO_CHECKS.replace("type: integer", "type: int").replace("ask: 理由", "aks: 理由")

    lines = [problem.line for problem in refused(text)]

    assert len(lines) >= 3
    assert lines == sorted(lines)


def test_a_fault_inside_an_expression_has_its_column() -> None:
    text = with_check('{level: E, that: "count > 1 && prise > 2", say: 甲}')

    problems = refused(text)

    (problem,) = problems
    line = text.splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("prise")
    assert problem.meant == "price"


def test_one_check_id_has_one_meaning() -> None:
    other = {"other": Outline("other", {}, frozenset({"GE-1"}))}

    with pytest.raises(DeclarationRefused) as caught:
        load(GEAR, other)
    assert "已用于登记簿 other" in str(caught.value.problems[0])

    second = GEAR.replace("code: gear", "code: tool").replace("gear", "tool")
    assert "别的段里已用过" in str(refused(f"{GEAR}\n---\n{second}")[0])


def test_a_file_holds_one_register_in_several_documents() -> None:
    second = (
        NO_CHECKS.replace("code: gear", "code: gear_use").replace("to: gear,", "to: gear_use,")
        + "\npublish: {fields: [name], after: use}\n"
    )

    assert [item.code for item in load(f"{GEAR}\n---\n{second}")] == ["gear", "gear_use"]
    assert "id 要相同" in str(refused(f"{GEAR}\n---\n{second.replace('R90', 'R91')}")[0])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("publish: {fields: [note], after: use}", "不得公开"),
        ("publish: {fields: [secret], after: use}", "不得公开"),
        ("publish: {fields: [name], after: usee}", "“after”"),
        ("lookback: {sample: 1, method: 抽查, indicators: [GE-99]}", "没有检查“GE-99”"),
        ("excel: [name, nmae]", "“nmae”"),
        ("key: [note]", "唯一键"),
        ("due: {x: {label: 甲, rule: FREQ=HOURLY, since: 2021-01-01}}", "不得密于每天"),
        ("due: {x: {label: 甲, rule: FREQ=MONTHLY;BYHOUR=3, since: 2021-01-01}}", "不得密于每天"),
        ("due: {x: {label: 甲, rule: FREQ=MONTHLY;BYDAY=XX, since: 2021-01-01}}", "RFC 5545"),
        ("due: {x: {label: 甲, rule: FREQ=MONTHLY, since: soon}}", "“since”"),
        ("due: {x: {label: 甲, rule: FREQ=MONTHLY, since: 2021-01-01, by: nobody}}", "不是角色"),
        ("retire: [name]", "不能同时停用"),
        ("rename: {old: nowhere}", "“nowhere”"),
        ('fill: {nowhere: "1"}', "“nowhere”"),
    ],
)
def test_the_other_sections_are_checked_as_well(more: str, said: str) -> None:
    problems = refused(f"{NO_CHECKS}\n{more}\n")

    assert any(said in str(problem) for problem in problems), [str(item) for item in problems]


def test_what_reads_a_sealed_field_is_secret_itself() -> None:
    open_field = '\n  length:  {label: 长度, type: integer, compute: "size(secret)"}\n\nevidence:'

    assert "密封形同虚设" in str(refused(NO_CHECKS.replace("\n\nevidence:", open_field))[0])
    load(
        NO_CHECKS.replace(
            "\n\nevidence:", open_field.replace("integer,", "integer, private: true,")
        )
    )


def test_a_cadence_or_a_python_check_is_no_gate() -> None:
    problems = refused(GEAR.replace("GE-4, GE-6]", "GE-5]"))

    assert "不能作关口" in str(problems[0])


def test_gates_name_checks_that_are_there() -> None:
    problems = refused(GEAR.replace("GE-4, GE-6]", "GE-66]"))

    assert any("没有检查“GE-66”" in str(problem) for problem in problems)
