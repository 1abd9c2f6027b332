"""What changes people: the door, accounts, roles by two persons, offices, posts. One module a family of verbs."""

from zhenggai.people.actions.accounts import (
    create_account,
    create_first_accounts,
    reset_password,
    unlock,
)
from zhenggai.people.actions.door import (
    AUTH_VERSION,
    SEEN,
    STARTED,
    address_of,
    change_password,
    sign_in,
    sign_out,
)
from zhenggai.people.actions.granting import (
    confirm_role,
    end_role,
    grant_as_system,
    propose_role,
)
from zhenggai.people.actions.offices import create_office
from zhenggai.people.actions.persons import appoint, create_person
from zhenggai.people.calendar import announce_year, set_day
from zhenggai.people.messages import mark_read, tell
from zhenggai.people.saved_views import remove_view, save_view
from zhenggai.people.settings import change_setting

__all__ = [
    "AUTH_VERSION",
    "SEEN",
    "STARTED",
    "address_of",
    "announce_year",
    "appoint",
    "change_password",
    "change_setting",
    "confirm_role",
    "create_account",
    "create_first_accounts",
    "create_office",
    "create_person",
    "end_role",
    "grant_as_system",
    "mark_read",
    "propose_role",
    "remove_view",
    "reset_password",
    "save_view",
    "set_day",
    "sign_in",
    "sign_out",
    "tell",
    "unlock",
]
