from django.db import migrations

CATEGORIES = (
    ("elders", "为老服务"),
    ("children", "儿童友好"),
    ("safety", "安全消防"),
    ("roads", "道路出行"),
    ("green", "环境绿化"),
    ("spaces", "空间改造"),
    ("culture", "文化活动"),
    ("access", "无障碍"),
    ("neighbours", "邻里互助"),
)


def seed(apps, schema_editor):
    Category = apps.get_model("proposals", "Category")
    for position, (slug, name) in enumerate(CATEGORIES):
        Category.objects.get_or_create(slug=slug, defaults={"name": name, "position": position})


class Migration(migrations.Migration):
    """The categories to begin with; staff may rename and add."""

    dependencies = [("proposals", "0002_engines")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
