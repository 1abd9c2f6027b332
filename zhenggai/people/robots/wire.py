"""One POST to an address that was looked at first (security.md P08): no redirect is followed, no credential goes along, the
answer is read to a limit, and the whole takes no longer than ten seconds."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from zhenggai.people.outbox import TryAgain, Unsendable
from zhenggai.people.robots.hosts import Host, Place, is_inside

SECONDS = 10.0
"""For the whole of it."""
STEP_SECONDS = 5.0
"""For looking up the name, for reaching the host, for each silence of it."""
MOST_BYTES = 64 * 1024
_Address = tuple[socket.AddressFamily, Any]
"""A family and where in it, as the name server says it and `connect` takes it."""
_HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "zhenggai",
}


def send(place: Place, query: str, body: bytes) -> tuple[int, bytes]:
    """Status and body of the answer. TryAgain where nothing has reached the host; Unsendable where it must not be spoken
    to, and where nobody knows whether it took what was sent."""
    end = monotonic() + SECONDS
    addresses = _looked_up(place.host)
    try:
        plain = _reached(addresses, end)
    except OSError as error:
        raise TryAgain(type(error).__name__) from None
    with plain, _limited(plain, end):
        connection = http.client.HTTPConnection(place.host.name, place.host.port)
        try:
            connection.sock = _wrapped(plain, place.host)
            headers = {**_HEADERS, "Host": place.host.authority}
            connection.request("POST", _with(place.path, query), body, headers)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise TryAgain(type(error).__name__) from None
        try:
            with connection.getresponse() as response:
                return response.status, _read(response)
        except (OSError, http.client.HTTPException):
            raise Unsendable("unknown whether it arrived") from None
        finally:
            connection.close()


def _looked_up(host: Host) -> list[_Address]:
    """Where the host is; every address of it must be one that may be spoken to. Asking a name server has no limit of its
    own, so it is left to a thread."""
    found: list[_Address] = []
    faults: list[str] = []

    def ask() -> None:
        try:
            for row in socket.getaddrinfo(host.name, host.port, type=socket.SOCK_STREAM):
                found.append((row[0], row[4]))
        except (OSError, UnicodeError) as error:
            faults.append(type(error).__name__)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(STEP_SECONDS)
    if thread.is_alive() or faults or not found:
        raise TryAgain(faults[0] if faults else "name not found")
    if not host.inside and any(is_inside(str(place[0])) for _family, place in found):
        raise Unsendable("address inside the network")
    return found


def _reached(addresses: list[_Address], end: float) -> socket.socket:
    """A connection to the first that answers, by its number: the name is not asked again."""
    last: OSError = TimeoutError()
    for family, place in addresses:
        left = min(STEP_SECONDS, end - monotonic())
        if left <= 0:
            break
        plain = socket.socket(family, socket.SOCK_STREAM)
        plain.settimeout(left)
        try:
            plain.connect(place)
        except OSError as error:
            plain.close()
            last = error
            continue
        plain.settimeout(STEP_SECONDS)
        return plain
    raise last


@contextmanager
def _limited(plain: socket.socket, end: float) -> Iterator[None]:
    """Cut the connection when the time is over, however slowly the other side drips."""
    # The handshake takes the descriptor over; a copy of it cuts the same connection.
    copy = plain.dup()
    timer = threading.Timer(max(end - monotonic(), 0), _cut, [copy])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        copy.close()


def _cut(copy: socket.socket) -> None:
    try:
        copy.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It is closed already.
        return


def _wrapped(plain: socket.socket, host: Host) -> socket.socket:
    if host.scheme == "http":
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host.name)


def _with(path: str, query: str) -> str:
    if not query:
        return path
    return f"{path}{'&' if '?' in path else '?'}{query}"


def _read(response: http.client.HTTPResponse) -> bytes:
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Unsendable("answer too long")
    return body
