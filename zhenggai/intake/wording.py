"""What the wording of a measure says: how far it is, of what kind it is, who owes it, until when, after what."""

from __future__ import annotations

import re

_PLANNED = re.compile(
    r"(?<![不以予已])将(?!之|其|此|近|军|以.{1,20}纳入)(?!.{1,24}(?:纳入|作为|列入|分解|落实到|压实到|调整为|移交))|拟(?!定|稿|撰|制)|(?:(?<!采购|工作|学习|年度|培训|生产|发展|建设|投资|资金|预算|用款|教学|整改|行动|审计|监督|检查|季度|月度|招聘|党建|实施|专项|编制|课程|推进|宣传|维修|用地|科研|考核|帮扶|销号|支出|引进|接待|进度|巡查|工程|轮训)计划|预计|准备|打算|力争|争取(?!编制|资金|支持|上级)|着手)(?=[^,。;、》”)书表中内任完和])(?!生育|管理|单列|地|安排给|退出)"
    r"|待.{2,24}(?:后|确定|完成|结束|批复|下达|到位)|下一步|下步|今后|(?:^|[,。;、]|在|力争|确保)(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日|底|初|[上中下]旬)?前(?:完成|实现|建成|全面|达到|落实|整改)|(?:确保|保证|力争)[^,。;]{0,20}(?:完成|到位|交付|达标|销号|销案)|尚未完成整改"
)
_DONE = re.compile(
    r"(?<!不|未)已(?:经)?(?!知|往|有.{0,4}基础)|(?:[\u4e00-\u9fff])了(?=[^解断如]|$)|完成(?:了|整改)|业已|现已|均(?:按|得到|实现)|得到(?:有效)?(?:解决|整改|落实)"
    r"|(?:整改|办结|清退|追回|收回|归还|销号|整治|拆除|关停)(?:完毕|到位|完成)|(?:共|累计|先后)(?:计|组织|召开|开展|清理|清退|整改|排查|制定|修订|培训|收缴|追缴|建立|更新|补)"
    r"|成功[^,。;]{0,8}(?:创|建|获|入选|申报|举办)|创成|获批|荣获|验收合格|通过验收|(?:投入|正式)(?:使用|运行|投用|启用)|进行(?:了)?(?:更新|修订|清查|整改|更正|全面清理)|取得.{0,8}成效|开展.{0,16}\d{1,4}(?:次|场|期|人次)|\d{1,5}(?:人次|场次|余次|余人)"
)
_DATED_ACT = re.compile(
    r"(?:\d{1,2}月(?:\d{1,2}日|份|底|初|[上中下]旬)?|\d{1,2}日)[^。;]{0,40}?(?:召开|组织|印发|制定|修订|开展|下发|出台|会议|完成|学习|通报|举办|邀请|签订|报送|赴|约谈|督促|提醒)"
)
_EVENT = re.compile(
    r"(?:立即|当即|随即|第一时间)(?:安排|组织)|组织[^。;,]{0,30}学习.{0,3}[^。;]{0,40}《|(?:重新)?(?:印发|下发|出台|修订|制定|召开|举办|签订|追缴|清退|移送|约谈)"
)
_COUNTED = re.compile(
    r"\d(?:\.\d+)?(?:余|多)?(?:个|项|次|人|名|份|件|条|处|家|户|台|套|笔|宗|辆|所|期|场|块|盏|亩|公里|吨|万元|亿元|元|册|篇|本|批|起|间|栋|座|口|株|只|棵|平方米)|\d{1,2}月(?:\d{1,2}日)?(?!底?前)"
)
"""What is counted or dated in a report has happened: 报废17件, 3月26日增补."""
_AT_MEETING = re.compile(
    r"在[^。;,]{2,30}(?:会议|大会|例会|会)上(?:进行|强调|通报|要求|作|学习|传达)"
)
_CARRIED_OUT = re.compile(
    r"^(?:重新|建立了?|设立|成立|推行|实行|启用|补[登签办齐录]|更换|增设|解除|收回|清[理退]|拆除|配备|安装|开通|委托|制定|出台|印发|修订|与[^,。;]{2,16}(?:签订|解除)|建成|新[建增]|追[缴回]|报废|全面(?:盘点|清查|清理|排查)|选派|打通|公示|公开|召开|约谈)"
)
_INSISTENT = re.compile(
    r"加强|强化|进一步|严格|切实|抓好|深化|加大|压实|坚持|持续|继续|定期|不断|长期|正在|每|推进|推动|督促|提高|提升"
)
_STANDING = re.compile(
    r"加强|强化|进一步|严格|切实|抓好|健全|深化|加大|提高|提升|牢固|规范|落实|坚持|压实|督促|引导|支持|指导|推进|推动|完善|做好|确保|聚焦"
)
_ONGOING = re.compile(
    r"正在|持续(?!$)|继续|长期|常态化|稳步|有序推进|推进中|整改中|逐步|不断|每(?:年|月|周|季度|半年|两周|学期|日)|持续开展|定期|按(?:年度|季度|月|年)|半年(?:听取|召开|开展)一次"
)
_RECURRING_LEAD = re.compile(r"^(?:持续|继续|正在|长期|不断|稳步|定期|逐步|坚持)")
_UNFINISHED = re.compile(
    r"(?<!会)正在|(?:剩余|尚余|其余)[^,。;]{0,16}(?:推进|整改|将|抓紧|计划|办理|持续)|部分已|收尾|整改中"
)
_TRAILER = re.compile(r"(?:(?<=[。;])|^)(?:今后|下一步|下步|接下来|后续)[^。]*(?:。|$)")


