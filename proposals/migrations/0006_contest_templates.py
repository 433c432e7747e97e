from django.db import migrations

STANDARD = {
    "settings": {
        "summary": "说说家门口哪里想变一变，大家一起提、一起议、一起选，街道出钱来办。",
        "guide": (
            "谁都可以看，住在本街道的居民可以提、可以附议、可以投票。\n"
            "一、提案：写清楚在哪里、哪里不方便、想怎么改、大概要多少钱。写一半可以先存着。\n"
            "二、初审和辅导：社区会逐条看，能做的帮您把方案和费用理清楚，不合适的也会说明原因。\n"
            "三、投票：一人三票，每点一下就算数，截止前随时可以改。\n"
            "四、公布：票数、入选和没入选的原因全部公开，谁都可以下载选票文件自己再算一遍。\n"
            "五、实施：入选的提案由街道安排实施，没入选的留在提案库，下一届还可以接着提。"
        ),
        "budget_cny": "200000",
        "cost_cap_cny": "100000",
        "votes_per_person": 3,
        "endorsements_needed": 20,
        "award_rule": "budget_greedy",
    },
    "phases": [
        {"kind": "call", "offset_days": 0, "days": 30},
        {"kind": "screening", "offset_days": 30, "days": 7},
        {"kind": "coaching", "offset_days": 37, "days": 14},
        {"kind": "evaluation", "offset_days": 51, "days": 7},
        {"kind": "vote", "offset_days": 60, "days": 10},
        {"kind": "objection", "offset_days": 70, "days": 7},
        {"kind": "certified", "offset_days": 77, "days": 7},
        {"kind": "delivery", "offset_days": 84, "days": 180},
    ],
}
SHORT = {
    "settings": {
        "summary": "小事快办：一周提、一周选，选出来马上动手。",
        "guide": (
            "住在本街道的居民都可以提、都可以投。\n"
            "一、提案：说清楚在哪里、想怎么改、大概多少钱就行。\n"
            "二、投票：一人两票，每点一下就算数，截止前随时可以改。\n"
            "三、公布：票数和每一条的结果都公开，公示期内有疑问可以提异议。"
        ),
        "budget_cny": "50000",
        "cost_cap_cny": "20000",
        "votes_per_person": 2,
        "endorsements_needed": 0,
        "award_rule": "budget_greedy",
    },
    "phases": [
        {"kind": "call", "offset_days": 0, "days": 7},
        {"kind": "screening", "offset_days": 7, "days": 3},
        {"kind": "vote", "offset_days": 12, "days": 7},
        {"kind": "objection", "offset_days": 19, "days": 5},
        {"kind": "delivery", "offset_days": 24, "days": 60},
    ],
}
TEMPLATES = (("社区微更新（标准，约三个月）", STANDARD), ("家门口小事（短，约一个月）", SHORT))


def seed(apps, schema_editor):
    ContestTemplate = apps.get_model("proposals", "ContestTemplate")
    for name, data in TEMPLATES:
        ContestTemplate.objects.get_or_create(name=name, defaults={"data": data})


class Migration(migrations.Migration):
    """Two templates to begin with; staff may change and add."""

    dependencies = [("proposals", "0005_submission")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
