"""The sentences of the product and their English: what the code says, what the catalogue has.

    python scripts/messages.py            says what is missing and what is no longer used
    python scripts/messages.py --update   writes new sentences into the catalogue, empty, and drops unused ones

Sentences are found without running anything: by the syntax tree in Python, by their tags in templates.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "zhenggai"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"

_MARKS = {"gettext", "gettext_lazy", "gettext_noop"}
_TRANSLATE = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
_BLOCK = re.compile(r"\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def sentences() -> dict[str, list[str]]:
    """Every sentence marked for translation, with the places where it stands."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            said = in_python(path.read_text(encoding="utf-8"))
        elif path.suffix == ".html":
            said = in_template(path.read_text(encoding="utf-8"))
        else:
            continue
        for sentence in said:
            found.setdefault(sentence, []).append(path.relative_to(ROOT).as_posix())
    return found


def in_python(source: str) -> Iterator[str]:
    """The literal first arguments of gettext and its like, under whatever name they were imported."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in _MARKS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            if node.func.id in names and isinstance(first, ast.Constant):
                yield str(first.value)


def in_template(source: str) -> Iterator[str]:
    """The sentences of translate and blocktranslate tags, variables written as Django's catalogues write them."""
    for match in _TRANSLATE.finditer(source):
        yield match[1] or match[2]
    for match in _BLOCK.finditer(source):
        yield _VARIABLE.sub(r"%(\1)s", match[1].replace("%", "%%"))


def translated() -> dict[str, str]:
    """The catalogue: sentence and English; fuzzy and obsolete entries do not count."""
    if not CATALOGUE.exists():
        return {}
    entries = polib.pofile(str(CATALOGUE))
    return {
        entry.msgid: entry.msgstr for entry in entries if not entry.obsolete and not entry.fuzzy
    }


def update() -> None:
    """Bring the catalogue's sentences up to the code's; English that is there is kept."""
    english = translated()
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "zhenggai",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for sentence, places in sorted(sentences().items(), key=lambda item: (item[1][0], item[0])):
        catalogue.append(
            polib.POEntry(
                msgid=sentence,
                msgstr=english.get(sentence, ""),
                occurrences=[(place, "") for place in dict.fromkeys(places)],
                flags=["python-format"] if "%(" in sentence else [],
            )
        )
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--update", action="store_true")
    if parser.parse_args().update:
        update()
    wanted, english = sentences(), translated()
    missing = [sentence for sentence in wanted if not english.get(sentence)]
    unused = [sentence for sentence in english if sentence not in wanted]
    for sentence in missing:
        print(f"missing: {sentence}")
    for sentence in unused:
        print(f"unused: {sentence}")
    return 1 if missing or unused else 0


if __name__ == "__main__":
    sys.exit(main())
