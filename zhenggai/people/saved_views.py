"""Addresses that somebody keeps under a name: their own, a few a page."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line, plain_text
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.models import SavedView
from zhenggai.people.policy import rows_for
from zhenggai.people.viewer import Viewer

MOST_VIEWS = 20
LONGEST_NAME = 20
LONGEST_QUERY = 1_000


def saved_views(viewer: Viewer, page: str) -> QuerySet[SavedView]:
    """The viewer's own views of a page, oldest first."""
    return rows_for(viewer, SavedView).filter(page=page).order_by("pk")


@action("view.save", noun="people.view")
def save_view(viewer: Viewer, *, page: str, name: str, query: str) -> SavedView:
    """Keep an address of a page under a name; a view of that name gets the new address."""
    name = plain_line(name, longest=LONGEST_NAME)
    if viewer.account_id is None:
        raise BadInput("view.no_account", gettext("视图存在账号名下——请登录后再存"))
    kept = saved_views(viewer, page)
    if not kept.filter(name=name).exists() and kept.count() >= MOST_VIEWS:
        raise Refused(
            "view.too_many",
            gettext("已存 %(most)s 个视图，没有再存——每页以此为限；请先删去不用的")
            % {"most": MOST_VIEWS},
        )
    view, _ = SavedView.objects.update_or_create(
        account_id=viewer.account_id,
        page=page,
        name=name,
        defaults={"query": plain_text(query, longest=LONGEST_QUERY)},
    )
    note(obj=view, summary=gettext("存视图“%(name)s”") % {"name": name})
    return view


@action("view.remove", on="view", noun="people.view")
def remove_view(viewer: Viewer, view: SavedView) -> None:
    """Forget a view; what it showed is untouched."""
    note(summary=gettext("删去视图“%(name)s”") % {"name": view.name})
    view.delete()
