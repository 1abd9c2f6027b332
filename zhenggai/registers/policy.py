"""Who may do what in registers, and whose records they see (security.md A08: clerks keep their own register only).

A register's own words decide: its clerk and the roles of its moves see its records in their offices; whoever a person or
office field names with a move to make sees those; heads of departments see their department's.
"""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.lookups import Exact, In

from zhenggai.people.policy import SYSTEM, Rule
from zhenggai.people.roles import ADMINS, EVERY_ROLE, RegisterRole, Role
from zhenggai.people.viewer import Viewer
from zhenggai.registers.declaration import Declaration, Mover
from zhenggai.registers.models import Record
from zhenggai.registers.published import editions
from zhenggai.registers.storage import Body

_BUSINESS = frozenset(EVERY_ROLE) - {str(role) for role in ADMINS}
_OF_DEPARTMENT = frozenset({Role.LEAD_DEPT, Role.CO_DEPT})
_SUPERVISORS = frozenset(
    {
        *(Role.PRINCIPAL, Role.GROUP_LEADER, Role.RECT_OFFICE, Role.DISCIPLINE_COMMITTEE),
        *(Role.SUPERIOR_REVIEWER, RegisterRole.INSPECTOR),
    }
)
"""They see the results of checks in all registers of their offices; the records themselves they do not (security.md §2:
经批准调阅)."""

_NOBODY: frozenset[str] = frozenset()


def keeps(viewer: Viewer, declaration: Declaration) -> bool:
    """Whether the viewer is the register's clerk."""
    return declaration.clerk in viewer.roles


def sees_whole(viewer: Viewer, declaration: Declaration) -> bool:
    """Whether the viewer sees every record of the register in the own offices."""
    return bool(viewer.roles & (declaration.roles() - _OF_DEPARTMENT))


def sees_results(viewer: Viewer) -> bool:
    """Whether the viewer sees what checks found in every register of the own offices."""
    return bool(viewer.roles & _SUPERVISORS)


def may_enter(viewer: Viewer, declaration: Declaration) -> bool:
    """The clerk enters records; so does whoever may make a first move: in that role, or as the person concerned. The
    program itself does where somebody signs in by a code."""
    of_person = any(mover.field for mover in _first_movers(declaration))
    return may_import(viewer, declaration) or (of_person and viewer.person_id is not None)


def may_import(viewer: Viewer, declaration: Declaration) -> bool:
    """Whoever enters records by office, the clerk or in the role of a first move, takes whole sheets in; the person
    concerned enters the own records one by one."""
    in_role = {mover.role for mover in _first_movers(declaration) if mover.role}
    return viewer.source == SYSTEM or keeps(viewer, declaration) or bool(viewer.roles & in_role)


def _first_movers(declaration: Declaration) -> list[Mover]:
    start = declaration.workflow.start
    return [
        mover
        for move in declaration.workflow.moves.values()
        if start in move.sources
        for mover in move.by
    ]


def knows(viewer: Viewer, record: Record) -> bool:
    """The record's own people: handler, and whoever a field names with a move to make."""
    if viewer.person_id is None:
        return False
    edition = editions().get(record.register)
    names = edition.declaration.person_fields() if edition else ()
    return viewer.person_id in {record.handler_id, *(record.data.get(name) for name in names)}


def may_edit(viewer: Viewer, record: Record) -> bool:
    """The clerk at any time; the record's own people until it is submitted."""
    edition = editions().get(record.register)
    if edition is None:
        return False
    if keeps(viewer, edition.declaration):
        return True
    return record.state == edition.declaration.workflow.start and knows(viewer, record)


def may_attach(viewer: Viewer, record: Record) -> bool:
    """Whoever may edit, and the record's own people at any time: papers come later."""
    return may_edit(viewer, record) or knows(viewer, record)


def is_clerk_of(viewer: Viewer, record: Record) -> bool:
    edition = editions().get(record.register)
    return edition is not None and keeps(viewer, edition.declaration)


