import pytest

from zhenggai.intake.classified import Classified, mark_of_secrecy, refuse_secrets


@pytest.mark.parametrize(
    "text",
    [
        "机密★10年\n关于整改情况的通报",
        "关于整改情况的报告\n　秘　密",
        "绝密",
        "密级：秘密",
        "秘密（长期）",
        "机密☆启用前",
        "★20年",
        "机 密 ★ 1 年",
    ],
)
def test_F11_a_line_that_is_a_mark_of_secrecy_is_found(text):
    with pytest.raises(Classified) as refusal:
        refuse_secrets(text)

    assert refusal.value.code == "file.classified"


@pytest.mark.parametrize(
    "text",
    [
        "严防泄露国家秘密，做好机密文件管理。",
        "加强对机密、秘密级文件的登记",
        "保密工作不到位的问题",
        "评为★★★★★的服务窗口",
        "",
    ],
)
def test_a_sentence_about_secrets_is_no_mark(text):
    assert mark_of_secrecy(text) is None
