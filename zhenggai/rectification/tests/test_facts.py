import pytest

from zhenggai.lib.tests.pace import takes_less
from zhenggai.rectification.facts import holds_fact


@pytest.mark.parametrize(
    "text",
    [
        "8月12日完成核定",
        "7月底重新印发制度",
        "已清查固定资产 214 件",
        "党员四十一名均已核对",
        "印发三政协办〔2020〕2号",
        "2021-08-30 张贴公示",
        "追回 1.2 万元",
        "组织学习两场",
    ],
)
def test_a_date_an_amount_or_a_document_number_is_a_fact(text):
    assert holds_fact(text)


@pytest.mark.parametrize(
    "text",
    [
        "正在推进",
        "进一步加强学习，正在按计划抓紧落实",
        "作为一项政治任务来抓",
        "逐条对照，逐项整改",
        "再一次强调纪律",
        "",
    ],
)
def test_words_alone_are_no_fact(text):
    assert not holds_fact(text)


def test_hostile_text_takes_linear_time():
    assert takes_less(5, lambda: holds_fact("一十百" * 20_000))