POLICY: dict[str, Rule] = {
    "register.list": Rule(_BUSINESS | {Role.SYS_ADMIN}),
    "register.publish": Rule(frozenset({Role.SYS_ADMIN, Role.OFFICE_ADMIN})),
    "setting.set": Rule(frozenset({Role.OFFICE_ADMIN, Role.RECT_OFFICE})),
    "record.list": Rule(_BUSINESS),
    "record.create": Rule(_BUSINESS),
    "record.import": Rule(_BUSINESS),
    "record.save": Rule(_BUSINESS, when=may_edit),
    "record.move": Rule(_BUSINESS),
    "record.confirm": Rule(_BUSINESS),
    "record.attach": Rule(_BUSINESS, when=may_attach),
    "record.withdraw": Rule(_BUSINESS, when=may_attach),
    "record.reveal": Rule(_BUSINESS),
    "record.void": Rule(_BUSINESS, when=is_clerk_of),
    "record.link": Rule(_BUSINESS, when=may_edit),
    "record.ask_correction": Rule(_BUSINESS, when=may_attach),
    "record.settle_correction": Rule(_BUSINESS),
    "waiver.ask": Rule(_BUSINESS),
    "waiver.approve": Rule(frozenset({Role.GROUP_LEADER})),
    "occurrence.settle": Rule(_BUSINESS),
    "occurrence.plan": Rule(_NOBODY),
    "binding.bind": Rule(frozenset({Role.RECT_OFFICE, Role.GROUP_LEADER})),
    "binding.end": Rule(frozenset({Role.RECT_OFFICE, Role.GROUP_LEADER})),
    "lookback_call.settle": Rule(
        frozenset({Role.RECT_OFFICE, Role.GROUP_LEADER, Role.DISCIPLINE_COMMITTEE})
    ),
    "lookback_call.reopen": Rule(frozenset({Role.DISCIPLINE_COMMITTEE, Role.SUPERIOR_REVIEWER})),
    "sweep.ask": Rule(_BUSINESS),
    "record.sign_in": Rule(_NOBODY),
    "sweep.settle": Rule(_NOBODY),
    "record.fill": Rule(_NOBODY),
}


def records_seen_by(viewer: Viewer) -> Q:
    """The records of one's registers in one's offices, of one's department, and those that are one's own."""
    if not viewer.roles & _BUSINESS:
        return Q(pk=None)
    whole: list[str] = []
    seen = Q(handler=viewer.person_id) if viewer.person_id is not None else Q(pk=None)
    for code, edition in editions().items():
        if sees_whole(viewer, edition.declaration):
            whole.append(code)
            continue
        seen |= Q(register=code) & _named(viewer, edition.declaration)
    return Q(office__in=viewer.office_ids) & (Q(register__in=whole) | seen)


def records_of(viewer: Viewer, declaration: Declaration) -> Q:
    """The same for one register, in words that keep its indexes in use."""
    own = Q(office__in=sorted(viewer.office_ids), register=declaration.code)
    if sees_whole(viewer, declaration):
        return own
    mine = Q(handler=viewer.person_id) if viewer.person_id is not None else Q(pk=None)
    return own & (mine | _named(viewer, declaration))


def _named(viewer: Viewer, declaration: Declaration) -> Q:
    """Records that name the viewer, or where the viewer works, in a field that has a move to make."""
    found = Q(pk=None)
    if viewer.roles & declaration.roles() & _OF_DEPARTMENT:
        found |= Q(department__in=viewer.department_ids)
    works_in = sorted(viewer.department_ids | {viewer.office_id or 0})
    movers = {mover.field for move in declaration.workflow.moves.values() for mover in move.by}
    for name in sorted(filter(None, movers)):
        field = declaration.fields.get(name)
        if field is None:
            continue
        column = Body(F("data"), type=field.type, name=name)
        if field.kind == "person" and viewer.person_id is not None:
            found |= Q(Exact(column, viewer.person_id))
        elif field.kind == "office":
            found |= Q(In(column, works_in))
    return found


def violations_seen_by(viewer: Viewer) -> Q:
    """Supervisors see every result of their offices, others those of the registers that they see whole."""
    if viewer.roles & _SUPERVISORS:
        return Q(office__in=viewer.office_ids)
    codes = [
        code for code, edition in editions().items() if sees_whole(viewer, edition.declaration)
    ]
    return Q(office__in=viewer.office_ids, register__in=codes)


def rows_of_office(viewer: Viewer) -> Q:
    return Q(office__in=viewer.office_ids) if viewer.roles & _BUSINESS else Q(pk=None)
