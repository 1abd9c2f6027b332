"""Views that an account keeps of a list: its own, named once, a few."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhenggai.journal.models import Event
from zhenggai.lib.errors import BadInput, NotFound, Refused
from zhenggai.people import actions, saved_views
from zhenggai.people.queries import system_viewer
from zhenggai.people.roles import Role
from zhenggai.people.viewer import Viewer

pytestmark = pytest.mark.django_db


def viewer_of(name: str) -> Viewer:
    account, _ = actions.create_account(system_viewer(), username=name, display_name=name)
    return Viewer(
        account_id=account.pk,
        person_id=None,
        name=name,
        office_id=None,
        roles=frozenset({Role.HANDLER}),
    )


def names(viewer: Viewer, page: str = "ledger") -> list[str]:
    return [view.name for view in saved_views.saved_views(viewer, page)]


def test_a_view_is_kept_for_its_page_and_its_account() -> None:
    jia, yi = viewer_of("jia"), viewer_of("yi")

    actions.save_view(jia, page="ledger", name=" 我的超期 ", query="warning=red")

    assert names(jia) == ["我的超期"]
    assert names(jia, "overview") == []
    assert names(yi) == []


def test_saving_under_the_same_name_changes_the_address() -> None:
    jia = viewer_of("jia")

    actions.save_view(jia, page="ledger", name="超期", query="warning=red")
    actions.save_view(jia, page="ledger", name="超期", query="warning=yellow")

    assert [view.query for view in saved_views.saved_views(jia, "ledger")] == ["warning=yellow"]


def test_a_view_without_name_or_account_is_not_kept() -> None:
    jia = viewer_of("jia")

    with pytest.raises(BadInput):
        actions.save_view(jia, page="ledger", name="  ", query="")
    with pytest.raises(BadInput):
        actions.save_view(jia, page="ledger", name="长" * 21, query="")
    with pytest.raises(BadInput):
        actions.save_view(replace(jia, account_id=None), page="ledger", name="无主", query="")
    assert names(jia) == []


def test_only_so_many_are_kept_and_one_of_them_can_still_be_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 2)
    jia = viewer_of("jia")
    for name in ("一", "二"):
        actions.save_view(jia, page="ledger", name=name, query="")

    with pytest.raises(Refused) as refused:
        actions.save_view(jia, page="ledger", name="三", query="")
    actions.save_view(jia, page="ledger", name="二", query="q=x")

    assert refused.value.code == "view.too_many"
    assert names(jia) == ["一", "二"]


def test_nobody_removes_anothers_view() -> None:
    jia, yi = viewer_of("jia"), viewer_of("yi")
    view = actions.save_view(jia, page="ledger", name="超期", query="")

    with pytest.raises(NotFound):
        actions.remove_view(yi, view)
    assert names(jia) == ["超期"]
    actions.remove_view(jia, view)
    assert names(jia) == []


def test_saving_and_removing_are_journaled() -> None:
    jia = viewer_of("jia")

    actions.remove_view(jia, actions.save_view(jia, page="ledger", name="超期", query=""))

    told = Event.objects.filter(action__startswith="view.").order_by("seq")
    assert [event.summary for event in told] == ["存视图“超期”", "删去视图“超期”"]
