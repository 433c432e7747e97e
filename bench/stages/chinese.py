"""Chinese as people of a housing estate write it, drawn by number: the same number gives the same text, everywhere.

What is talked of is drawn unevenly, as people do: the commonest subjects stand in one text of fifteen. Rarer words come
from the dictionary of readings, so that an index meets thousands of different ones.
"""

import random
from functools import cache

from search.readings import readings


def _cut(words: str) -> tuple[str, ...]:
    return tuple(words.split())


SUBJECTS = _cut(
    """
    停车位 电动自行车 充电棚 电梯 路灯 楼道灯 垃圾分类 垃圾房 下水道 屋面防水 外墙 噪音 广场舞 装修 养狗
    流浪猫 儿童乐园 沙坑 老年食堂 送餐 健身器材 乒乓球桌 健身步道 口袋公园 梧桐树 桂花树 菜园 坡道 扶手
    盲道 轮椅 摄像头 门禁 高空抛物 快递柜 驿站 物业费 公共收益 维修资金 业委会 业主大会 网格员 微信群
    巡防 巡逻队 反诈讲座 非法集资 消防演练 灭火器 烟感 燃气 党史故事 露天电影 居民公约 楼栋公约 议事会
    议题 幸福提案 投票 公示 公厕 洗手台 自行车棚 僵尸车 共享单车 长椅 凉亭 公交站 旧小区改造 管网
    律师坐班 邻里调解 租房合同 遗嘱 夏令营 四点半课堂 书屋 花圃 井盖 积水 台风 蚊虫 空调外机 晾衣杆 雨棚
    信报箱 单元门 围墙 斑马线 减速带 人车分流 外卖 养老服务 助浴 理发 义诊 疫苗 献血 旧衣回收 跳蚤市场
    百家宴 邻居节 春联 龙舟
    """
)
PLACES = _cut(
    """
    梅欣 双虹 锦绣 望江 春晓 雨花 翠竹 河滨 银杏 桃源 安德 康盛 玉兰 花园 丁香 景明 石榴 东方 柳浪 明城
    """
)
SPOTS = _cut(
    """
    北门 东门口 三号楼前 地下车库 小广场 河边 二单元 车棚旁 活动室 垃圾房边 幼儿园对面 菜场后面 沿街
    老井边 围墙外
    """
)
DEEDS = _cut(
    """
    改造 加装 清理 共享 公示 整治 报名 征集意见 值班 验收 修缮 认养 表决 维修 试点 扩建 搬迁 登记 培训
    更换
    """
)
CLAUSES = (
    "{place}的{subject}已经{years}年没有动过",
    "老人和孩子每天都要经过{spot}",
    "大家在{spot}商量了两个晚上",
    "建议由街道出一部分钱，居民自己管",
    "{subject}的事，邻居们各有各的说法",
    "下雨天{spot}的{subject}最让人头疼",
    "费用大约{money}元，账目贴在门口",
    "请{place}社区的网格员帮忙看一看",
    "报名截止到本月{day}日，晚上七点集合",
    "如果{deed}得好，{count}户人家都方便",
    "先{deed}，再{other}，不影响大家出门",
    "物业说要等，业委会说可以先做起来",
    "有人担心{subject}影响{second}",
    "去年也有人提过{subject}，没有下文",
    "想法很简单：把{spot}腾出来做{subject}",
    "他说起{rare}，大家都笑了",
    "会上也谈到{rare}和{second}",
)


def _drawn(chance: random.Random, words: tuple[str, ...]) -> str:
    """One of them; those in front more often."""
    return words[int(len(words) * chance.random() ** 1.3)]


@cache
def _rare() -> list[str]:
    return sorted(readings().phrases)


def title_and_body(number: int) -> tuple[str, str]:
    """A title of some 12 characters and a text of 60 to 300."""
    chance = random.Random(number)
    subject = _drawn(chance, SUBJECTS)
    title = f"{chance.choice(PLACES)}{chance.choice(SPOTS)}{subject}{chance.choice(DEEDS)}"
    clauses = chance.choices(CLAUSES, k=chance.randint(5, 20))
    return title, "，".join(_said(chance, clause, subject) for clause in clauses) + "。"


def _said(chance: random.Random, clause: str, subject: str) -> str:
    return clause.format(
        subject=subject,
        second=chance.choice(SUBJECTS),
        place=chance.choice(PLACES),
        spot=chance.choice(SPOTS),
        deed=chance.choice(DEEDS),
        other=chance.choice(DEEDS),
        rare=chance.choice(_rare()),
        years=chance.randint(2, 20),
        money=chance.randint(1, 99) * 1000,
        day=chance.randint(1, 28),
        count=chance.randint(12, 900),
    )


def question(number: int) -> str:
    """What somebody might type: words and synonyms, several words, slips, pinyin, first letters, traditional script,
    and what is nowhere to be found."""
    chance = random.Random(-number - 1)
    subject, second = _drawn(chance, SUBJECTS), _drawn(chance, SUBJECTS)
    place, spot, deed = chance.choice(PLACES), chance.choice(SPOTS), chance.choice(DEEDS)
    loud = "".join(readings().usual.get(letter, letter) for letter in subject)
    ways = (
        subject,
        subject[:2],
        f"{place} {subject}",
        f"{subject}{deed}",
        f"{spot}的{subject}怎么办",
        f"{subject} {second} {deed}",
        chance.choice(("电瓶车充电", "车位", "照明灯", "摄像头", "遛狗", "饭堂", "噪声", "业主委员会")),
        f"{subject[:-1]}{chance.choice('题圆到平级唐')}",
        loud,
        "".join(readings().usual.get(letter, letter)[0] for letter in subject),
        chance.choice(("電動車充電", "停車難", "樓道燈", "業委會", "網格員", "養狗")),
        chance.choice(_rare()),
        chance.choice(("飞机票退改签", "滑雪场门票", "zzzqqqxxx", "比特币行情")),
    )
    return ways[number % len(ways)]
