"""Look-alike characters made alike, one for one: for recognising, never for showing.

Full-width marks become half-width, traditional characters become simplified where one
stands for one: those of public documents. Every replacement is one character for one, so that places stay what they were.
"""

from __future__ import annotations

_MARKS = (
    "，；：（）！？．﹒﹙﹚︰∶﹕［］[]﹝﹞【】「」『』〝〞＂—－–―～｡﹑､〇○◯％／＋＝＆＠　\u00a0\u3000",
    ',;:()!?..():::〔〕〔〕〔〕【】“”“”“”"----~。、、零零零%/+=&@   ',
)
_TRADITIONAL = (
    "關問題實務進責單領導組織監審計檢調報發現歸還時間應該個會議學習開結處罰環護黨區縣鄉鎮廳辦鐵號"
    "條項類達標規範違紀補財產資購採運維險隱確認訂製頒據業績過滿滯後續繼長強執嚴懲約談識創評價數萬"
    "億兩戶職員總體狀況來聯係繫電話郵編寫錄記臺帳賬貫徹術藝衛農園廠礦氣塵廢淨劃壓擔當僅從對將與於"
    "並為無門團隊階層傳統協動態轉變設備質專綜檔養勞幹壞虛偽剛著張陸見證書級參斷積極選舉換屆難點熱"
    "樹歷遺費稅銷減給細誡勵訓節啟覺繳償債網絡項視饋寧橋縮虧欠訪詢詳豐圖書館橫縱爭議優勢夠濃亂鬆軟"
    "紮淺雜滲聲髒閑閒舊慮緩遲誤錯餘懶靈銳論敗貪權潔納額擬討講語讀許說請諮誠謀謹讓貴買賣賠贈趕跡輪"
    "輸遠適鄰醫釋鋪錢鐘鏈鑒閱際陳雖雙離靜響頁順預頓頻願顧風飛飲飯驗驟麗齊齡東車軍們傷內冊凍劇勝卻"
    "厲嘗圍圓場塊塗夢夾奪奮婦孫寬尋屬島崗帶師幣幫幾庫廣彈彌徑復徵恆惡愛慣憑憲憶懇懷戰戲擇擊擋損搶"
    "擁擴攝敵曉暫構樓樣樸欄歐歲殘決沒測準溝滅漁漲潛濟濫災煙營爾牆獎獨獲畢異療盡盤眾礎禍禮種稱穩窮"
    "競筆築簡簽籌糧糾紅紛純紙終絕經綠綱緊線練縫罷羅義聞聽肅脅脫腦膚臨艱莊華葉蘇蘭蟲衆衝裝裡複親覽"
    "觀觸訊託訴診詞試諾譽負貢貧貨販賀賓賞賢賴贏趨踐軌較載輔輕輛輝輯轄辭迴遊遞遼邊邏鄭針銀鋼鎖鏡鑄"
    "閉閘闊闡闢陣陰陽隨雲霧韌頂頭顆顏顯飾馬駐駕騰驅驚鬥魚鮮鹽麥黴龍龐擾撥掛儲儉歡熾淪",
    "关问题实务进责单领导组织监审计检调报发现归还时间应该个会议学习开结处罚环护党区县乡镇厅办铁号"
    "条项类达标规范违纪补财产资购采运维险隐确认订制颁据业绩过满滞后续继长强执严惩约谈识创评价数万"
    "亿两户职员总体状况来联系系电话邮编写录记台账账贯彻术艺卫农园厂矿气尘废净划压担当仅从对将与于"
    "并为无门团队阶层传统协动态转变设备质专综档养劳干坏虚伪刚着张陆见证书级参断积极选举换届难点热"
    "树历遗费税销减给细诫励训节启觉缴偿债网络项视馈宁桥缩亏欠访询详丰图书馆横纵争议优势够浓乱松软"
    "扎浅杂渗声脏闲闲旧虑缓迟误错余懒灵锐论败贪权洁纳额拟讨讲语读许说请咨诚谋谨让贵买卖赔赠赶迹轮"
    "输远适邻医释铺钱钟链鉴阅际陈虽双离静响页顺预顿频愿顾风飞饮饭验骤丽齐龄东车军们伤内册冻剧胜却"
    "厉尝围圆场块涂梦夹夺奋妇孙宽寻属岛岗带师币帮几库广弹弥径复征恒恶爱惯凭宪忆恳怀战戏择击挡损抢"
    "拥扩摄敌晓暂构楼样朴栏欧岁残决没测准沟灭渔涨潜济滥灾烟营尔墙奖独获毕异疗尽盘众础祸礼种称稳穷"
    "竞笔筑简签筹粮纠红纷纯纸终绝经绿纲紧线练缝罢罗义闻听肃胁脱脑肤临艰庄华叶苏兰虫众冲装里复亲览"
    "观触讯托诉诊词试诺誉负贡贫货贩贺宾赏贤赖赢趋践轨较载辅轻辆辉辑辖辞回游递辽边逻郑针银钢锁镜铸"
    "闭闸阔阐辟阵阴阳随云雾韧顶头颗颜显饰马驻驾腾驱惊斗鱼鲜盐麦霉龙庞扰拨挂储俭欢炽沦",
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
