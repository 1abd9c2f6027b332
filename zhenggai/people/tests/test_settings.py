"""What an office sets for itself: bounded, with its basis, its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, NotAllowed, NotFound, Refused
from zhenggai.people import settings
from zhenggai.people.actions import change_setting
from zhenggai.people.queries import setting_values, settings_in_force
from zhenggai.people.settings import Setting
from zhenggai.people.tests.office import Office, acting, build

pytestmark = pytest.mark.django_db
told: list[int] = []
DAYS = Setting(
    "test.days", "提醒天数", 20, "通行做法", unit="天", low=1, high=60, changed=told.append
)
COLOUR = Setting(
    "test.green", "绿色", "reminder", "两种做法", choices=(("reminder", "提醒"), ("ok", "正常"))
)


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_declared", {})
    settings.register_settings([DAYS, COLOUR])
    told.clear()


@pytest.fixture
def office() -> Office:
    return build()


def test_what_nobody_has_changed_is_at_its_default_with_its_basis(office: Office) -> None:
    first, second = settings_in_force(office.clerk)

    assert (first.value, first.shown, first.is_default) == (20, "20 天", True)
    assert (first.setting.basis, first.reason) == ("通行做法", None)
    assert second.shown == "提醒"


def test_a_change_holds_for_its_office_alone_and_says_on_what_ground(office: Office) -> None:
    change_setting(office.clerk, key="test.days", text=" 30 ", reason="区委办〔2021〕3号")

    changed = settings_in_force(office.clerk)[0]
    assert (changed.value, changed.reason, changed.changed_by) == (30, "区委办〔2021〕3号", "办")
    assert setting_values(office.organ.pk)["test.days"] == 30
    assert setting_values(office.bing.office_id)["test.days"] == 20
    event = Event.objects.get(action="setting.change")
    assert event.summary == "参数“提醒天数”：20 天 → 30 天"


def test_a_change_is_announced_once_it_is_committed(
    office: Office, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        change_setting(office.clerk, key="test.days", text="30", reason="会议决定")
        change_setting(office.clerk, key="test.days", text="30", reason="同样的值")

    assert told == [office.organ.pk]


@pytest.mark.parametrize("text", ["", "0", "61", "-3", "二十", "1e3", "９", "9" * 30])
def test_a_number_out_of_bounds_is_refused(office: Office, text: str) -> None:
    with pytest.raises(BadInput, match="1 到 60"):
        change_setting(office.clerk, key="test.days", text=text, reason="试")


def test_a_choice_is_one_of_those_listed(office: Office) -> None:
    change_setting(office.clerk, key="test.green", text="ok", reason="本市做法")

    assert settings_in_force(office.clerk)[1].shown == "正常"
    with pytest.raises(BadInput):
        change_setting(office.clerk, key="test.green", text="blue", reason="试")


def test_leaving_the_default_asks_for_a_ground_going_back_to_it_does_not(office: Office) -> None:
    with pytest.raises(BadInput) as refusal:
        change_setting(office.clerk, key="test.days", text="30", reason="  ")
    assert refusal.value.code == "setting.no_reason"

    change_setting(office.clerk, key="test.days", text="30", reason="会议决定")
    change_setting(office.clerk, key="test.days", text="20", reason="")
    assert settings_in_force(office.clerk)[0].is_default


def test_who_may_set_what(office: Office) -> None:
    change_setting(acting(office.clerk, "office_admin"), key="test.days", text="25", reason="决定")

    for role in ("handler", "principal", "sys_admin"):
        with pytest.raises(NotAllowed):
            change_setting(acting(office.clerk, role), key="test.days", text="30", reason="决定")
    with pytest.raises(NotFound):
        change_setting(office.clerk, key="no.such", text="1", reason="决定")
    with pytest.raises(Refused):
        change_setting(replace(office.clerk, office_id=None), key="test.days", text="1", reason="x")


def test_two_rooms_cannot_take_one_key() -> None:
    with pytest.raises(ValueError, match=r"test\.days"):
        settings.register_settings([Setting("test.days", "别的", 1, "别处")])
