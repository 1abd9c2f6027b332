"""Text → tree. A subset of CEL's notation: literals, names, `! - + * == != < <= > >= && || ?: in`, calls.

Length, nesting and the size of numbers are limited before anything is built, so that hostile text is refused at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from zhenggai.rules.errors import Position, RuleError, gettext_noop
from zhenggai.rules.tree import (
    Binary,
    Call,
    Conditional,
    Index,
    Items,
    Literal,
    Logical,
    Member,
    Name,
    Tree,
    Unary,
    children,
)

LONGEST = 2_000
DEEPEST = 24
MOST_DIGITS = 15
MOST_PLACES = 6

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
    r"|(?P<sign>&&|\|\||==|!=|<=|>=|[-!+*<>?:()\[\],.])"
)
_RELATIONS = ("==", "!=", "<", "<=", ">", ">=", "in")
_CONSTANTS = {"true": True, "false": False, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", "'": "'", '"': '"', "\\": "\\"}
_DOTTED = ("other", "previous")
_INSTEAD = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "=": "==",
    "&": "&&",
    "|": "||",
    "（": "(",
    "）": ")",
    "，": ",",
    "。": ".",
    "！": "!",
    "＝": "==",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "“": "'",
    "”": "'",
    "‘": "'",
    "’": "'",
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: Position


def parse(text: str) -> Tree:
    """The tree of an expression. Raises RuleError with the place of the first fault."""
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    if len(text) > LONGEST:
        raise RuleError(
            gettext_noop("表达式超过 %(most)s 个字符——请拆成几条检查"),
            Position(1, 1),
            most=LONGEST,
        )
    tokens, offset, line, start = [], 0, 1, 0
    while offset < len(text):
        at = Position(line, offset - start + 1)
        match = _TOKEN.match(text, offset)
        if match is None:
            raise _strange(text[offset], at)
        kind = str(match.lastgroup)
        if kind != "space":
            tokens.append(_Token(kind, match.group(), at))
        newlines = match.group().count("\n")
        if newlines:
            line, start = line + newlines, offset + match.group().rindex("\n") + 1
        offset = match.end()
    tokens.append(_Token("end", "", Position(line, offset - start + 1)))
    return tokens


def _strange(character: str, at: Position) -> RuleError:
    if character in "/%":
        return RuleError(gettext_noop("没有除法——请把两边乘开再比较，比率用 share(条件)"), at)
    if character in "'\"":
        return RuleError(gettext_noop("文字没有收尾的引号——请补上"), at)
    return RuleError(
        gettext_noop("这里不能用“%(found)s”——请只用表达式允许的符号"),
        at,
        meant=_INSTEAD.get(character),
        found=character,
    )


class _Parser:
    """Recursive descent over the tokens; `depth` counts brackets and prefixes that are open."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    def whole(self) -> Tree:
        tree = self.conditional()
        if self.next.kind != "end":
            raise self.unexpected()
        return tree

    # -- one method a level of precedence, loosest first ----------------------------------------------------------

    def conditional(self) -> Tree:
        self.enter()
        test = self.either()
        if (sign := self.take("?")) is not None:
            yes = self.conditional()
            self.expect(":")
            test = self.built(Conditional(test, yes, self.conditional(), sign.at))
        self.depth -= 1
        return test

    def either(self) -> Tree:
        return self.chain("||", self.both)

    def both(self) -> Tree:
        return self.chain("&&", self.relation)

    def relation(self) -> Tree:
        left = self.sum()
        sign = self.take(*_RELATIONS)
        if sign is None:
            return left
        right = self.items() if sign.text == "in" and self.next.text == "[" else self.sum()
        if self.next.text in _RELATIONS and self.next.kind in ("sign", "name"):
            raise RuleError(gettext_noop("比较不能连写——请用 && 分成两个比较"), self.next.at)
        return self.built(Binary(sign.text, left, right, sign.at))

    def sum(self) -> Tree:
        tree = self.product()
        while (sign := self.take("+", "-")) is not None:
            tree = self.built(Binary(sign.text, tree, self.product(), sign.at))
        return tree

    def product(self) -> Tree:
        tree = self.prefixed()
        while (sign := self.take("*")) is not None:
            tree = self.built(Binary("*", tree, self.prefixed(), sign.at))
        return tree

    def prefixed(self) -> Tree:
        sign = self.take("!", "-")
        if sign is None:
            return self.primary()
        self.enter()
        tree = self.built(Unary(sign.text, self.prefixed(), sign.at))
        self.depth -= 1
        return tree

    def primary(self) -> Tree:
        token = self.next
        if token.kind == "number":
            return self.number()
        if token.kind == "text":
            self.place += 1
            return Literal(_unquoted(token), token.at)
        if token.kind == "name" and token.text != "in":
            return self.named()
        if self.take("(") is not None:
            tree = self.conditional()
            self.expect(")")
            return tree
        raise self.unexpected()

    # -- parts of them ----------------------------------------------------------------------------------------------

    def chain(self, sign: str, part: Callable[[], Tree]) -> Tree:
        first = part()
        if self.next.text != sign or self.next.kind != "sign":
            return first
        at, operands = self.next.at, [first]
        while self.take(sign) is not None:
            operands.append(part())
        return self.built(Logical(sign, tuple(operands), at))

    def number(self) -> Tree:
        token = self.tokens[self.place]
        self.place += 1
        whole, _, places = token.text.partition(".")
        if len(whole) + len(places) > MOST_DIGITS or len(places) > MOST_PLACES:
            raise RuleError(
                gettext_noop("数字过长——至多 %(digits)s 位，小数至多 %(places)s 位"),
                token.at,
                digits=MOST_DIGITS,
                places=MOST_PLACES,
            )
        return Literal(Decimal(token.text) if places else int(whole), token.at)

    def named(self) -> Tree:
        token = self.tokens[self.place]
        self.place += 1
        if token.text in _CONSTANTS:
            return Literal(_CONSTANTS[token.text], token.at)
        if self.take("(") is not None:
            return self.built(Call(token.text, self.separated(")"), token.at))
        if self.take("[") is not None:
            key = self.conditional()
            self.expect("]")
            return self.built(Index(token.text, key, token.at))
        if (dot := self.take(".")) is not None:
            return self.member(token, dot)
        return Name(token.text, token.at)

    def member(self, base: _Token, dot: _Token) -> Tree:
        token = self.next
        if base.text not in _DOTTED or token.kind != "name":
            raise RuleError(
                gettext_noop("只有 other.字段 和 previous.字段 可以带点——其余请写字段名或函数"),
                dot.at,
            )
        self.place += 1
        if self.next.text in (".", "("):
            raise self.unexpected()
        return Member(base.text, token.text, base.at)

    def items(self) -> Tree:
        bracket = self.expect("[")
        return self.built(Items(self.separated("]"), bracket.at))

    def separated(self, close: str) -> tuple[Tree, ...]:
        found: list[Tree] = []
        while self.take(close) is None:
            if found:
                self.expect(",")
            found.append(self.conditional())
        return tuple(found)

    # -- tokens -----------------------------------------------------------------------------------------------------

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self, *texts: str) -> _Token | None:
        """The next token where it is one of these; a text in quotes never is."""
        token = self.next
        if token.text not in texts or token.kind not in ("sign", "name"):
            return None
        self.place += 1
        return token

    def expect(self, text: str) -> _Token:
        token = self.take(text)
        if token is None:
            raise RuleError(
                gettext_noop("这里应为“%(wanted)s”，写的是“%(found)s”——请核对括号和逗号"),
                self.next.at,
                wanted=text,
                found=self.next.text or "结尾",
            )
        return token

    def unexpected(self) -> RuleError:
        token = self.next
        if token.kind == "end":
            return RuleError(gettext_noop("表达式没有写完——请补上"), token.at)
        return RuleError(
            gettext_noop("看不懂“%(found)s”——请核对它前后的写法"),
            token.at,
            meant=_INSTEAD.get(token.text),
            found=token.text[:40],
        )

    def enter(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.too_deep()

    def built(self, tree: Tree) -> Tree:
        """The tree, refused where it has grown too deep to be walked."""
        if _is_deeper(tree, DEEPEST):
            raise self.too_deep()
        return tree

    def too_deep(self) -> RuleError:
        return RuleError(
            gettext_noop("层次超过 %(most)s 层——请拆成几条检查"), self.next.at, most=DEEPEST
        )


def _is_deeper(tree: Tree, most: int) -> bool:
    level: tuple[Tree, ...] = (tree,)
    for _ in range(most):
        level = tuple(child for node in level for child in children(node))
        if not level:
            return False
    return True


def _unquoted(token: _Token) -> str:
    kept: list[str] = []
    characters = iter(token.text[1:-1])
    for character in characters:
        if character == "\\":
            escaped = next(characters)
            if escaped not in _ESCAPES:
                raise RuleError(
                    gettext_noop("不认识的转义“\\%(found)s”——请直接写字"), token.at, found=escaped
                )
            character = _ESCAPES[escaped]
        elif ord(character) < 32:
            raise RuleError(gettext_noop("文字里有不可见的控制符——请删去"), token.at)
        kept.append(character)
    return "".join(kept)
