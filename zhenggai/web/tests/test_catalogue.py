"""Everything that the product says in Chinese is there in English, and nothing that it no longer says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "messages.py"
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_sentence_has_its_english(messages: ModuleType) -> None:
    english = messages.translated()

    missing = {
        sentence: places[0]
        for sentence, places in messages.sentences().items()
        if not english.get(sentence)
    }

    assert missing == {}


def test_nothing_is_translated_that_is_no_longer_said(messages: ModuleType) -> None:
    assert set(messages.translated()) - set(messages.sentences()) == set()


def test_the_english_keeps_every_placeholder(messages: ModuleType) -> None:
    for sentence, english in messages.translated().items():
        assert set(_PLACEHOLDER.findall(sentence)) == set(_PLACEHOLDER.findall(english)), sentence


def test_no_sentence_shouts(messages: ModuleType) -> None:
    shouting = [s for s in messages.sentences() if "！" in s or "!" in s]

    assert shouting == []


def test_sentences_are_found_in_python_under_any_name(messages: ModuleType) -> None:
    source = (
        "from django.utils.translation import gettext as say, gettext_lazy\n"
        'say("甲"); gettext_lazy("乙" "丙"); print("丁"); say(variable)\n'
    )

    assert list(messages.in_python(source)) == ["甲", "乙丙"]


def test_sentences_are_found_in_templates_with_their_variables(messages: ModuleType) -> None:
    source = (
        "{% translate \"甲\" %}{% translate '乙' as x %}"
        "{% blocktranslate with n=count %}共 {{ n }} 条{% endblocktranslate %}<p>丙</p>"
    )

    assert list(messages.in_template(source)) == ["甲", "乙", "共 %(n)s 条"]


def test_templates_say_nothing_in_chinese_outside_the_catalogue() -> None:
    """Text between tags must be marked; the seal's character is a picture, not a word."""
    templates = Path(__file__).resolve().parents[1] / "templates"
    unmarked = re.compile(
        r"\{%.*?%\}|\{\{.*?\}\}|(?<=aria-hidden=\"true\">)改|[／　、·—；：]", re.DOTALL
    )
    blocks = re.compile(r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", re.DOTALL)

    for path in templates.rglob("*.html"):
        left = unmarked.sub("", blocks.sub("", path.read_text(encoding="utf-8")))
        assert not re.search(r"[\u4e00-\u9fff]", left), path.name
