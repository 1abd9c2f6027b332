"""People and their posts. A person is never deleted: whoever leaves stays in what they have done."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext

from zhenggai.journal.actions import action, announce, note
from zhenggai.lib.clean import plain_line
from zhenggai.lib.errors import BadInput, Refused
from zhenggai.people.actions.stopping import stop_account_of
from zhenggai.people.holdings import tell_renamed
from zhenggai.people.models import USUAL_TITLE, Account, Office, Person, Post
from zhenggai.people.policy import within
from zhenggai.people.viewer import Viewer

LONGEST_NAME, LONGEST_TITLE = 50, 50


@action("person.create", noun="people.person")
def create_person(
    viewer: Viewer, *, name: str, organ: Office, worked_from: date | None = None
) -> Person:
    within(viewer, Office, organ)
    return add_person(name, organ, worked_from)


@action("person.create", noun="people.person")
def take_on(viewer: Viewer, *, name: str, office: Office, title: str, since: date) -> Person:
    """Somebody new with a first post; without a title in the organ itself nobody has one."""
    within(viewer, Office, office)
    person = add_person(name, office)
    if title or office.organ != office:
        add_post(person, office, title or USUAL_TITLE, since)
    note(obj=person, summary=gettext("登记人员 %(name)s") % {"name": person.name})
    return person


def add_person(name: str, organ: Office, worked_from: date | None = None) -> Person:
    """Part of a caller's action."""
    person = Person.objects.create(
        name=plain_line(name, longest=LONGEST_NAME), organ=organ.organ, worked_from=worked_from
    )
    note(obj=person, summary=gettext("登记人员 %(name)s") % {"name": person.name})
    return person


@action("person.edit", on="person")
def rename_person(viewer: Viewer, person: Person, *, name: str) -> None:
    """Another name, for the person and for the account; what was written down before keeps the old one."""
    before, person.name = person.name, plain_line(name, longest=LONGEST_NAME)
    person.save()
    Account.objects.filter(person=person).update(display_name=person.name)
    note(
        summary=gettext("人员改名：%(before)s → %(after)s")
        % {"before": before, "after": person.name}
    )
    announce(partial(tell_renamed, person))


@action("person.appoint", on="person")
def appoint(
    viewer: Viewer, person: Person, *, office: Office, title: str, valid_from: date
) -> Post:
    """A post beside those that the person holds."""
    within(viewer, Office, office)
    _at_work(person)
    return add_post(person, office, title, valid_from)


def add_post(person: Person, office: Office, title: str, valid_from: date) -> Post:
    """Part of a caller's action: refused where the same post is held at that time."""
    title = plain_line(title, longest=LONGEST_TITLE)
    if not office.active:
        raise Refused(
            "office.closed",
            gettext("“%(name)s”已撤销，不能任命——请另选部门") % {"name": office.name},
        )
    held = person.posts.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from))
    if held.filter(office=office, title=title).exists():
        raise BadInput(
            "post.held",
            gettext("%(name)s 已任 %(office)s %(title)s——同一职务的任期不能重叠，请先免去原任")
            % {"name": person.name, "office": office.name, "title": title},
        )
    post = Post.objects.create(person=person, office=office, title=title, valid_from=valid_from)
    note(
        obj=person,
        summary=gettext("%(name)s 任 %(office)s %(title)s")
        % {"name": person.name, "office": office.name, "title": title},
    )
    return post


@action("person.end_post", on="post")
def end_post(viewer: Viewer, post: Post, *, last_day: date) -> None:
    """The post ends with this day; it stays in the person's record."""
    close_post(post, last_day)
    note(
        obj=post.person,
        summary=gettext("免去 %(name)s %(office)s %(title)s")
        % {"name": post.person.name, "office": post.office.name, "title": post.title},
        last_day=last_day,
    )


def close_post(post: Post, last_day: date) -> None:
    """Part of a caller's action."""
    if post.valid_to is not None:
        raise Refused("post.ended", gettext("这一任职已经结束——请从现任职务中选"))
    if last_day < post.valid_from:
        raise BadInput(
            "post.before_start",
            gettext("免职日期早于任职日期 %(day)s——请改正日期") % {"day": post.valid_from},
        )
    post.valid_to = last_day
    post.save(update_fields=["valid_to"])


@action("person.appoint", on="post")
def move_post(viewer: Viewer, post: Post, *, office: Office, title: str, first_day: date) -> Post:
    """From one post to another: the old one ends on the day before the new one begins."""
    within(viewer, Office, office)
    return change_post(post, office, title, first_day)


def change_post(post: Post, office: Office, title: str, first_day: date) -> Post:
    """Part of a caller's action."""
    before = f"{post.office.name} {post.title}"
    close_post(post, first_day - timedelta(days=1))
    made = add_post(post.person, office, title, first_day)
    note(
        obj=post.person,
        summary=gettext("%(name)s 调任：%(before)s → %(after)s")
        % {
            "name": post.person.name,
            "before": before,
            "after": f"{office.name} {made.title}",
        },
    )
    return made


@action("person.leave", on="person")
def leave(viewer: Viewer, person: Person, *, last_day: date, today: date) -> None:
    """离岗: posts end, the account stops and its sessions with it. What the person answers for stays with the name
    until somebody else is put in charge (holdings.py)."""
    _at_work(person)
    if last_day > today:
        raise BadInput("person.leaves_later", gettext("离岗日期在今天之后——请到那一天再办理"))
    begun = person.posts.filter(valid_to=None)
    never_begun = begun.filter(valid_from__gt=last_day)
    dropped = [f"{post.office.name} {post.title}" for post in never_begun.select_related("office")]
    never_begun.delete()
    ended = begun.update(valid_to=last_day)
    person.active, person.left_on = False, last_day
    person.save(update_fields=["active", "left_on"])
    stopped = stop_account_of(person)
    note(
        summary=gettext("%(name)s 离岗，免去 %(posts)s 项职务")
        % {"name": person.name, "posts": ended},
        last_day=last_day,
        account=stopped,
        not_begun=dropped,
    )


@action("person.come_back", on="person")
def come_back(
    viewer: Viewer, person: Person, *, office: Office, title: str, first_day: date
) -> None:
    """返岗 with a new post. The account stays stopped until two persons have started it again."""
    within(viewer, Office, office)
    if person.active:
        raise Refused("person.at_work", gettext("%(name)s 在岗，不用返岗") % {"name": person.name})
    if person.left_on is not None and first_day <= person.left_on:
        raise BadInput(
            "person.back_too_early",
            gettext("返岗日期须在离岗日期 %(day)s 之后——请改正日期") % {"day": person.left_on},
        )
    person.active, person.left_on = True, None
    person.save(update_fields=["active", "left_on"])
    add_post(person, office, title, first_day)
    note(
        summary=gettext("%(name)s 返岗，任 %(office)s %(title)s")
        % {"name": person.name, "office": office.name, "title": title}
    )


def _at_work(person: Person) -> None:
    if not person.active:
        raise Refused(
            "person.left",
            gettext("%(name)s 已离岗——请先在人员页面上办理返岗") % {"name": person.name},
        )
