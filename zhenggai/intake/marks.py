"""Marks: how documents number and label their parts. One table of numbering kinds, one of labels.

All patterns look at folded text (see folding.py) and are bounded, so that hostile text costs linear time
(security.md F08).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhenggai.lib.numerals import chinese_number

CHINESE = "零一二三四五六七八九十百"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_CHINESE_BRACKETED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of numbering. `rank` is the usual depth (一、 above （一） above 1. …): a hint where the
    document does not show it otherwise. `heads` says that such a mark opens a heading, not a running item."""

    name: str
    pattern: re.Pattern[str]
    rank: int
    heads: bool = True


def _kind(name: str, pattern: str, rank: int, heads: bool = True) -> Kind:
    return Kind(name, re.compile(pattern), rank, heads)


_COUNT = (
    r"(?:个|家(?!庭|长)|名(?!单|称)|户(?!籍)|份|件|起|辆|台(?!账)|套|座|栋|艘|口|株|块|宗|处(?!理|置|室|罚|分)|条(?!件|例)"
    r"|所(?!有|属)|村(?!级|干|民|委|务|容)|人(?!员|事|才|力|民|大|社|均))"
)
"""What comes in whole numbers: in 「1.2个部门」 the first figure numbers the item."""
_ORDER = r"(?:(?:类|种|点|方面|个方面|个问题)?(?:[,、:]|是))"
_N = rf"(?P<n>[{CHINESE}]{{1,4}}|\d{{1,3}})"

LINE_KINDS: tuple[Kind, ...] = (
    _kind("chapter", rf"第{_N}(?:部分|章|节|个?方面)[、.,:]?\s?", 0),
    _kind(
        "issue_label",
        rf"【?(?:整改|反馈|存在|主要|具体)?(?:问题|隐患)\(?{_N}\)?(?:】[:]?|[:、]|\.(?!\d))\s?",
        3,
    ),
    _kind(
        "answer",
        rf"(?:针对|对于|关于)(?:上述|反馈的?)?(?:第{_N}[项个条]问题|问题{_N.replace('<n>', '<m>')})[:、,]",
        3,
    ),
    _kind("serial", rf"(?:序号|反馈序号|整改序号|问题编号)[:]?{_N}(?:[:、.,]\s?|$)", 3),
    _kind("measure_label", rf"【?(?:整改)?(?:措施|举措){_N}】?[:、.]", 6, heads=False),
    _kind("paren_cn", r"\((?P<n>[一二三四五六七八九十]{1,3})\)[、.:,]?", 2),
    _kind("paren_cn", rf"(?P<n>[{_CHINESE_BRACKETED}])[、.]?", 2),
    _kind("said", rf"(?P<n>[{CHINESE}]{{1,3}})(?:是|要)(?!否|非|求|素|点|件)[,:]?", 7, heads=False),
    _kind("cn", r"(?P<n>[一二三四五六七八九十]{1,3})(?:、|[.:,](?!\d))", 1),
    _kind(
        "decimal",
        rf"(?P<n>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})[、.]?(?![\d.%万亿元项年月日]|{_COUNT})",
        3,
    ),
    _kind("paren", r"\((?P<n>\d{1,3})\)[、.:,]?", 4),
    _kind("paren", rf"(?P<n>[{_BRACKETED}])[、.]?", 4),
    _kind(
        "dot",
        rf"(?P<n>\d{{1,3}})(?:[、,:]|\.(?!\d)|\.(?=\d{{4}}年|\d{{1,2}}月|\d{{1,4}}{_COUNT}))",
        3,
    ),
    _kind("dot", rf"(?P<n>[{_DOTTED}])", 3),
    _kind("half_paren", r"(?P<n>\d{1,3})\)[、.]?", 4),
    _kind("circled", rf"(?P<n>[{_CIRCLED}])[、.:]?", 5),
    _kind(
        "ordinal",
        rf"(?:第(?P<n>[{CHINESE}]{{1,3}}){_ORDER}|其(?P<m>[{CHINESE}])[,:、])",
        6,
        heads=False,
    ),
    _kind("sequence", r"(?P<n>首先|其次|再次|再者|最后)(?:[,:]|要)?", 6, heads=False),
    _kind("spaced", r"(?P<n>\d{1,2}) ", 3),
    _kind("cn", r"(?P<n>[一二三四五六七八九十]{1,2})(?=关于|针对|在“)", 1),
    _kind(
        "bare",
        r"(?P<n>\d{1,2})(?=[\u4e00-\u9fff“《])(?![年月日个项名人件条次元万亿家户处所亩吨米号点时分类是宗起笔份])",
        3,
    ),
)

_SEQUENCE = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 9}

