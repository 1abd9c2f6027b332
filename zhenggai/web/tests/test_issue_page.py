"""One issue, to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from zhenggai.people.queries import scope_for
from zhenggai.people.roles import Role
from zhenggai.rectification import actions
from zhenggai.web.tests.conftest import TODAY, Adopted, OfficeOfTest

Enter = Callable[[OfficeOfTest, str], Client]


def page(client: Client, adopted: Adopted, **headers: str) -> str:
    answer = client.get(reverse("issue", args=[adopted.issue.uuid]), headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def test_the_page_shows_the_original_text_the_measures_and_who_answers(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    html = page(enter(ours, Role.PRINCIPAL), adopted)

    assert "学习贯彻习近平新时代中国特色社会主义思想不到位" in html
    assert html.count("measure-card") == 3
    assert "办公室" in html
    assert "剩 9 天" in html
    assert "文件称已完成" in html


def test_one_press_leads_to_the_sentence_in_its_source(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    client = enter(ours, Role.RECT_OFFICE)

    link = re.search(r'href="([^"]*/source/[^"]*)" data-to-source', page(client, adopted))

    assert link
    address, _sharp, anchor = link[1].replace("&amp;", "&").partition("#")
    source = client.get(address).content.decode()
    assert f'<mark id="{anchor}" class="here">' in source


def test_history_is_told_in_plain_words(ours: OfficeOfTest, adopted: Adopted, enter: Enter) -> None:
    html = page(enter(ours, Role.RECT_OFFICE), adopted)

    history = html[html.index('id="history"') :]
    assert "立账：3 个方面、11 个问题、34 条措施" in history
    assert "issue.adopt" not in history


def test_progress_stands_newest_first_with_its_reporter(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    viewer = ours.viewer(Role.RECT_OFFICE)
    with scope_for(viewer):
        actions.report_progress(
            viewer,
            adopted.issue,
            text="9月6日补签到 9 份",
            happened_on=date(2021, 9, 6),
            today=TODAY,
        )

    thread = page(enter(ours, Role.RECT_OFFICE), adopted).split('id="progress"')[1]

    assert thread.index("9月6日补签到 9 份") < thread.index("文件所称")
    assert "整改办" in thread


def test_beside_the_list_it_comes_without_frame(
    ours: OfficeOfTest, adopted: Adopted, enter: Enter
) -> None:
    html = page(enter(ours, Role.RECT_OFFICE), adopted, **{"HX-Request": "true"})

    assert "<html" not in html
    assert "measure-card" in html
    assert "data-close-beside" in html