def status_of(text: str, *, default: str | None = None) -> str:
    """done, ongoing, planned or unstated. `default` is what the label or section above says of its items:
    「整改完成情况」 done, 「下一步」 planned, claimed where the issue is said to be finished, unstated in parts about
    organisation. Wording that says otherwise wins over a claim, not over a plan."""
    body = _TRAILER.sub("", text) or text
    if default == "planned" or _DEMANDED.match(body):
        return "planned"
    planned = bool(_PLANNED.search(body))
    done = bool(_DONE.search(body)) or (planned and _counts_beside_plans(body))
    standing = len(_STANDING.findall(body))
    if default == "unstated":
        # Behind the item's own sentence such a part goes on to speak of the whole.
        own = body.split("。", 1)[0]
        return "done" if re.search(r"已(?!知)|(?<!不)了(?!解)", own) else "unstated"
    if _UNFINISHED.search(body) or (done and planned):
        return "ongoing"
    if done:
        return "ongoing" if _RECURRING_LEAD.match(body) and not _strong(body) else "done"
    if not planned and (waits := trigger_of(body)) and not _COUNTED.search(body[: waits[0]]):
        return "planned"
    if planned:
        mixed = standing and default != "done" and not _RECURRING_LEAD.match(body)
        return "ongoing" if mixed and _mixed(body) else "planned"
    if _DATED_ACT.search(body):
        return "done"
    if _COUNTED.search(body) and not _RECURRING_LEAD.match(body):
        return "done"
    if default == "claimed" and not _ONGOING.search(body):
        return "done"
    if default == "done":
        return "unstated" if _CONDITIONAL.match(body) else "done"
    return _undated(body, standing)


def _counts_beside_plans(text: str) -> bool:
    """A clause that plans nothing counts what was done."""
    return any(
        _COUNTED.search(clause)
        for clause in re.split(r"[;。,]", text)
        if not _PLANNED.search(clause)
    )


_DEMANDED = re.compile(
    r"(?:[^,。;]{0,20}(?:应当?(?!急|用|收|缴|对)|须|必须))|要(?!求|素|点|件|闻|么)"
)
_CONDITIONAL = re.compile(r"^(?:对于?|凡是?|如有?)[^。;]{2,40}的,")


def _strong(text: str) -> bool:
    return bool(re.search(r"已(?:经)?|完成", text))


def _mixed(text: str) -> bool:
    """The plan is only one clause; others say what is being done."""
    clauses = [clause for clause in re.split(r"[;。,]", text) if len(clause) > 3]
    planned = [clause for clause in clauses if _PLANNED.search(clause)]
    return bool(clauses) and clauses[0] not in planned and len(planned) < len(clauses)


def _undated(text: str, standing: int) -> str:
    if _AT_MEETING.search(text):
        return "done"
    if _CARRIED_OUT.match(text) and not _ONGOING.search(text):
        return "done"
    if len(text) <= 20 and not _INSISTENT.search(text):
        return "unstated"
    if _EVENT.search(text) and standing <= 2 and not _ONGOING.search(text):
        return "done"
    if _ONGOING.search(text) or standing:
        return "ongoing"
    return "unstated"


