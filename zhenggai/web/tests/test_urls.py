"""security.md A03, A04: every URL declares its action, and answers each role, in its own office and another's, as
the declaration says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from zhenggai.people.policy import actions as declared_actions
from zhenggai.people.queries import can
from zhenggai.people.roles import ADMINS, Role
from zhenggai.web.page import OPEN, SIGNED_IN, declared_action, declared_methods
from zhenggai.web.tests.closing import with_closure
from zhenggai.web.tests.conftest import Adopted, OfficeOfTest, administered
from zhenggai.web.tests.figures import SUBJECTS as FIGURE_SUBJECTS
from zhenggai.web.tests.figures import WORDS as FIGURE_WORDS
from zhenggai.web.tests.figures import counted
from zhenggai.web.tests.process import SUBJECTS as PROCESS_SUBJECTS
from zhenggai.web.tests.process import under_way
from zhenggai.web.tests.registered import CODE, registered
from zhenggai.web.tests.robots import SUBJECTS as ROBOT_SUBJECTS
from zhenggai.web.tests.robots import with_robot
from zhenggai.web.tests.supervised import SUBJECTS as SUPERVISION_SUBJECTS
from zhenggai.web.tests.supervised import supervised

Enter = Callable[[OfficeOfTest, str], Client]
ENDS_THE_SESSION = "sign-out"
ROUND_PAGES = {"source", "ledger-xlsx", "imports"}
IMPORT_PAGES = {"import", "import-progress", "import-decide", "import-confirm", "import-again"}
RECORD_PAGES = {
    "record",
    "record-edit",
    "record-move",
    "record-confirm",
    "record-attach",
    "record-paper",
    "sign-in-code",
} | {*("record-paper-withdraw", "record-correct", "record-reveal", "record-void", "record-link")}
READING_PAGES = {
    *("reading", "reading-progress", "reading-line", "draft-json", "adopt"),
    *("draft-edit", "draft-undo", "draft-redo", "draft-part"),
    *("draft-since", "draft-changes", "draft-compare"),
}
SUBJECTS = {
    **dict.fromkeys(ROUND_PAGES, "round"),
    **dict.fromkeys(READING_PAGES, "reading"),
    **dict.fromkeys(IMPORT_PAGES | {"import-drop"}, "batch"),
    **dict.fromkeys(("measure", "record-trigger", "add-milestone"), "measure"),
    **dict.fromkeys(("finish-measure", "verify-measure", "return-measure"), "measure"),
    **dict.fromkeys(("closure", "closure-review", "closure-return"), "application"),
    **dict.fromkeys(("decide-extension", "withdraw-extension"), "extension"),
    "remove-cause": "cause",
    "reach-milestone": "milestone",
    **dict.fromkeys(("evidence", "evidence-file", "evidence-preview"), "evidence"),
    **dict.fromkeys(("judge-evidence", "withdraw-evidence"), "evidence"),
    **dict.fromkeys(("person", "person-rename", "person-appoint", "person-leave"), "person"),
    **dict.fromkeys(("person-back", "account-ask"), "person"),
    **dict.fromkeys(("post-end", "post-move"), "post"),
    **dict.fromkeys(("office", "office-edit", "office-move"), "node"),
    **dict.fromkeys(("office-close", "office-reopen"), "node"),
    **dict.fromkeys(("account", "role-propose", "account-stop", "account-start"), "account"),
    **dict.fromkeys(("account-reset", "account-unlock"), "account"),
    "role-end": "grant",
    **dict.fromkeys(("role-decline", "role-withdraw"), "asked"),
    **dict.fromkeys(("proposal-accept", "proposal-decline", "proposal-withdraw"), "proposal"),
    **PROCESS_SUBJECTS,
    **FIGURE_SUBJECTS,
    **SUPERVISION_SUBJECTS,
    **ROBOT_SUBJECTS,
    **dict.fromkeys(RECORD_PAGES, "record"),
    "correction-settle": "correction",
    **dict.fromkeys(("due-finish", "due-excuse"), "occurrence"),
    "binding-end": "binding",
    "call-settle": "call",
    "call-reopen": "call",
}
"""Whose public name an address holds; that of the issue where nothing else is said."""
OF_A_REGISTER = {
    "register",
    "register-xlsx",
    "register-blank",
    "register-view",
    "choose-record",
    "record-new",
} | {*("record-look", "checks", "sweep", "register-import", "register-import-confirm", "rhythm")}
FURTHER_WORDS = {
    "ledger-menu": ["department"],
    "choose": ["person"],
    "cell": ["owner"],
    **{name: [CODE] for name in OF_A_REGISTER},
    "check": [CODE, "TR-1"],
    "sign-in-sheet": ["no-such-token"],
    "feed": ["no-such-token"],
    "draft-part": ["head"],
    "stage": ["midterm"],
    "stage-term": ["midterm"],
    "stage-paper": ["midterm"],
    "list-file": ["duties", "xlsx"],
    **FIGURE_WORDS,
}
"""What an address holds besides the object's name."""
KEYS = {
    **dict.fromkeys(("record-paper", "record-paper-withdraw"), "record_paper"),
    "waive": "violation",
    "waiver-approve": "waiver",
}
"""Whose number stands at the end of an address."""
ONES_OWN = {"view-remove"}
"""Things that belong to an account: for everybody else, colleagues too, they are not there."""

