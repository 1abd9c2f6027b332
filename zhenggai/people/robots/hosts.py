"""Which hosts a robot may be at (security.md P08): those that whoever runs the site has listed, nothing else."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext

from zhenggai.lib.errors import BadInput
from zhenggai.people.robot_models import RobotKind

PORTS = {"https": 443, "http": 80}
_CARRIER = ipaddress.IPv4Network("100.64.0.0/10")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 behind a translator: its last 32 bits."""
_VENDORS = {
    "qyapi.weixin.qq.com": RobotKind.WECOM,
    "oapi.dingtalk.com": RobotKind.DINGTALK,
    "open.feishu.cn": RobotKind.FEISHU,
}


@dataclass(frozen=True, slots=True)
class Host:
    """One listed host. `inside` says that whoever runs the site named it, so that it may stand in their own network."""

    scheme: str
    name: str
    port: int
    inside: bool = False

    @property
    def authority(self) -> str:
        """As it stands in a request."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"

    def __str__(self) -> str:
        return self.authority if self.scheme == "https" else f"{self.scheme}://{self.authority}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a robot is: its host, and path with query."""

    host: Host
    path: str


def listed() -> Sequence[Host]:
    """What ZHENGGAI_ROBOT_HOSTS allows."""
    return [Host(*parts) for parts in settings.ROBOT_HOSTS]


def place_of(address: str) -> Place:
    """An address taken apart; refused where it cannot be one or its host is not listed. No refusal repeats it."""
    parts = _split(address)
    wanted = (parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS[parts.scheme])
    found = next((host for host in listed() if (host.scheme, host.name, host.port) == wanted), None)
    if found is None:
        raise BadInput(
            "robot.host",
            gettext("这个地址的主机不在允许之列（%(hosts)s）——私有部署的平台请系统运维人员加入配置")
            % {"hosts": "、".join(map(str, listed())) or gettext("一个也没有")},
        )
    query = f"?{parts.query}" if parts.query else ""
    return Place(found, f"{parts.path or '/'}{query}")


def kind_at(name: str) -> RobotKind | None:
    """Whose host it is; None where it is nobody's that is known here."""
    return _VENDORS.get(name)


def is_inside(text: str) -> bool:
    """Whether an address of the network is not one of the public internet: private, loopback, link-local and the like."""
    found = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        within = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if found in _TRANSLATED:
            within = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if within:
            return is_inside(str(within))
        if found.is_site_local:
            return True
    elif found in _CARRIER:
        return True
    return not found.is_global or found.is_multicast


def _split(address: str) -> SplitResult:
    plain = address.isascii() and address.isprintable() and " " not in address
    try:
        parts = urlsplit(address)
        known = plain and parts.scheme in PORTS and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known or parts.username is not None or parts.password is not None or parts.fragment:
        raise BadInput(
            "robot.address",
            gettext("Webhook 地址不对——请从群机器人的设置里整段复制，以 https:// 开头"),
        )
    return parts
