"""What stands in the way of closing an office."""

from __future__ import annotations

from django.utils.translation import gettext

from zhenggai.people.holdings import held_by_office
from zhenggai.people.models import Office, OfficeKind, Person, Post, RoleGrant
from zhenggai.people.viewer import Viewer

ROOTS = (OfficeKind.ORGAN, OfficeKind.SUPERIOR)
_NAMED_AT_MOST = 5


def hanging_on(viewer: Viewer, office: Office) -> list[str]:
    """What stands in the way of closing an office, each a sentence with its mend."""
    children = list(office.children.filter(active=True).values_list("name", flat=True))
    posts = Post.objects.filter(office=office, valid_to=None).select_related("person")
    people = list(dict.fromkeys(post.person.name for post in posts))
    if office.kind in ROOTS:
        at_work = Person.objects.filter(organ=office, active=True).values_list("name", flat=True)
        people = list(dict.fromkeys([*people, *at_work]))
    roles = RoleGrant.objects.filter(office=office, valid_to=None, account__is_active=True)
    names = list(roles.values_list("account__display_name", flat=True).distinct())
    return [
        *_hangs(children, gettext("还有下级部门：%(names)s——请先移走或撤销")),
        *_hangs(people, gettext("还有人员任职：%(names)s——请先调任或办理离岗")),
        *_hangs(names, gettext("还有账号在此授权：%(names)s——请先收回角色")),
        *(
            gettext("还有 %(count)s 个%(what)s——请整改办另定部门")
            % {"count": holding.count, "what": holding.words}
            for holding in held_by_office(viewer, office)
        ),
    ]


def _hangs(names: list[str], sentence: str) -> list[str]:
    if not names:
        return []
    said = "、".join(names[:_NAMED_AT_MOST])
    if len(names) > _NAMED_AT_MOST:
        said += gettext(" 等 %(count)s 个") % {"count": len(names)}
    return [sentence % {"names": said}]