UNSEEN = {
    Role.HANDLER: RECORD_PAGES | {"correction-settle", "waive"},
    Role.LEAD_DEPT: {"waive"},
    Role.CO_DEPT: {"waive"},
}
"""Not there for whoever sees but the own records: the walk's are the rectification office's, in one department."""
CLERKS_ACTS = {"record-edit", "record-attach", "record-paper-withdraw", "record-correct"} | {
    *("record-void", "record-link")
}
SEE_RESULTS = set(Role.values) - set(ADMINS) - set(UNSEEN)
"""Everybody whom the walk's register gives a move; those of a department see their own part alone."""
MINE_TO_UNDO = {
    "withdraw-evidence": {Role.LEAD_DEPT, Role.RECT_OFFICE},
    "role-withdraw": {Role.OFFICE_ADMIN},
    "role-decline": {Role.SEC_ADMIN},
    "proposal-withdraw": {Role.SYS_ADMIN},
    "proposal-accept": {Role.SEC_ADMIN},
    **{name: {Role.RECT_OFFICE} for name in CLERKS_ACTS},
    "correction-settle": {Role.PRINCIPAL},
    **{name: {Role.RECT_OFFICE} for name in ("due-finish", "due-excuse")},
    "sweep": SEE_RESULTS,
    "letter-receive": {Role.LEAD_DEPT, Role.RECT_OFFICE},
}
"""Acts on what somebody made or proposed: for whoever did, the office that answers for all, or the second person."""


@pytest.fixture
def adopted(adopted: Adopted, ours: OfficeOfTest) -> Adopted:
    """With somebody to administer, a round under way, an application, an extension and a record beside what was
    adopted."""
    with_closure(under_way(administered(adopted, ours), ours), ours)
    counted(adopted, ours)
    with_robot(adopted, ours)
    return supervised(registered(adopted, ours), ours)


