"""E-mail through the office's SMTP server: links and counts alone, never what a matter says (security.md P08)."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from django.conf import settings

from zhenggai.people.models import Outgoing
from zhenggai.people.outbox import Unsendable

SECONDS = 10
_FOR_GOOD = 500
"""From this code on a server says that it will never take it."""


def is_set_up() -> bool:
    return settings.SMTP is not None


def send_mail(row: Outgoing) -> None:
    """Send one; refused for good where the address cannot be one or the server says so."""
    message = message_of(row)
    try:
        with _server() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        if codes and min(codes) >= _FOR_GOOD:
            raise Unsendable(f"recipient refused {min(codes)}") from None
        raise ConnectionError("recipient refused") from None
    except smtplib.SMTPResponseException as error:
        if error.smtp_code >= _FOR_GOOD:
            raise Unsendable(f"server refused {error.smtp_code}") from None
        raise ConnectionError("server busy") from None


def message_of(row: Outgoing) -> EmailMessage:
    """The message; line breaks in a header are refused. Its id is that of the row, so that a server knows it again."""
    name, _, host = row.target.rpartition("@")
    message = EmailMessage()
    try:
        message["To"] = Address(username=name, domain=host)
        message["From"] = _settings()["sender"]
        message["Subject"] = row.subject
        message["Message-ID"] = f"<{row.uuid}@{host}>"
        message["Auto-Submitted"] = "auto-generated"
    except ValueError:
        raise Unsendable("header refused") from None
    message.set_content(row.text)
    return message


def _server() -> smtplib.SMTP:
    found = _settings()
    host, port = found["host"], found["port"]
    if found["scheme"] == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
        if found["scheme"] == "smtp+tls":
            server.starttls(context=ssl.create_default_context())
    if found["user"]:
        server.login(found["user"], found["password"])
    return server


def _settings() -> dict[str, Any]:
    if settings.SMTP is None:
        raise ConnectionError("no mail server is set up")
    return settings.SMTP
