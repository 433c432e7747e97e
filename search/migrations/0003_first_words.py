"""Words that mean the same to whoever lives in a housing estate; staff add and change them."""

from django.db import migrations

WORDS = """
电瓶车、电动车、电动自行车、电单车
充电桩、充电棚、充电站、充电柜
停车位、车位、泊车位
路灯、照明灯、街灯
楼道灯、楼梯灯、声控灯
电梯、升降机
垃圾桶、垃圾箱、垃圾房
垃圾分类、垃圾投放
下水道、排水管、阴沟
漏水、渗水、返水
噪音、噪声、扰民、太吵
广场舞、跳舞
养狗、遛狗、宠物、犬只
小孩、儿童、孩子、娃娃
老人、老年人、长者、老年
助餐、食堂、老年饭、送餐
健身器材、健身设施、运动器材
小花园、口袋公园、绿地、绿化
无障碍、坡道、轮椅
扶手、栏杆
监控、摄像头、探头
门禁、单元门
快递柜、快递、驿站
物业、物业公司、管家
业委会、业主委员会
网格员、网格长
志愿者、义工
巡防、巡逻
公约、居民公约、村规民约
议事会、议事厅、协商
讲座、课堂、大讲堂
诈骗、反诈、骗子
集资、非法集资
消防、防火、火灾
高空抛物、高空坠物
老旧小区、旧改、小区改造
晾晒、晾衣、晒衣
自行车棚、车棚、单车棚
厕所、卫生间、公厕
长椅、座椅、凳子
""".strip().splitlines()

def add(apps, schema_editor):
    group = apps.get_model("search", "SynonymGroup")
    group.objects.bulk_create([group(words=line) for line in WORDS], ignore_conflicts=True)

class Migration(migrations.Migration):
    dependencies = [("search", "0002_terms")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
