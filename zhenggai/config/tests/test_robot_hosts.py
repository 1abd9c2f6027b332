"""Which hosts robots may be at is the setting of whoever runs the site."""

from __future__ import annotations

import pytest

from zhenggai.config import environment
from zhenggai.lib.errors import Refused

pytestmark = pytest.mark.outside_database


def test_the_three_vendors_are_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHENGGAI_ROBOT_HOSTS", raising=False)

    hosts = environment.robot_hosts()
    assert [name for _scheme, name, _port, _inside in hosts] == [
        *("qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn")
    ]
    assert {(scheme, port, inside) for scheme, _name, port, inside in hosts} == {
        ("https", 443, False)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", ()),
        ("IM.example.cn", (("https", "im.example.cn", 443, True),)),
        (
            "im.example.cn:8443, http://10.0.0.8:81",
            (("https", "im.example.cn", 8443, True), ("http", "10.0.0.8", 81, True)),
        ),
    ],
)
def test_a_list_replaces_the_default(
    monkeypatch: pytest.MonkeyPatch, text: str, expected: object
) -> None:
    monkeypatch.setenv("ZHENGGAI_ROBOT_HOSTS", text)

    assert environment.robot_hosts() == expected


@pytest.mark.parametrize(
    "text",
    ["ftp://im.example.cn", "im.example.cn/path", "im.example.cn:x", "u@im.example.cn", "//"],
)
def test_a_malformed_list_stops_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ZHENGGAI_ROBOT_HOSTS", text)

    with pytest.raises(Refused) as refused:
        environment.robot_hosts()
    assert "ZHENGGAI_ROBOT_HOSTS" in refused.value.sentence