_INLINE = re.compile(
    rf"(?P<said>(?<=[。;,:、.!?)）”》\s])[{CHINESE}]{{1,3}}(?:是|要)(?!否|非|求|素|点|件))"
    rf"|(?P<circled>[{_CIRCLED}][、.]?)"
    r"|(?P<paren>(?<=[。;:,!?”》])(?:\(\d{1,2}\)|[⑴-⒇]))"
    r"|(?P<paren_cn>\([一二三四五六七八九十]{1,3}\)(?=关于|[\u4e00-\u9fff“]{4}))"
    r"|(?P<dot>(?<=[。;:!?”》])\d{1,2}(?:[、]|\.(?!\d)))"
    rf"|(?P<ordinal>(?<=[。;:,!?])(?:第[{CHINESE}]{{1,2}}{_ORDER}|其[{CHINESE}][,:、]))"
    rf"|(?P<issue_label>(?<=[\u4e00-\u9fff。;])(?:存在)?(?:问题|隐患)(?:\d{{1,2}}|[{CHINESE}]{{1,2}})[:])"
    r"|(?P<sequence>(?<=[。;:,!?])(?:首先|其次|再次|再者|最后)(?=[,:]|[\u4e00-\u9fff]))"
)
INLINE_KINDS = {
    "said": 7,
    "paren_cn": 2,
    "circled": 5,
    "paren": 4,
    "dot": 3,
    "ordinal": 6,
    "issue_label": 3,
    "sequence": 6,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbering mark found in folded text: `number` is its place in its series, where it has one."""

    kind: str
    rank: int
    number: int | None
    start: int
    end: int
    heads: bool


def mark_at_start(line: str) -> Mark | None:
    """The mark that opens the line, if any."""
    for kind in LINE_KINDS:
        match = kind.pattern.match(line)
        if match:
            groups = match.groupdict()
            number = _number(groups["n"] or groups.get("m") or "")
            if kind.name == "dot" and (number == 0 or _is_amount(line, match.end())):
                continue
            return Mark(kind.name, kind.rank, number, 0, match.end(), kind.heads)
    return None


_NUMERAL = re.compile(
    rf"首先|其次|再次|再者|最后|[{CHINESE}]{{1,3}}|\d{{1,3}}|[{_CIRCLED}{_BRACKETED}]"
)


def inline_marks(text: str, start: int) -> list[Mark]:
    """Marks inside running text from `start` on; whether each one counts is judged by its series."""
    found = []
    for match in _INLINE.finditer(text, start):
        if text.startswith(("一是一、二是二", "二是二如", "二是二,"), match.start()):
            continue
        kind = match.lastgroup or ""
        numeral = _NUMERAL.search(match[0])
        number = _number(numeral[0]) if numeral else None
        found.append(Mark(kind, INLINE_KINDS[kind], number, match.start(), match.end(), False))
    return found


_SECOND = {
    "dot": re.compile(r"(?<=[。;:!?”》])2(?:、|\.(?!\d))"),
    "paren": re.compile(r"(?<=[。;:,!?”》])(?:\(2\)|⑵)"),
    "paren_cn": re.compile(r"\(二\)"),
    "ordinal": re.compile(rf"(?<=[。;:,!?])(?:第二{_ORDER}|其二[,:、])"),
}


def seconds(text: str, kind: str) -> list[int]:
    """Where second items of inline series of this kind stand."""
    return [found.start() for found in _SECOND[kind].finditer(text)]


def _is_amount(line: str, end: int) -> bool:
    """「3,500元」 and the like: a figure with a thousands comma, not a heading."""
    return line[end - 1] == "," and line[end : end + 3].isdigit()


def _number(text: str) -> int | None:
    if text in _SEQUENCE:
        return _SEQUENCE[text]
    for row in (_CIRCLED, _BRACKETED, _DOTTED, _CHINESE_BRACKETED):
        if text and text in row:
            return row.index(text) + 1
    if "." in text:
        return chinese_number(text.rsplit(".", 1)[1])
    return chinese_number(text)


# Labels: words before a colon (or alone on a line, or in 【】) that say what follows.
_LABELS: dict[str, str] = {
    "problem": "问题|存在问题|存在的问题|存在的主要问题|主要问题|反馈问题|反馈的问题|发现问题|发现的问题|问题描述|问题表现"
    "|问题内容|问题概述|具体问题|具体表现|主要表现|表现形式|整改任务|反馈意见|反馈意见建议|督察反馈问题|督察反馈意见|督导意见|审计指出问题|审计发现|指出问题|检查意见|督查发现问题|整改问题|问题点"
    "|督导反馈问题|巡察反馈问题|巡视反馈问题|审计发现问题|审计查出问题|检查发现问题|检查发现的问题|隐患描述|隐患内容|事故隐患"
    "|存在隐患|问题情况|反馈情况|反馈问题描述|问题基本情况|任务内容|整改事项|审计发现的问题|查摆问题|检视问题|问题清单|主要问题是|发现的主要问题是|审计发现的主要问题是|存在的主要问题是|存在的问题是|发现的问题是",
    "cause": "原因|成因|成因分析|原因分析|问题原因|产生原因|原因剖析|主要原因|存在原因|问题根源|思想根源",
    "target": "整改目标|目标|工作目标|目标任务|整改目标任务|预期目标|目标要求|验收标准|整改标准|完成标志|预期成果|成果形式",
    "measure": "整改|重点措施|整改重点措施|整改措施|整改方向|改进方向|整改路径|整改方式|整改方法|措施|具体措施|整改举措|整改的措施|具体整改措施|主要措施|整改要求|整改建议|处理意见|工作措施|工作举措"
    "|改进措施|整改落实措施|审计建议|意见建议|整改意见|具体举措|长效措施|主要做法|整改工作措施|治理措施|防控措施",
    "progress": "整改情况|整改落实情况|整改进展|整改进展情况|整改完成情况|完成情况|整改结果|整改成效|整改效果|落实情况|进展情况"
    "|处理情况|处置情况|办理情况|整改工作开展情况|取得成效|取得的成效|工作进展|工作成效|整改工作情况|具体整改情况|任务完成情况"
    "|整改进度|目前进展|目前进展情况|整改工作进展情况|整改落实|完成整改情况|已整改情况|阶段性成效|主要成效|落实整改情况|成效",
    "next": "下一步|下一步打算|下一步工作|下一步计划|下一步措施|下一步整改措施|下一步工作打算|下一步工作措施|下一步工作计划"
    "|下一步持续深化整改措施|下步打算|下步措施|下步工作|后续整改计划|后续措施|后续工作|今后打算|今后措施|整改计划|长效机制"
    "|持续整改措施|下一步整改计划|下一步整改打算",
    "owner": "整改实施主体|实施主体|责任单位|牵头单位|责任部门|牵头部门|牵头责任单位|责任领导|责任人|牵头领导|配合单位|协办单位|配合部门|协办部门"
    "|整改责任人|整改责任单位|整改单位|主办单位|分管领导|牵头责任领导|具体责任人|第一责任人|主要责任人|直接责任人|督导单位"
    "|责任主体|牵头人|责任科室|牵头科室|牵头股室|责任股室|配合科室|承办单位|承办部门|承办人|责任处室|落实单位|包保领导|验收单位|督办单位|责任领导及部门|整改主体",
    "deadline": "整改时限|完成时限|整改期限|完成时间|时限|整改时间|办结时限|完成期限|计划完成时间|整改完成时限|整改完成时间|时间要求"
    "|时间节点|限期",
    "state": "整改状态|完成状态|是否完成|整改类型|整改类别|问题类型|进展状态|当前状态|销号情况|类型",
    "note": "典型案例|案例|验收时间|销号时间|备注|公示时间|公示期|公示期限|联系人|联系电话|监督电话|举报电话|验收情况|验收意见|证明材料|佐证材料",
}
LABEL_ROLE = {word: role for role, words in _LABELS.items() for word in words.split("|")}
_WORDS = "|".join(sorted(LABEL_ROLE, key=len, reverse=True))
LABEL = re.compile(
    rf"(?:(?<=^)|(?<=[。;,.!?\s)】”、:]))【?(?P<word>{_WORDS})】?(?P<colon>[:：]|(?<=】))"
)
BARE_LABEL = re.compile(
    rf"【?(?P<word>(?:{_WORDS})(?:(?:及|和|与|、)(?P<second>{_WORDS}))?)】?[:。]?$"
)


@dataclass(frozen=True, slots=True)
class Label:
    role: str
    word: str
    start: int
    end: int


def labels_in(text: str, start: int = 0) -> list[Label]:
    """Labels with their colon inside running text, in order; those in brackets are facts, not structure."""
    found, depth, position = [], 0, 0
    for match in LABEL.finditer(text, start):
        depth += text.count("(", position, match.start()) - text.count(")", position, match.start())
        position = match.start()
        if depth <= 0:
            found.append(
                Label(LABEL_ROLE[match["word"]], match["word"], match.start(), match.end())
            )
            depth = 0
    return found


def bare_label(text: str) -> Label | None:
    """A label that is the whole text: a heading such as 三、整改完成情况."""
    match = BARE_LABEL.match(text)
    if match is None:
        return None
    second = match["second"]
    first = match["word"] if second is None else match["word"][: -len(second) - 1]
    role = LABEL_ROLE[first.rstrip("及和与、")]
    if second is not None and role == "problem":
        return None
    return Label(role, match["word"], 0, match.end())
