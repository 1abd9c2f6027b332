"""Whether few or many, keys find the same rows; only how they are asked for differs."""

import pytest

from zhenggai.people.keys import FEW, Keys, KeySet
from zhenggai.people.models import Office, Person
from zhenggai.people.queries import scope_for, system_viewer

COUNTS = [0, 1, FEW, FEW + 1, FEW + 30]


@pytest.fixture
def rows(db):
    """Offices in a row, each with one person."""
    with scope_for(system_viewer()):
        offices = Office.objects.bulk_create(
            Office(name=f"单位{number}", kind="organ", pinyin="") for number in range(FEW + 40)
        )
        Person.objects.bulk_create(
            Person(name=f"人{office.pk}", organ=office, pinyin="") for office in offices
        )
        yield [office.pk for office in offices]


@pytest.mark.parametrize("kind", [Keys, KeySet])
@pytest.mark.parametrize("count", COUNTS)
def test_rows_are_found_by_their_own_key_and_by_that_of_another(rows, kind, count):
    keys = kind(rows[:count])

    assert set(Office.objects.filter(pk__in=keys).values_list("pk", flat=True)) == set(keys)
    people = Person.objects.filter(organ__in=keys)
    assert set(people.values_list("organ", flat=True)) == set(keys)
    assert people.count() == count
    assert Person.objects.exclude(organ__in=keys).count() == len(rows) - count


def asked(keys):
    """The condition on these keys, and its parameters."""
    sql, parameters = Office.objects.filter(pk__in=keys).query.sql_with_params()
    return sql.split(" IN ")[1], parameters


def test_few_are_parameters(rows):
    condition, parameters = asked(Keys(rows[:FEW]))

    assert (condition.count("%s"), parameters) == (FEW, tuple(rows[:FEW]))


def test_many_stand_in_the_words(rows):
    condition, parameters = asked(Keys(rows[: FEW + 1]))

    assert parameters == ()
    assert str(rows[FEW]) in condition


def test_what_is_no_number_never_gets_into_a_condition(rows):
    typed = Keys(["1) OR (1=1"] * (FEW + 1))

    with pytest.raises(ValueError, match="invalid literal"):
        list(Office.objects.filter(pk__in=typed))


def test_they_are_what_they_hold():
    assert Keys([3, 5]) == (3, 5)
    assert KeySet([3, 5]) == frozenset({5, 3})
    assert hash(KeySet([3, 5])) == hash(frozenset({5, 3}))