_SAID_DONE = re.compile(
    r"(?:已|现已|全部|均已|基本)(?:经)?(?:于[^,。;]{2,14}?)?(?:全部|按要求|按期|按时|如期)?(?:完成(?:了)?(?:整改|销号|验收)?|整改(?:完成|到位|完毕|落实)|整改|解决|销号|办结|纠正)|^(?:已完成|完成|完成整改|整改完成|已整改|已销号|整改到位|已整改到位|已办结)[。,;]?"
)
_SAID_GOING = re.compile(
    r"正在(?:整改|推进|进行|落实)|部分(?:完成|整改)|持续(?:整改|推进|坚持|进行|落实)|长期(?:坚持|整改)|整改中|推进中|正在(?:积极)?整改|基本完成"
)
_SAID_NOT = re.compile(r"未(?:完成|启动|整改)|尚未(?:完成|启动|整改)|待(?:整改|启动)")


def said_status(text: str) -> str | None:
    """What a short statement says of a whole issue: 该问题已完成整改, 正在整改, 未启动; None where it says nothing."""
    patterns = (("planned", _SAID_NOT), ("ongoing", _SAID_GOING), ("done", _SAID_DONE))
    hits = [
        (match.start(), rank, name)
        for rank, (name, pattern) in enumerate(patterns)
        if (match := pattern.search(text))
    ]
    return min(hits)[2] if hits else None


_STATEMENT = re.compile(
    r"^(?:(?:该|此|上述|以上|本|这一)(?:项|个|类)?(?:问题|任务|事项)?)?(?:目前|现|均)?(?:已|正在|基本|全部|未|持续|长期|部分|尚未)[^,。;]{0,6}(?:整改|完成|解决|到位|销号|坚持|落实|推进|验收)[^,。;]{0,8}[。,;]?$"
)


def is_statement(text: str) -> bool:
    """A sentence that only tells how far the issue is, and is no measure."""
    words = text.strip(" 。;,")
    return 0 < len(words) <= 36 and all(
        _STATEMENT.match(part) or _BARE_STATE.match(part) for part in re.split("[,、;]", words)
    )


_BARE_STATE = re.compile(
    r"^[(]?(?:整改中|推进中|已(?:全部)?(?:完成|整改|销号)(?:整改)?|正在(?:整改|推进)|持续(?:整改|推进|坚持)|长期坚持|未完成|完成整改|整改完成)[)]?[。;]?$"
)
_RECT_TYPES = (
    ("immediate", re.compile(r"立行立改|立知立改|即知即改|立即整改|边督边改")),
    ("staged", re.compile(r"分阶段(?:整改)?|阶段性整改|分步整改")),
    ("long_term", re.compile(r"长期坚持|持续(?:整改|坚持)|长期整改|长期任务|常态化整改")),
    ("timed", re.compile(r"限期整改|限时整改|限期完成|按期整改|短期整改|限期")),
)


def rect_type_of(text: str) -> str | None:
    """The type that the text names for one issue, the first where several stand."""
    hits = [
        (match.start(), name) for name, pattern in _RECT_TYPES if (match := pattern.search(text))
    ]
    return min(hits)[1] if hits else None


_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "study",
        re.compile(
            r"学习|培训|警示教育|宣讲|宣传(?!单|栏|册|部|资料|品)|党课|研讨|轮训|教育(?!局|厅|部|部门|系统|督导|体育|费|经费)|自学|心得"
        ),
    ),
    (
        "meeting",
        re.compile(
            r"(?:召开|会议|专题会|例会|推进会|座谈会|组织生活会|民主生活会|听取.{0,10}(?:汇报|报告)|主席会|党组会|专题研究|研究部署)"
        ),
    ),
    (
        "policy",
        re.compile(
            r"(?:制定|修订|印发|出台|完善|健全|建立|更新|起草)[^,。;]{0,36}(?:制度|办法|规定|细则|方案|机制|规则|规程|意见|流程|清单|预案|基准|章程|标准|规范(?!管理)|议事)|《[^》]{2,60}》[^,。;]{0,6}(?:进行)?(?:更新|修订)|建章立制"
        ),
    ),
    (
        "correct",
        re.compile(
            r"清理|清查|盘点|补(?:充|齐|办|签|录|缴|正|全|种)|更正|纠正|规范装订|装订|整理|拆除|整治|修复|更换|维修|改造|归档|核销|入账|调整账|完善.{0,12}(?:手续|资料|信息|档案|登记)|关停|取缔|治理|签订"
        ),
    ),
    ("ledger", re.compile(r"台账|登记(?!机关)|建档|一案一档|建立.{0,10}(?:名册|清单|档案)|造册")),
    (
        "check",
        re.compile(
            r"检查|督查|督促|督导|巡查|抽查|排查|核查|核对|审核|监督(?!执纪|责任|电话|管理局)|复核|调研|盘点|验收|考核|自查|回头看|巡检|监管|暗访|评查|摸排|盘查|审查"
        ),
    ),
    (
        "notify",
        re.compile(
            r"去函|发函|发出[^,。;]{0,6}函|函告|抄送|书面告知|告知书|通知书|致函|送达|沟通|下达|交办|约谈"
        ),
    ),
    ("publicity", re.compile(r"公示|公开(?!招|课)|公告|网站|公众号|张榜|宣传[单栏册]|公布|曝光")),
    (
        "recover",
        re.compile(
            r"追缴|追回|清退|退赔|退还|退回|收缴.{0,8}(?:资金|违规)|上缴|归还|挽回|清收|缴回|补缴|收回|补收|收缴"
        ),
    ),
    (
        "account",
        re.compile(
            r"问责|约谈|诫勉|处分|批评教育|提醒谈话|谈话提醒|通报批评|立案|移送|责令检查|追责|调离|处罚|组织处理"
        ),
    ),
)


