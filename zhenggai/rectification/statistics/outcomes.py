"""Outcome figures: rules by document number, money by kind in 分, people by their heaviest treatment; and the rows behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Sum, Value, When

from zhenggai.rectification.models import (
    InspectionRound,
    MoneyKind,
    MoneyOutcome,
    MoneyVoucher,
    PersonOutcome,
    RuleChange,
    RuleOutcome,
    Treatment,
)

_COUNTED_RULES = (RuleChange.MADE, RuleChange.REVISED, RuleChange.ABOLISHED)


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Money with its vouchers; `gap` in 分 is what the vouchers do not show."""

    row: MoneyOutcome
    vouchers: Sequence[MoneyVoucher]

    @property
    def gap(self) -> int:
        return self.row.fen - sum(item.fen for item in self.vouchers)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was recorded for a round, the newest first; people only for whoever may read of them."""

    rules: Sequence[RuleOutcome]
    money: Sequence[MoneyRow]
    persons: Sequence[PersonOutcome]


def outcome_counts(
    rounds: QuerySet[InspectionRound], as_of: date, moment: datetime | None = None
) -> dict[str, int | None]:
    """The counts of what had come about by a day, in five queries."""
    known = Q(round__in=rounds.order_by().values("pk")) & standing(as_of, moment)
    return {**_rules(known, as_of), **_money(known, as_of), **_persons(known, as_of)}


def standing(as_of: date, moment: datetime | None = None) -> Q:
    """Rows that had been entered and were not withdrawn by a day."""
    found = Q(withdrawn_on=None) | Q(withdrawn_on__gt=as_of)
    return found & Q(created_at__lte=moment) if moment else found


def _rules(known: Q, as_of: date) -> dict[str, int | None]:
    issued = RuleOutcome.objects.filter(known, doc_no__isnull=False, issued_on__lte=as_of)
    counted = dict(issued.order_by().values_list("change").annotate(Count("pk")))
    return {f"rules_{change.value}": counted.get(change.value, 0) for change in _COUNTED_RULES}


def _money(known: Q, as_of: date) -> dict[str, int | None]:
    rows = MoneyOutcome.objects.filter(known, happened_on__lte=as_of)
    sums = dict(rows.order_by().values_list("kind").annotate(Sum("fen")))
    shown = MoneyVoucher.objects.filter(outcome__in=rows.order_by().values("pk"))
    return {
        **{f"money_{kind.value}": sums.get(kind.value, 0) for kind in MoneyKind},
        "money_told": sum(sums.values()),
        "money_shown": shown.aggregate(all=Sum("fen", default=0))["all"],
    }


def _persons(known: Q, as_of: date) -> dict[str, int | None]:
    """The database says for each mark of an office how heavy its heaviest is."""
    rank = Case(
        *(
            When(treatment=treatment, then=Value(place))
            for place, treatment in enumerate(Treatment.values)
        ),
        output_field=IntegerField(),
    )
    rows = PersonOutcome.objects.filter(known, decided_on__lte=as_of).order_by()
    people = rows.values("office", "mark").annotate(rank=Max(rank), times=Count("pk"))
    found, times = Counter[str](), 0
    for row in people:
        found[Treatment.values[row["rank"]]] += 1
        times += row["times"]
    counts = {f"persons_{kind.value}": found[kind.value] for kind in Treatment}
    return {**counts, "person_times": times}


def outcomes_of(round: InspectionRound, *, with_persons: bool) -> Outcomes:
    """The rows, those withdrawn among them."""
    money = (
        MoneyOutcome.objects.filter(round=round)
        .select_related("issue")
        .prefetch_related("vouchers")
        .order_by("-happened_on", "-pk")
    )
    rules = RuleOutcome.objects.filter(round=round).select_related("issue")
    persons = PersonOutcome.objects.filter(round=round).select_related("issue")
    return Outcomes(
        list(rules.order_by("-issued_on", "-pk")),
        [MoneyRow(row, sorted(row.vouchers.all(), key=lambda item: item.pk)) for row in money],
        list(persons.order_by("-decided_on", "-pk")) if with_persons else [],
    )
