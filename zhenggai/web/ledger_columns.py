"""The ledger's columns: which there are, which an address shows, which can be edited where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PARAMETER = "cols"


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` is the ledger's word for sorting by it, empty where it does not sort; `usual` columns are shown unless
    the address chooses others."""

    key: str
    label: str | Promise
    sort: str = ""
    numeric: bool = False
    usual: bool = True


OPTIONAL = (
    Column("type", _("类型"), "type"),
    Column("leader", _("责任领导"), usual=False),
    Column("department", _("牵头"), "department"),
    Column("helpers", _("协办"), usual=False),
    Column("owner", _("责任人"), "owner"),
    Column("handler", _("承办人"), usual=False),
    Column("deadline", _("时限"), "deadline"),
    Column("target", _("目标"), usual=False),
    Column("state", _("状态"), "state"),
    Column("progress", _("最近进展"), usual=False),
    Column("measures", _("措施"), numeric=True),
    Column("evidence", _("佐证"), numeric=True),
)
CODE = Column("code", _("编号"), "code")
WHAT = Column("what", _("问题与措施"))


@dataclass(frozen=True, slots=True)
class Columns:
    """The optional columns that stand beside number and title, in their own order whatever order was asked for."""

    keys: frozenset[str]

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Columns:
        wanted = set(query.get(PARAMETER, "").split(","))
        known = frozenset(column.key for column in OPTIONAL if column.key in wanted)
        return cls(known or _USUAL)

    def as_query(self) -> dict[str, str]:
        return {} if self.keys == _USUAL else {PARAMETER: ",".join(self._ordered())}

    @property
    def all(self) -> Sequence[Column]:
        """Every column that is shown, from left to right."""
        return (CODE, WHAT, *(column for column in OPTIONAL if column.key in self.keys))

    def toggled(self, key: str) -> Columns:
        """With the column shown or hidden; the last one stays."""
        keys = self.keys ^ {key}
        return Columns(keys or self.keys)

    def _ordered(self) -> list[str]:
        return [column.key for column in OPTIONAL if column.key in self.keys]


_USUAL = frozenset(column.key for column in OPTIONAL if column.usual)