def kinds_of(text: str) -> list[str]:
    """The measure kinds of process.md §2 that the wording shows, in the order of the table."""
    return [name for name, pattern in _KINDS if pattern.search(text)]


_OWNER_WORDS = r"(?:整改)?(?:牵头|责任|主办|主责|承办|配合|协办|会办|落实|主体|督导|包保)(?:责任)?(?:单位|部门|领导|人|科室|处室|股室|室委|主体|同志)(?:及责任人)?|整改责任人|分管(?:县|区|市|局|校|院)?领导|第一责任人|具体责任人"
_OWNER = re.compile(rf"(?:{_OWNER_WORDS})[:](?P<who>[^。;)\n]{{1,120}})")
_SPLIT = re.compile(
    r"[、,;/]|(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff]{2,}(?:局|办|室|科|部|委|中心|乡|镇|街道|公司|村)$)|\s{1,4}"
)
_SUBLABEL = re.compile(rf"(?:{_OWNER_WORDS}|整改时限|完成时限|时限|期限|完成时间)[:]")


def owners_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the names that this stretch of the text puts behind 牵头单位： 责任人： and the like."""
    spans: list[tuple[int, int]] = []
    for match in _OWNER.finditer(text, start, end):
        start, end = match.span("who")
        label = _SUBLABEL.search(text, start, end)
        spans += names_in(text, start, label.start() if label else end)
    return spans


def names_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of single names in an enumeration: 扶贫办、村建所."""
    spans, position = [], start
    cuts = [match.span() for match in _SPLIT.finditer(text, start, end)]
    for cut_start, cut_end in [*cuts, (end, end)]:
        low, high = position, cut_start
        while low < high and text[low] in " :,、(":
            low += 1
        while low < high and text[high - 1] in " ,、。;:)":
            high -= 1
        if low < high and high - low <= 40:
            spans.append((low, high))
        position = cut_end
    return spans


_TRIGGER = re.compile(
    r"待(?P<a>[^,。;]{2,30}?)(?:后|时)(?=[,再即着将])|(?P<b>[^,。;:、]{2,30}?(?:结束|确定|产生|完成|批复|下达|到位|建成|成立|出台|印发|落地|换届|竣工|验收|就位|审批)(?:以)?后)(?=[,。;立即将再,])"
)


def trigger_of(text: str) -> tuple[int, int] | None:
    """The span of the event that an act still waits for: 政协委员换届工作结束后."""
    for match in _TRIGGER.finditer(text):
        start = match.start()
        after = text[match.end() : match.end() + 60]
        sentence = re.split(r"[。;]", text[: match.start()])[-1] + match[0] + after
        waits = (
            match["a"] is not None
            or not re.search(r"已|了(?!解)|\d月", sentence)
            or _PLANNED.search(after)
            or re.match(r",?(?:再|立即|即|及时|尽快|着手)", after)
        )
        if waits and not re.search(r"已|了(?!解)", match[0]):
            return start, match.end()
    return None


_DUE = re.compile(
    r"(?:底|日|月|年|旬|初|末)?(?:(?:之?前|以前)(?!期|述|后|来|三|段|往|两|提|列|一)|止(?![一-鿿]))"
)


def is_due(text: str, start: int, end: int) -> bool:
    """Whether the calendar point at this span is a deadline: 12月底前完成, 整改时限：2021-12-31."""
    if _DUE.match(text, end) or _DUE.match(text, max(start, end - 1)):
        return True
    lead = text[max(0, start - 8) : start]
    return bool(re.search(r"(?:时限|期限|完成时间|办结时间)[:]?$", lead))
