"""People and their posts."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zhenggai.journal.actions import action, note
from zhenggai.lib.clean import plain_line
from zhenggai.people.models import Office, Person, Post
from zhenggai.people.viewer import Viewer


@action("person.create", noun="people.person")
def create_person(viewer: Viewer, *, name: str, organ: Office) -> Person:
    person = Person.objects.create(name=plain_line(name, longest=50), organ=organ.organ)
    note(obj=person, summary=gettext("登记人员 %(name)s") % {"name": person.name})
    return person


@action("person.appoint", noun="people.post")
def appoint(
    viewer: Viewer, person: Person, *, office: Office, title: str, valid_from: date
) -> Post:
    post = Post.objects.create(
        person=person, office=office, title=plain_line(title, longest=50), valid_from=valid_from
    )
    note(
        obj=person,
        summary=gettext("%(name)s 任 %(office)s %(title)s")
        % {"name": person.name, "office": office.name, "title": title},
    )
    return post
