"""What stands in the repository: only what this project wrote, and nothing that belongs to one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

pytestmark = pytest.mark.outside_database
_LOCKS = {"requirements/core.txt", "requirements/dev.txt", "requirements/boot.txt"}


def _files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


@pytest.fixture(scope="module")
def files() -> list[str]:
    return _files()


def test_no_third_party_script_style_sheet_or_font_is_committed(files: list[str]) -> None:
    fonts = [name for name in files if name.endswith((".woff", ".woff2", ".ttf", ".otf"))]
    minified = [name for name in files if ".min." in name or "node_modules" in name]

    assert fonts + minified == []


def test_no_registry_host_or_machine_path_is_committed(files: list[str]) -> None:
    # Spelled in halves, so that this file does not find itself.
    forbidden = re.compile(
        "py" + r"pi\.org|python" + r"hosted|npm" + r"js\.(?:org|com)|deb\." + "debian"
        "|/wo" + r"rk/(?:main|shared|notes)|/ro" + "ot/"
    )
    found = []
    for name in files:
        path = ROOT / name
        if path.suffix in (".png", ".jpg"):
            continue
        if forbidden.search(path.read_text(encoding="utf-8")):
            found.append(name)

    assert found == []


def test_one_module_calls_text_safe(files: list[str]) -> None:
    """What is written into a page is escaped by Django or by that module (security.md S13)."""
    unsafe = re.compile(
        r"\bmark_safe\b|\bSafeString\(|\bSafeText\(|\|\s*safe\b|\bsafeseq\b|autoescape off"
    )
    found = {
        name
        for name in files
        if name.startswith("zhenggai/")
        and name.endswith((".py", ".html"))
        and "/tests/" not in name
        if unsafe.search((ROOT / name).read_text(encoding="utf-8"))
    }

    assert found == {"zhenggai/web/markup.py"}


def test_every_dependency_is_locked_with_hashes() -> None:
    for name in _LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        packages = re.findall(r"^[a-z][\w.\-]*(?:\[[^\]]*\])?==", text, flags=re.MULTILINE)
        assert packages
        assert text.count("--hash=sha256:") >= len(packages)


def test_the_sample_is_the_only_foreign_text(files: list[str]) -> None:
    assert [name for name in files if name.startswith("examples/")] == [
        "examples/demo-roles.json",
        "examples/三水区政协机关通报.txt",
    ]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_readmes_promise_the_same_two_commands(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert re.findall(r"^make \w+(?= )", text, flags=re.MULTILINE)[:2] == ["make run", "make test"]
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / link).exists(), link


def test_the_commands_in_the_readme_exist(command: Run) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    verbs = set(re.findall(r"\.venv/bin/zhenggai (\w+)", text))

    for verb in verbs:
        assert command(verb, "--help").returncode == 0
    assert {"read", "ledger", "journal", "doctor"} <= verbs


def test_no_module_outgrows_a_head(files: list[str]) -> None:
    long = [
        (name, lines)
        for name in files
        if name.endswith(".py") and "/migrations/" not in name and "tests/" not in name
        if (lines := len((ROOT / name).read_text(encoding="utf-8").splitlines())) > 500
    ]

    assert long == []


def test_ci_runs_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_room_with_tables_protects_them() -> None:
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8")
    rooms = sorted(path.parent.name for path in Path(ROOT / "zhenggai").glob("*/models.py"))

    assert all(f"zhenggai.{room}.models" in contract for room in rooms), rooms
