"""`zhenggai read FILE`: a document as a draft. Needs no database and no Django."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from zhenggai.lib.errors import FileRefused

if TYPE_CHECKING:
    from zhenggai.config.commands import Verbs
    from zhenggai.intake.draft import Draft

_WIDTH = 76


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "read", help="读入一份文件，读出问题和措施 / read a document into a draft"
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="txt、docx、xlsx、xls、pdf、html、ofd"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--json", action="store_true", help="按约定格式输出 JSON / print the draft as JSON"
    )
    form.add_argument(
        "--table", action="store_true", help="列表输出（缺省） / print a table (default)"
    )
    form.add_argument("--text", action="store_true", help="只输出文字 / print the text only")
    parser.set_defaults(run=run, parser=parser)


def run(options: argparse.Namespace) -> int:
    from zhenggai.intake.reading import read_draft

    try:
        document, draft = read_draft(options.file)
    except FileRefused as refused:
        if not options.json:
            raise
        _print_json({"error": {"code": refused.code, "message": refused.sentence}})
        return 1
    if options.json:
        _print_json(draft.as_json())
    elif options.text:
        print(document.text)
    else:
        _print_table(draft)
        for notice in document.notices:
            print(f"注意：{notice}", file=sys.stderr)
    return 0


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    print()


def _print_table(draft: Draft) -> None:
    print(draft.title or "（无标题）")
    print("　".join(filter(None, [draft.issuer, draft.issued_on, draft.inspection.body])))
    for aspect in draft.aspects:
        print(f"\n{aspect.number or ''}{aspect.title or '（未分方面）'}")
        for issue in aspect.issues:
            print(f"  {issue.number or '·'} {_cut(issue.title)}")
            for measure in issue.measures:
                dates = "、".join(mention.value or mention.text for mention in measure.dates)
                tail = f"　[{measure.status}{' ' + dates if dates else ''}]"
                print(f"      {measure.marker or '-'} {_cut(measure.text)}{tail}")
    _print_rest(draft)


def _print_rest(draft: Draft) -> None:
    if draft.general_measures:
        print("\n总体措施")
        for measure in draft.general_measures:
            print(f"      {measure.marker or '-'} {_cut(measure.text)}　[{measure.status}]")
    if draft.remarks:
        print("\n批注")
        for remark in draft.remarks:
            print(f"  {remark.code} {remark.message}")
    issues = len(draft.issues)
    measures = sum(len(issue.measures) for issue in draft.issues)
    print(f"\n{len(draft.aspects)} 个方面，{issues} 个问题，{measures} 条措施")


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH // 2 else text[: _WIDTH // 2 - 1] + "…"
