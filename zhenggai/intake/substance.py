"""Whether measures say anything, and about what: asked of a document's draft and of a plan alike (RD-7 and PL-8, RD-9 and PL-4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from zhenggai.intake.folding import fold
from zhenggai.intake.topics import topics_of

_VAGUE = re.compile(
    r"^(?:要|将|着力|不断|进一步|切实|持续|扎实|认真|全面|深入)*(?:加强|强化|提高|提升|增强|深化|压实|严格|坚持|牢固|抓好|做好|推进|推动|树牢|夯实)"
)
_CONCRETE = re.compile(
    r"\d|《|制定|修订|印发|建立|召开|组织|开展|清理|追[缴回]|台账|公示|检查|排查|培训|[一二三四五六七八九十两](?:次|场|期|项)|每[年月季周半]"
)
_SENTENCES = re.compile(r"(?<=[。；;])")


def is_vague(text: str) -> bool:
    """Only words like 加强 and 进一步, nothing that can be counted or shown."""
    folded = fold(text)
    return bool(_VAGUE.match(folded)) and not _CONCRETE.search(folded)


def is_concrete(text: str) -> bool:
    """Something that can be counted or shown."""
    return bool(_CONCRETE.search(fold(text)))


def subject_of(title: str, text: str, measures: Iterable[str]) -> frozenset[str]:
    """What an issue is about: its title and text, and what its measures begin with."""
    found = topics_of(fold(title + text))
    for measure in measures:
        found |= topics_of(fold(re.split(r"[。；;]", measure, maxsplit=1)[0]))
    return found


def strange_topics(measure: str, own: frozenset[str]) -> Iterator[frozenset[str]]:
    """The subjects of each sentence of a measure that are not the issue's own."""
    for sentence in _SENTENCES.split(measure):
        topics = topics_of(fold(sentence))
        if own and topics and not topics & own:
            yield topics
