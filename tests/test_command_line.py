"""The command line: what it prints, and with which exit code."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import ROOT, Run
from zhenggai.publication.tests.editing import edited

pytestmark = pytest.mark.outside_database
CIRCULAR = ROOT / "examples" / "三水区政协机关通报.txt"
SCHEMA = ROOT.parent / "shared" / "contracts" / "draft.schema.json"


def test_help_is_in_chinese_and_english(command: Run) -> None:
    told = command("--help")

    assert told.returncode == 0
    verbs = (
        "up",
        "read",
        "adopt",
        "ledger",
        "stages",
        "evidence",
        "registers",
        "sweep",
        "warn",
        "journal",
        "doctor",
    )
    for verb in (*verbs, "password", "demo"):
        assert re.search(rf"^    {verb}\s", told.stdout, re.MULTILINE)
    assert "读入一份文件" in told.stdout
    assert "read a document" in told.stdout


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nothing"],
        ["read"],
        ["up", "--port", "x"],
        ["journal"],
        ["evidence"],
        ["evidence", "verify", "--sample", "0"],
    ],
)
def test_wrong_use_is_exit_code_two(command: Run, words: list[str]) -> None:
    assert command(*words).returncode == 2


def test_read_prints_a_table(command: Run) -> None:
    told = command("read", CIRCULAR)

    assert told.returncode == 0
    assert "3 个方面，11 个问题，34 条措施" in told.stdout
    assert "RD-7" in told.stdout


def test_read_json_is_the_contract_and_nothing_else(command: Run) -> None:
    told = command("read", CIRCULAR, "--json")

    draft: dict[str, Any] = json.loads(told.stdout)
    assert (told.returncode, told.stderr) == (0, "")
    assert draft["schema"] == "zhenggai.draft/1"
    assert draft["inspection"]["feedback_on"] == "2021-06-17"
    if not SCHEMA.exists():
        pytest.skip("left out: the contract is not beside this checkout")
    import jsonschema

    jsonschema.validate(draft, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_read_text_prints_what_offsets_count_in(command: Run) -> None:
    text = command("read", CIRCULAR, "--text").stdout.removesuffix("\n")
    draft = json.loads(command("read", CIRCULAR, "--json").stdout)

    place = draft["aspects"][0]["issues"][0]["source"]
    assert text == CIRCULAR.read_text(encoding="utf-8")
    assert "学习贯彻" in text[place["start"] : place["end"]]


OFFICE = shutil.which("soffice")
"""With LibreOffice a doc is converted first; without it a sentence says what to do."""


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.txt", b"", "file.empty"),
        ("binary.txt", bytes(range(256)) * 100, None),
        ("misnamed.docx", b"%PDF-1.7", "file.misnamed"),
        ("damaged.docx", b"PK\x03\x04" + b"\x00" * 200, "file.damaged"),
        (
            "old.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "file.damaged" if OFFICE else "file.format",
        ),
        ("secret.txt", "机密★10年\n一是整改。".encode(), "file.classified"),
        ("large.txt", "一是".encode() * 9_000_000, "file.too_large"),
    ],
)
def test_bad_input_is_one_clear_sentence_with_a_code(
    command: Run, tmp_path: Path, name: str, data: bytes, code: str | None
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    as_json, as_words = command("read", path, "--json"), command("read", path)

    error = json.loads(as_json.stdout)["error"]
    assert as_json.returncode == as_words.returncode == 1
    assert error["code"] == code or code is None
    assert error["message"] in as_words.stderr
    assert "Traceback" not in as_words.stderr + as_json.stderr


def test_a_file_that_is_not_there(command: Run, tmp_path: Path) -> None:
    told = command("read", tmp_path / "nowhere.txt", "--json")

    assert told.returncode == 1
    assert json.loads(told.stdout)["error"]["message"]


ON_DATA = [
    ("ledger", "--as", "x"),
    ("journal", "verify"),
    ("evidence", "verify"),
    ("registers", "list"),
    ("stages", "--as", "x"),
    ("sweep",),
    ("password", "x"),
    ("doctor",),
]


@pytest.mark.parametrize("words", ON_DATA, ids=" ".join)
def test_a_folder_without_data_is_named_and_stays_as_it_was(
    command: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    told = command(*words, data=tmp_path / "mistyped")

    assert told.returncode == 1
    assert str(tmp_path / "mistyped") in told.stderr
    assert "（data.unprepared）" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "mistyped").exists()


def test_data_of_an_earlier_edition_has_to_be_brought_up_first(
    command: Run, tmp_path: Path
) -> None:
    (tmp_path / "zhenggai.sqlite3").touch()

    told = command("ledger", "--as", "x", data=tmp_path)

    assert (told.returncode, "（data.unprepared）" in told.stderr) == (1, True)
    assert "来自较早的版本" in told.stderr


def test_a_database_that_does_not_answer_is_said_so(command: Run, tmp_path: Path) -> None:
    (tmp_path / "zhenggai.sqlite3").write_bytes("不是数据库".encode() * 100)

    told = command("ledger", "--as", "x", data=tmp_path)

    assert (told.returncode, "（data.unreachable）" in told.stderr) == (1, True)
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("words", [("ledger", "--as", "x"), ("up", "--port", "8961"), ("demo",)])
def test_data_of_another_edition_is_left_alone(
    command: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "zhenggai.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute(
            "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)"
        )
        database.execute(
            "INSERT INTO django_migrations VALUES (1, 'people', '9001_later', '2031-01-01')"
        )

    told = command(*words, data=tmp_path)

    assert (told.returncode, "（data.other_edition）" in told.stderr) == (1, True)
    assert "9001_later" in told.stderr
    with sqlite3.connect(file) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert tables == [("django_migrations",)]


def test_the_demo_is_a_real_ledger(command: Run, demo: Path) -> None:
    told = command("ledger", "--as", "zhenggaiban", data=demo)

    assert told.returncode == 0, told.stderr
    assert "1-1" in told.stdout and "3-4" in told.stdout
    assert "超期 8 天" in told.stdout
    assert len(re.findall(r"措施 \d+/\d+$", told.stdout, flags=re.MULTILINE)) == 11


def test_the_master_ledger_is_written_whole(command: Run, demo: Path, tmp_path: Path) -> None:
    target = tmp_path / "台账.xlsx"

    told = command("ledger", "--as", "zhenggaiban", "--xlsx", target, data=demo)

    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert told.returncode == 0, told.stderr
    assert "34" in told.stdout
    assert any("学习贯彻习近平新时代中国特色社会主义思想不到位" in str(row) for row in rows)
    assert [path.name for path in tmp_path.iterdir()] == ["台账.xlsx"]


def test_the_stages_of_a_round_are_told_as_of_a_day(command: Run, demo: Path) -> None:
    told = command("stages", "--as", "zhenggaiban", data=demo)
    data = command("stages", "--as", "zhenggaiban", "--today", "2021-06-20", "--json", data=demo)
    unknown = command("stages", "没有这一轮", "--as", "zhenggaiban", data=demo)

    assert told.returncode == 0, told.stderr
    assert "时限方案：尚未选定" in told.stdout
    assert "缺 签收单（主要负责人签收）：还没有登记" in told.stdout
    course = json.loads(data.stdout)
    assert (course["as_of"], len(course["stages"])) == ("2021-06-20", 15)
    assert unknown.returncode == 1
    assert "round.none" in unknown.stderr


def test_a_days_warnings_are_told_once_and_can_be_looked_at_before(
    command: Run, demo: Path
) -> None:
    def warned(*words: str) -> list[dict[str, Any]]:
        told = command("warn", "--json", *words, data=demo)
        assert told.returncode == 0, told.stderr
        found: list[dict[str, Any]] = json.loads(told.stdout)
        return found

    looked_at = warned("--today", "2021-08-28", "--dry-run")
    told = warned("--today", "2021-08-28")
    again = warned("--today", "2021-08-28")
    later = warned("--today", "2021-08-29")

    shown = ("object", "code", "reason", "level", "deadline", "days_left", "recipients")
    assert [[row[name] for name in shown] for row in looked_at] == [
        [row[name] for name in shown] for row in told
    ]
    assert told == again
    assert later == []
    first = next(row for row in told if row["code"] == "1-1" and row["reason"] == "deadline")
    assert (first["level"], first["deadline"], first["days_left"]) == ("green", "2021-09-17", 20)
    assert first["recipients"] == {"handler": ["办甲"]}
    late = next(row for row in told if row["level"] == "red")
    assert set(late["recipients"]) == {
        *("handler", "lead_dept", "principal", "discipline_committee"),
    }
    assert command("warn", "--today", "昨天", data=demo).returncode == 2
    unknown = command("warn", "--office", "没有", data=demo)
    assert (unknown.returncode, "office.unknown" in unknown.stderr) == (1, True)


def test_a_password_is_issued_again_on_the_server(command: Run, demo: Path) -> None:
    told = command("password", "auditadmin", data=demo)
    unknown = command("password", "nobody", data=demo)

    assert told.returncode == 0, told.stderr
    assert re.match(r"auditadmin  \S{18,}\n", told.stdout)
    assert unknown.returncode == 1 and "account.unknown" in unknown.stderr
    assert command("journal", "verify", data=demo).returncode == 0


def test_adopting_twice_is_refused(command: Run, demo: Path) -> None:
    told = command("adopt", CIRCULAR, "--as", "zhenggaiban", data=demo)

    assert told.returncode == 1
    assert "adopt.twice" in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ledger", "--as", "nobody"], "没有账号"),
        (["ledger", "--as", "zhenggaiban", "--office", "火星"], "没有单位"),
        (["ledger", "--as", "zhenggaiban", "--round", "无此轮"], "还没有立账"),
        (["adopt", "examples/demo-roles.json", "--as", "zhenggaiban"], "docx"),
        (["adopt", "examples/三水区政协机关通报.txt", "--as", "chengban"], "角色"),
        (["demo"], "已有账号"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    command: Run, demo: Path, words: list[str], said: str
) -> None:
    told = command(*words, data=demo)

    assert told.returncode == 1
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_the_journal_of_the_demo_is_good_until_somebody_changes_it(
    command: Run, demo: Path, tmp_path: Path
) -> None:
    assert command("journal", "verify", data=demo).returncode == 0
    assert command("journal", "verify", "--from-checkpoint", "nowhere", data=demo).returncode == 3
    with sqlite3.connect(demo / "zhenggai.sqlite3") as database:
        (body,) = database.execute("SELECT body FROM journal_eventdetail WHERE seq = 5").fetchone()
        database.execute("UPDATE journal_eventdetail SET body = 'forged' WHERE seq = 5")
    try:
        told = command("journal", "verify", "--json", data=demo)
    finally:
        with sqlite3.connect(demo / "zhenggai.sqlite3") as database:
            database.execute("UPDATE journal_eventdetail SET body = ? WHERE seq = 5", (body,))

    assert told.returncode == 1
    assert json.loads(told.stdout)["first_bad_seq"] == 5


def test_evidence_is_good_until_a_stored_file_is_gone(command: Run, demo: Path) -> None:
    good = command("evidence", "verify", "--json", data=demo)
    kept = list((demo / "store").glob("??/??/*"))
    stored = kept[0]
    stored.rename(demo / "aside")
    try:
        ill = command("evidence", "verify", data=demo)
    finally:
        (demo / "aside").rename(stored)

    assert (good.returncode, json.loads(good.stdout)["checked"]) == (0, len(kept))
    assert ill.returncode == 1
    assert f"缺失 1 件\n  {stored.name}" in ill.stdout


def test_doctor_finds_the_demo_well_and_names_what_is_wrong(command: Run, demo: Path) -> None:
    demo.chmod(0o700)
    well = command("doctor", data=demo)
    demo.chmod(0o755)
    ill = command("doctor", data=demo)
    demo.chmod(0o700)

    assert (well.returncode, ill.returncode) == (0, 1), well.stdout
    assert "✗" not in well.stdout
    assert "权限 0755" in ill.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [("ZHENGGAI_TODAY", "yesterday"), ("ZHENGGAI_DATABASE_URL", "mysql://x/y")],
)
def test_a_malformed_setting_stops_the_start_with_its_name(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    import os
    import subprocess

    (tmp_path / "zhenggai.sqlite3").touch()
    told = subprocess.run(
        [ROOT / ".venv" / "bin" / "zhenggai", "doctor"],
        env=os.environ | {name: value, "ZHENGGAI_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert name in told.stderr
    assert "Traceback" not in told.stderr


def test_an_edited_ledger_is_previewed_then_brought_in(
    command: Run, demo: Path, tmp_path: Path
) -> None:
    target = tmp_path / "台账.xlsx"
    as_clerk = ("--as", "zhenggaiban")
    command("ledger", *as_clerk, "--xlsx", target, data=demo)
    same = command("ledger", "import", target, *as_clerk, data=demo)
    target.write_bytes(
        edited(
            target.read_bytes(), {"1-1": {"整改目标": "每月检查一次"}, "1-2": {"责任人": "赵某"}}
        )
    )

    seen = command("ledger", "import", target, *as_clerk, data=demo)
    asked = command("ledger", "import", target, *as_clerk, "--confirm", data=demo)
    done = command("ledger", "import", target, *as_clerk, "--confirm", "--leave", data=demo)
    again = command("ledger", "import", target, *as_clerk, data=demo)

    assert same.returncode == 0, same.stderr
    assert "改动 0，新增 0，冲突 0，待定 0，不导入 0，表中没有 0" in same.stdout
    assert "→ 每月检查一次　改动" in seen.stdout
    assert "没有写入" in seen.stdout
    assert (asked.returncode, "import.asks" in asked.stderr) == (1, True)
    assert done.returncode == 0, done.stderr
    assert "已导入 1 行" in done.stdout
    assert "改动 0，新增 0，冲突 0，待定 1" in again.stdout


@pytest.mark.parametrize(
    ("account", "name", "said"),
    [
        ("zhenggaiban", "nowhere.xlsx", "file.unreadable"),
        ("zhenggaiban", "三水区政协机关通报.txt", "file"),
        ("chengban", "三水区政协机关通报.txt", "角色"),
    ],
)
def test_what_cannot_be_brought_back_is_said_in_words(
    command: Run, demo: Path, account: str, name: str, said: str
) -> None:
    told = command("ledger", "import", CIRCULAR.parent / name, "--as", account, data=demo)

    assert told.returncode == 1
    assert said in told.stderr
    assert "Traceback" not in told.stderr
