"""Warning letters and supervision letters as papers (documents.md §1.5): 编号、级别、问题、时限、剩余或超期天数、当前进展、要求、回复期限、签发、签收.
Their words are Chinese whatever language the page speaks."""

from __future__ import annotations

from datetime import date
from typing import IO, TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext

from zhenggai.journal.actions import record
from zhenggai.people.viewer import Viewer
from zhenggai.publication.render.letter_docx import Paper, write_letter
from zhenggai.publication.render.xlsx import chinese_date
from zhenggai.rectification.supervision import queries as supervision
from zhenggai.rectification.warnings import queries as warnings

if TYPE_CHECKING:
    from zhenggai.rectification.models import SupervisionLetter, Warning

_LEVELS = {"red": "红色", "yellow": "黄色", "green": "绿色"}
_DEMANDS = {
    "green": "请对照整改措施抓紧推进，按期完成。",
    "yellow": "请倒排工期、逐项推进，分管领导督促，按期完成。",
    "red": "请立即整改并说明超期原因，报送完成计划；责任单位和主要负责人督促落实。",
}


def export_letter(viewer: Viewer, letter: SupervisionLetter, target: IO[bytes], today: date) -> str:
    """Write one of the five papers as docx; answers with its name. That it was taken out stands in the journal."""
    with translation.override("zh-hans"):
        view = supervision.letter(viewer, letter, today)
        write_letter(_paper(view), target)
        name = f"{view.title}{view.doc_no}"
    record(
        viewer,
        "letter.export",
        obj=letter.issue,
        summary=gettext("导出%(letter)s") % {"letter": name},
    )
    return name


def export_warning(viewer: Viewer, warning: Warning, target: IO[bytes]) -> str:
    """Write the letter of a warning as docx, as it stood on the day of the warning; answers with its name."""
    with translation.override("zh-hans"):
        line = warnings.line_of(warning)
        title = warnings.letter_label(line.level)
        write_letter(_warning_paper(warning, line, title), target)
        name = f"{title}{line.doc_no}"
    record(
        viewer,
        "letter.export",
        obj=warning.issue,
        summary=gettext("导出%(letter)s") % {"letter": name},
    )
    return name


def _paper(view: supervision.LetterView) -> Paper:
    letter, issue = view.letter, view.letter.issue
    main = [row.name for row in view.recipients if not row.is_copy]
    copies = [row.name for row in view.recipients if row.is_copy]
    asked = f"请于{chinese_date(letter.reply_by)}前书面回复。"
    if letter.last_deadline:
        asked = f"最后期限为{chinese_date(letter.last_deadline)}。{asked}"
    return Paper(
        title=view.title,
        number=view.doc_no,
        to="、".join(main) or str(issue.lead_dept or ""),
        body=(
            f"{issue.round.name}中，“{issue.code} {issue.title}”一项，{letter.basis}。",
            letter.demand,
            asked,
        ),
        facts=(
            ("编号", view.doc_no or "（签发后编号）"),
            ("级别", view.title),
            ("问题", f"{issue.code} {issue.title}"),
            ("时限", chinese_date(letter.deadline) or "未定"),
            ("剩余/超期", _days(letter.deadline, letter.issued_on or letter.drafted_on)),
            ("当前进展", letter.findings),
            ("要求", letter.demand),
            ("回复期限", chinese_date(letter.reply_by)),
        ),
        office=letter.office.name,
        signed_on=letter.issued_on,
        copies="，".join(copies),
        signer=letter.issued_by_name or "",
        is_draft=letter.issued_on is None,
        slip=tuple(
            (row.name, chinese_date(row.delivered_on), chinese_date(row.received_on))
            for row in view.recipients
        ),
    )


def _warning_paper(warning: Warning, line: warnings.WarningLine, title: str) -> Paper:
    main = [party for party in line.recipients if not party.copy]
    copies = [party for party in line.recipients if party.copy]
    return Paper(
        title=title,
        number=line.doc_no,
        to="、".join(_names(party) for party in main),
        body=(f"{line.said}。", _DEMANDS[line.level]),
        facts=(
            ("编号", line.doc_no),
            ("级别", _LEVELS[line.level]),
            (str(line.kind.label), f"{line.code} {line.title}".strip()),
            ("时限", chinese_date(line.deadline) or "未定"),
            ("剩余/超期", _days(line.deadline, line.issued_on)),
            ("缘由", line.standing),
            ("要求", _DEMANDS[line.level]),
        ),
        office=warning.office.name,
        signed_on=line.issued_on,
        copies="，".join(_names(party) for party in copies),
        slip=tuple((_names(party), chinese_date(line.issued_on), "") for party in line.recipients),
    )


def _names(party: warnings.Party) -> str:
    return "、".join(party.names) or f"{party.place}{party.label}"


def _days(deadline: date | None, day: date) -> str:
    if deadline is None:
        return "—"
    left = (deadline - day).days
    return f"超期 {-left} 天" if left < 0 else f"剩余 {left} 天"
