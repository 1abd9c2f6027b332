"""The verbs `registers` and `sweep`, as a user types them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zhenggai.config.cli import main
from zhenggai.people import actions as people
from zhenggai.people.models import Account
from zhenggai.people.queries import system_viewer
from zhenggai.registers import shelf
from zhenggai.registers.models import RegisterVersion, Violation
from zhenggai.registers.tests.conftest import Desk
from zhenggai.registers.tests.declared import GEAR

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        try:
            code = main([str(word) for word in words])
        except SystemExit as left:
            code = int(left.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def account(desk: Desk) -> Account:
    account, _ = people.create_account(
        system_viewer(), username="guanli", display_name="管理", is_demo=True
    )
    people.grant_as_system(account, ["office_admin"], desk.office.organ)
    return account


def written(tmp_path: Path, text: str, name: str = "gear.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_file_of_the_library_is_valid(run: Run) -> None:
    code, told, wrong = run("registers", "validate", *shelf.files())

    assert (code, wrong) == (0, "")
    assert re.search(r"leave 第 1 版，\d+ 个字段，1\d 项检查", told)


def test_errors_come_with_file_line_and_what_was_meant(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, GEAR.replace("by: [keeper, clerk]", "by: [keepr, clerk]"))

    code, told, wrong = run("registers", "validate", path)

    assert (code, told) == (1, "")
    line = next(n for n, text in enumerate(GEAR.splitlines(), 1) if "by: [keeper, clerk]" in text)
    assert f"{path}:{line}:" in wrong
    assert f"第 {line} 行" in wrong
    assert "“keepr”不是角色" in wrong and "您是否要写“keeper”" in wrong


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["registers"], 2), (["registers", "validate"], 2), (["registers", "nothing"], 2)],
)
def test_wrong_use_is_two(run: Run, words: list[str], expected: int) -> None:
    assert run(*words)[0] == expected


def test_a_file_that_is_not_there_or_no_text(run: Run, tmp_path: Path) -> None:
    binary = tmp_path / "x.yaml"
    binary.write_bytes(b"\xff\xfe\x00")

    for path in (tmp_path / "nowhere.yaml", binary):
        code, _, wrong = run("registers", "validate", path)
        assert (code, "file.unreadable" in wrong) == (1, True)


def test_publishing_freezes_and_doing_it_twice_changes_nothing(
    run: Run, account: Account, tmp_path: Path
) -> None:
    path = written(tmp_path, GEAR)

    first = run("registers", "publish", path, "--as", "guanli")
    second = run("registers", "publish", path, "--as", "guanli")
    changed = run("registers", "publish", written(tmp_path, GEAR + "\n# 改动\n"), "--as", "guanli")

    assert first[:2] == (0, "已发布 器材台账 v1\n")
    assert "内容与已发布的相同" in second[1]
    assert changed[0] == 1 and "publish.frozen" in changed[2]
    assert RegisterVersion.objects.count() == 1
    assert "R90  gear" in run("registers", "list")[1]


def test_who_may_not_publish_is_told(run: Run, desk: Desk, tmp_path: Path) -> None:
    account, _ = people.create_account(system_viewer(), username="renshi", display_name="人事")
    people.grant_as_system(account, ["hr_clerk"], desk.office.organ)

    code, _, wrong = run("registers", "publish", written(tmp_path, GEAR), "--as", "renshi")

    assert (code, "action.not_allowed" in wrong) == (1, True)


def test_a_sweep_prints_rows_with_the_agreed_columns(run: Run, library: Desk) -> None:
    record = library.put(
        "leave",
        "on_leave",
        applicant=library.office.people["甲"],
        kind="事假",
        start="2021-09-01T08:30",
        end="2021-09-02T17:30",
    )

    code, told, _ = run("sweep", "--register", "leave", "--today", "2021-09-08", "--json")

    rows: list[dict[str, Any]] = json.loads(told)
    (row,) = [item for item in rows if item["check"] == "LV-3"]
    assert code == 0
    assert row == {
        "check": "LV-3",
        "level": "E",
        "register": "leave",
        "record": record.number,
        "period": None,
        "observed": "结束 2021年9月2日 17:30",
        "expected": "结束至今日的天数 ≤ 0",
        "say": "逾期未销假",
        "basis": "本单位请销假制度",
    }
    assert Violation.objects.count() == 0, "another day than today is only looked at"


def test_a_sweep_of_nothing_is_an_empty_array(run: Run, library: Desk) -> None:
    assert json.loads(run("sweep", "--register", "overtime", "--json")[1]) == []
    assert json.loads(run("sweep", "--office", "丙单位", "--register", "leave", "--json")[1]) == []


def test_today_is_stored(run: Run, library: Desk, settings: Any) -> None:
    from datetime import date

    settings.ZHENGGAI_TODAY = date(2021, 9, 8)
    library.put(
        "leave",
        applicant=library.office.people["甲"],
        start="2021-09-02T08:30",
        end="2021-09-01T17:30",
    )

    code, told, _ = run("sweep", "--office", "甲单位")

    assert code == 0
    assert "结束早于开始" in told
    assert Violation.objects.filter(check_id="LV-12").count() == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--register", "nothing"], "没有启用登记簿"),
        (["--office", "火星"], "没有单位"),
    ],
)
def test_unknown_names_are_told(run: Run, library: Desk, words: list[str], said: str) -> None:
    code, _, wrong = run("sweep", *words)

    assert (code, said in wrong) == (1, True)


def test_a_day_that_is_none_is_wrong_use(run: Run) -> None:
    assert run("sweep", "--today", "gestern")[0] == 2
