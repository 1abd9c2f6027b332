"""An established CEL engine as referee: what both notations can say, both say alike wherever every value is there.

It cannot become SQL and knows no unknown, so it judges here only.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from cel_expr_python import cel
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhenggai.rules.checker import condition
from zhenggai.rules.closures import Frame, closure
from zhenggai.rules.scope import Scope
from zhenggai.rules.typed import Ref
from zhenggai.rules.types import INTEGER, TEXT, YESNO, list_of

pytestmark = pytest.mark.outside_database
TYPES = {
    "i": INTEGER,
    "j": INTEGER,
    "s": TEXT,
    "t": TEXT,
    "b": YESNO,
    "c": YESNO,
    "l": list_of(TEXT),
}
SCOPE = Scope({name: Ref("record", name, type) for name, type in TYPES.items()})
ENGINE = cel.NewEnv(
    variables={
        "i": cel.Type.INT,
        "j": cel.Type.INT,
        "s": cel.Type.STRING,
        "t": cel.Type.STRING,
        "b": cel.Type.BOOL,
        "c": cel.Type.BOOL,
        "l": cel.Type.List(cel.Type.STRING),
    }
)
WORDS = st.sampled_from(["", "年", "年休", "病假", "𠮷", "a'b", "病"])
RECORDS = st.fixed_dictionaries(
    {
        "i": st.integers(-50, 50),
        "j": st.integers(-(10**6), 10**6),
        "s": WORDS,
        "t": WORDS,
        "b": st.booleans(),
        "c": st.booleans(),
        "l": st.lists(WORDS, max_size=3),
    }
)
TEXTS = st.sampled_from(["s", "t", "'年休'", '"病"'])
NUMBERS = st.recursive(
    st.sampled_from(["i", "j", "3", "0", "size(s)", "size(l)"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map("({0[0]} {0[1]} {0[2]})".format),
        inner.map("(-{})".format),
    ),
    max_leaves=4,
)
CONDITIONS = st.recursive(
    st.one_of(
        st.sampled_from(["b", "c", "true", "false", "'年' in l", "s in l", "s in ['年休', 'a']"]),
        st.tuples(NUMBERS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), NUMBERS).map(
            "{0[0]} {0[1]} {0[2]}".format
        ),
        st.tuples(TEXTS, st.sampled_from(["==", "!="]), TEXTS).map("{0[0]} {0[1]} {0[2]}".format),
        st.tuples(st.sampled_from(["startsWith", "contains"]), TEXTS, TEXTS).map(
            "{0[0]}({0[1]}, {0[2]})".format
        ),
    ),
    lambda inner: st.one_of(
        inner.map("!({})".format),
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map("({0[0]} {0[1]} {0[2]})".format),
        # Without brackets, so that precedence is judged as well.
        st.tuples(inner, inner, inner).map("{0[0]} || {0[1]} && {0[2]}".format),
        st.tuples(inner, inner, inner).map("({0[0]} ? {0[1]} : {0[2]})".format),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=CONDITIONS, record=RECORDS)
def test_a_cel_engine_agrees_where_every_value_is_there(text: str, record: dict[str, Any]) -> None:
    ours = closure(condition(text, SCOPE))(Frame(record))

    assert ours is ENGINE.compile(_as_cel(text)).eval(data=record).value(), text


def _as_cel(text: str) -> str:
    """CEL writes two of our functions as methods."""
    return re.sub(r"(startsWith|contains)\(([^(),]+), ([^(),]+)\)", r"\2.\1(\3)", text)
