"""The seven sub-districts of Yuhuatai and their communities (real names); no telephone numbers are invented."""

from typing import NamedTuple

from portal.communities.enums import VenueKind
from portal.communities.models import Community, Grid, Subdistrict, Venue


class Street(NamedTuple):
    slug: str
    name: str
    character: str
    communities: list[tuple[str, str, str, int | None]]  # slug, name, other names, households


STREETS = [
    Street("yuhua", "雨花街道", "党建与文化相融，小区里有四方平台", [
        ("cuizhuyuan", "翠竹园", "翠竹园小区 互助会", 3036),
        ("cuidaohuacheng", "翠岛花城", "翠岛", None),
        ("huashenmiao", "花神庙", "", None),
        ("nengrenli", "能仁里", "", None),
        ("gongqingtuanlu", "共青团路", "", None),
        ("pudecun", "普德村", "普德", None),
    ]),
    Street("saihongqiao", "赛虹桥街道", "老城邻里，家门口的事一起办", [("xiaohang", "小行", "小行里", None)]),
    Street("xishanqiao", "西善桥街道", "保障房片区的邻里共治", [
        ("xishanhuayuan", "西善花苑", "西善花园", None),
        ("furun", "福润", "", None),
        ("pingzhi", "平治", "", None),
        ("qixiu", "齐修", "", None),
    ]),
    Street("banqiao", "板桥街道", "青石板桥边的新老邻居", [
        ("banqiao", "板桥", "", None),
        ("sunjia", "孙家", "", None),
        ("xinjian", "新建", "", None),
        ("yongan", "永安", "", None),
        ("sanshan", "三山", "", None),
        ("luzhou", "绿洲", "476厂", None),
        ("yinfu", "殷富", "", None),
        ("jinhua", "近华", "", None),
    ]),
    Street("tiexinqiao", "铁心桥街道", "服务型治理，软件谷旁的生活圈", [
        ("tiexin", "铁心", "", None),
        ("chunjiang", "春江", "春江新城", None),
        ("xinhe", "新河", "", None),
        ("majiadian", "马家店", "", None),
    ]),
    Street("meishan", "梅山街道", "幸福提案大赛的发起地", [
        ("zhongxinglu", "中兴路", "", None),
        ("shangyixincun", "上怡新村", "上怡", None),
        ("meiqingyuan", "梅清苑", "", None),
        ("meiling", "梅岭", "", None),
        ("meixin", "梅欣", "梅山老区", 1321),
    ]),
    Street("guxiong", "古雄街道", "古雄故事，家门口的红色记忆", [
        ("guxiong", "古雄", "", None),
        ("xinlin", "新林", "", None),
    ]),
]  # fmt: skip


def load_places() -> dict[str, Community]:
    """Create or complete the sub-districts, communities, grids and venues; the communities by slug."""
    found: dict[str, Community] = {}
    for order, street in enumerate(STREETS):
        subdistrict, _ = Subdistrict.objects.update_or_create(
            slug=street.slug, defaults={"name": street.name, "character": street.character, "position": order}
        )
        for position, (slug, name, nicknames, households) in enumerate(street.communities):
            community, _ = Community.objects.update_or_create(
                slug=slug,
                defaults={
                    "subdistrict": subdistrict,
                    "name": name,
                    "nicknames": nicknames,
                    "household_count": households,
                    "position": position,
                },
            )
            found[slug] = community
            for number in (1, 2, 3):
                Grid.objects.get_or_create(
                    community=community,
                    name=f"第{'一二三'[number - 1]}网格",
                    defaults={
                        "covers": f"{number * 6 - 5}至{number * 6}号楼",
                        "worker": f"{'王李张'[number - 1]}网格员（演示）",
                    },
                )
            Venue.objects.get_or_create(
                community=community,
                kind=VenueKind.PARTY_CENTRE,
                name=f"{name}党群服务中心",
                defaults={"address": f"{name}社区（演示地址）", "opening_hours": "周一至周五 9:00–17:30"},
            )
            Venue.objects.get_or_create(
                community=community,
                kind=VenueKind.GRID_STATION,
                name=f"{name}网格站",
                defaults={"address": f"{name}社区（演示地址）", "opening_hours": "每天 8:30–20:00"},
            )
    return found