def patterns(found: Any = None) -> Iterator[URLPattern]:
    for pattern in (found or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from patterns(pattern)


ALL = list(patterns())


@pytest.mark.parametrize("pattern", ALL, ids=lambda pattern: pattern.name)
def test_every_url_declares_an_action_that_a_room_knows(pattern: URLPattern) -> None:
    action = declared_action(pattern.callback)

    assert pattern.name
    assert action is not None
    assert action in {OPEN, SIGNED_IN} | declared_actions()


def test_a_view_without_declaration_would_be_found() -> None:
    assert declared_action(lambda request: None) is None


@pytest.mark.wide
@pytest.mark.parametrize("role", Role.values)
def test_each_role_gets_what_its_rights_say_in_its_own_office_and_nothing_of_another(
    role: str, ours: OfficeOfTest, theirs: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    insider, outsider = enter(ours, role), enter(theirs, role)
    viewer = ours.viewer(role)

    for pattern in sorted(ALL, key=lambda pattern: pattern.name == ENDS_THE_SESSION):
        action = declared_action(pattern.callback) or ""
        allowed = action in (OPEN, SIGNED_IN) or can(viewer, action)
        inside, outside = ask(insider, pattern, adopted), ask(outsider, pattern, adopted)

        if pattern.name in ONES_OWN or pattern.name in UNSEEN.get(role, ()):
            assert inside.status_code == outside.status_code == 404, pattern.name
        elif allowed and pattern.name in MINE_TO_UNDO and role not in MINE_TO_UNDO[pattern.name]:
            assert inside.status_code == 403, (pattern.name, inside.status_code)
        elif allowed:
            assert inside.status_code not in (403, 404, 500), (pattern.name, inside.status_code)
        else:
            assert inside.status_code == 403, (pattern.name, inside.status_code)
            assert outside.status_code == 403, (pattern.name, outside.status_code)
        if allowed and "uuid" in str(pattern.pattern) and role not in ADMINS:
            # Administrators of the system keep the directory of every office.
            assert outside.status_code == 404, (pattern.name, outside.status_code)


class Anywhere:
    """Stands for what was adopted where an answer comes before anything is looked for."""

    def __getattr__(self, name: str) -> Any:
        return SimpleNamespace(uuid="00000000-0000-4000-8000-000000000000")


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", ALL, ids=lambda pattern: pattern.name)
def test_nobody_signed_in_is_led_to_the_door(pattern: URLPattern) -> None:
    answer = ask(Client(), pattern, Anywhere())

    if declared_action(pattern.callback) == OPEN:
        assert answer.status_code not in (403, 404, 500)
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("sign-in"))


def test_what_is_hidden_and_what_is_not_there_look_the_same(
    ours: OfficeOfTest, theirs: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    outsider = enter(theirs, Role.RECT_OFFICE)
    hidden = outsider.get(reverse("issue", args=[adopted.issue.uuid]))
    absent = outsider.get(reverse("issue", args=["00000000-0000-4000-8000-000000000000"]))

    assert hidden.status_code == absent.status_code == 404
    assert without_number(hidden) == without_number(absent)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pattern",
    [pattern for pattern in ALL if "POST" in declared_methods(pattern.callback)],
    ids=lambda pattern: pattern.name,
)
def test_a_post_without_its_token_is_refused(pattern: URLPattern) -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post(address(pattern, Anywhere()))

    assert answer.status_code == 403
    assert "csrf" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pattern",
    [pattern for pattern in ALL if "POST" not in declared_methods(pattern.callback)],
    ids=lambda pattern: pattern.name,
)
def test_what_only_reads_accepts_no_post(pattern: URLPattern) -> None:
    answer = Client().post(address(pattern, Anywhere()))

    assert answer.status_code == 405
    assert answer["Allow"] == "GET"


def ask(client: Client, pattern: URLPattern, adopted: Adopted | Anywhere) -> Any:
    """A GET where the view takes one; else a POST that says nothing, which a right lets through to its checks."""
    method = client.get if "GET" in declared_methods(pattern.callback) else client.post
    return method(address(pattern, adopted))


def address(pattern: URLPattern, adopted: Adopted | Anywhere) -> str:
    further = list(FURTHER_WORDS.get(pattern.name or "", []))
    if pattern.name in KEYS:
        key = getattr(adopted, KEYS[pattern.name])
        further.append(key if isinstance(key, int) else 1)
    if "uuid" not in str(pattern.pattern):
        return reverse(pattern.name, args=further)
    subject = getattr(adopted, SUBJECTS.get(pattern.name or "", "issue"))
    return reverse(pattern.name, args=[subject.uuid, *further])


def without_number(answer: Any) -> str:
    """The page without the request's number."""
    return str(answer.content.decode()).split("<small>")[0]
