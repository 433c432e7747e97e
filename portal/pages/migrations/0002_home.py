import json

from django.db import migrations
from django.utils import timezone

CALLS = [
    {"type": "call", "value": {"label": "我要提案", "path": "/proposals/"}},
    {"type": "call", "value": {"label": "看看邻居在提什么", "path": "/proposals/"}},
]
BODY = [
    {"type": "contests", "value": {"heading": "正在进行的提案大赛"}},
    {"type": "proposals", "value": {"heading": "邻居们的新提案", "order": "newest", "number": "6"}},
]


def put_home_page_up(apps, schema_editor):
    """Wagtail's own welcome page gives way to ours; a tree that somebody has planted is left alone."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("pages", "HomePage")
    stock = ContentType.objects.filter(app_label="wagtailcore", model="page").first()
    welcome = Page.objects.filter(content_type=stock, depth=2, slug="home").first() if stock else None
    if welcome is None or Page.objects.filter(depth__gte=2).count() > 1:
        return
    kind, _created = ContentType.objects.get_or_create(app_label="pages", model="homepage")
    home = HomePage.objects.create(
        title="首页",
        draft_title="首页",
        slug="home",
        content_type=kind,
        locale_id=welcome.locale_id,
        path="00010002",
        depth=2,
        numchild=0,
        url_path="/home/",
        first_published_at=timezone.now(),
        last_published_at=timezone.now(),
        headline="家门口的事，一起商量着办",
        lead="说出你家楼下最想改变的一件事。提案、投票、动工、验收，每一步都在这里看得见。",
        calls=json.dumps(CALLS),
        body=json.dumps(BODY),
        notes="[]",
    )
    apps.get_model("wagtailcore", "Site").objects.filter(root_page_id=welcome.pk).update(root_page_id=home.pk)
    welcome.delete()


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(put_home_page_up, migrations.RunPython.noop)]
