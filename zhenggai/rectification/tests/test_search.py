from zhenggai.rectification.search import IssuesMatching, grams, is_searchable


def phrases(words: str) -> list[list[str]]:
    return IssuesMatching(words).phrases


def test_every_place_in_a_text_becomes_one_token():
    assert grams("财务管理") == "财务 务管 管理 理"
    assert grams("三政协办〔2020〕2 号") == "三政 政协 协办 办 2020 2 号"


def test_a_query_drops_the_lone_character_that_only_ends_a_pair():
    assert phrases("财务") == [["财务"]]
    assert phrases("财") == [["财"]]
    assert phrases("2号") == [["2", "号"]]
    assert phrases("ＯＡ印发") == [["oa", "印发"]]


def test_words_parted_by_spaces_are_looked_for_apart():
    assert phrases("财务 审批制度") == [["财务"], ["审批", "批制", "制度"]]


def test_marks_alone_are_nothing_to_search_for():
    assert not is_searchable(" 〔〕，* \" ' -- ")
    assert is_searchable("党")


def test_what_a_user_types_cannot_become_query_syntax():
    assert phrases('财务" OR rowid:*') == [["财务"], ["or"], ["rowid"]]
    typed = IssuesMatching("a'); DROP TABLE x; -- NEAR(b) col:c ^d").phrases
    assert all(token.isalnum() for phrase in typed for token in phrase)
