"""Look-alike characters made alike, one for one: for recognising, never for showing.

Full-width marks become half-width, traditional characters (only those that this room's word lists use)
become simplified. Every replacement is one character for one, so that places stay what they were.
"""

from __future__ import annotations

_MARKS = (
    "，；：（）！？．﹒﹙﹚︰∶﹕［］[]﹝﹞【】「」『』〝〞＂—－–―～｡﹑､〇○◯％／＋＝＆＠　\u00a0\u3000",
    ',;:()!?..():::〔〕〔〕〔〕【】“”“”“”"----~。、、零零零%/+=&@   ',
)
_TRADITIONAL = (
    "關問題實務進責單領導組織監審計檢調報發現歸還時間應該個會議學習開結處罰環護黨區縣鄉鎮廳辦鐵號條項"
    "類達標規範違紀補財產資購採運維險隱確認訂製頒據業績過滿滯後續繼長強執嚴懲約談識創評價數萬億兩戶"
    "職員總體狀況來聯係繫電話郵編寫錄記臺帳賬貫徹術藝衛農園廠礦氣塵廢淨劃壓擔當僅從對將與於並為無門"
    "團隊階層傳統協動態轉變設備質專綜檔養勞幹壞虛偽剛著張陸見證書級參斷積極選舉換屆難點熱樹歷遺費稅"
    "銷減給細誡勵訓節啟覺繳償債網絡項視饋寧橋縮虧欠訪詢詳豐圖書館橫縱爭議優勢",
    "关问题实务进责单领导组织监审计检调报发现归还时间应该个会议学习开结处罚环护党区县乡镇厅办铁号条项"
    "类达标规范违纪补财产资购采运维险隐确认订制颁据业绩过满滞后续继长强执严惩约谈识创评价数万亿两户"
    "职员总体状况来联系系电话邮编写录记台账账贯彻术艺卫农园厂矿气尘废净划压担当仅从对将与于并为无门"
    "团队阶层传统协动态转变设备质专综档养劳干坏虚伪刚着张陆见证书级参断积极选举换届难点热树历遗费税"
    "销减给细诫励训节启觉缴偿债网络项视馈宁桥缩亏欠访询详丰图书馆横纵争议优势",
)
_DIGITS = ("０１２３４５６７８９", "0123456789")
_LATIN = (
    "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)

_FOLD = str.maketrans(
    "".join(pair[0] for pair in (_MARKS, _TRADITIONAL, _DIGITS, _LATIN)),
    "".join(pair[1] for pair in (_MARKS, _TRADITIONAL, _DIGITS, _LATIN)),
)


def fold(text: str) -> str:
    """The same number of characters, with look-alikes made alike."""
    return text.translate(_FOLD)


def is_cjk(character: str) -> bool:
    """A Chinese character or a mark that stands in Chinese text without spaces around it."""
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\uff00" <= character <= "\uffef"
        or "\u3000" <= character <= "\u303f"
        or "\U00020000" <= character <= "\U0003ffff"
        or character in "“”‘’…—·①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    )
