"""Files beside a topic: PDFs and pictures alone, handed out as the topic is, taken away with a reason."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from councils.actions.topics.attachments import attach, take_away
from councils.models import TopicAttachment
from councils.models.attachments import ATTACHMENTS_AT_MOST
from portal.core.errors import Hidden, Invalid
from tests.councils.life import neighbour, now, queued, raised, staff_of
from tests.factories import CommunityFactory
from tests.permissions.cases import client_of

pytestmark = pytest.mark.django_db
WHOLE = b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def pdf(content=WHOLE, name="图纸.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def picture():
    raw = BytesIO()
    made = Image.new("RGB", (30, 20), "#7a8f6a")
    exif = made.getexif()
    exif[0x010E] = "who and where"
    made.save(raw, "JPEG", exif=exif)
    return SimpleUploadedFile("x.pdf", raw.getvalue(), "application/pdf")


def beside(topic, upload=None, title="车位平面图"):
    return attach(code=topic.code, title=title, upload=upload or pdf(), actor=staff_of(topic.community), now=now())


def test_a_file_stands_beside_the_topic_and_is_downloaded():
    topic = raised()
    kept = beside(topic)
    page = Client().get(topic.get_absolute_url()).content.decode()
    address = reverse("councils:attachment", args=[topic.code, kept.code])
    assert address in page
    assert "车位平面图" in page
    answer = Client().get(address)
    assert answer.content == WHOLE
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    told = Client().get(f"/api/v1/topics/{topic.code}").json()["attachments"]
    what = {"title": "车位平面图", "content_type": "application/pdf", "size": len(WHOLE)}
    assert told == [{"code": kept.code, "url": address} | what]


def test_a_picture_is_drawn_anew_whatever_its_name_says():
    kept = beside(raised(), picture())
    assert kept.content_type == "image/jpeg"
    with kept.file.open() as opened:
        assert b"who and where" not in opened.read()


def test_it_is_seen_by_whom_the_topic_is_seen():
    author = neighbour()
    topic = queued(author)
    kept = beside(topic)
    address = reverse("councils:attachment", args=[topic.code, kept.code])
    assert Client().get(address).status_code == 404
    assert client_of(author).get(address).status_code == 200
    other = raised()
    assert Client().get(reverse("councils:attachment", args=[other.code, kept.code])).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\nhalf of it", "不完整"),
        (WHOLE.replace(b"/Type", b"/OpenAction <</JS (app.alert(1))>> /Type"), "先打印成新的 PDF"),
        (WHOLE.replace(b"/Root", b"/Encrypt 2 0 R /Root"), "先打印成新的 PDF"),
        (b"MZ not a document", "PDF 或图片"),
    ],
)
def test_what_is_no_document_is_refused_and_nothing_is_kept(content, said, folder):
    with pytest.raises(Invalid) as refused:
        beside(raised(), pdf(content))
    assert said in refused.value.fields["file"]
    assert not TopicAttachment.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_too_large_a_file_is_refused():
    large = pdf()
    large.size = 11 * 1024 * 1024
    with pytest.raises(Invalid) as refused:
        beside(raised(), large)
    assert "10 MB" in refused.value.fields["file"]


def test_there_are_at_most_eight():
    topic = raised()
    for _n in range(ATTACHMENTS_AT_MOST):
        beside(topic)
    with pytest.raises(Invalid):
        beside(topic)


def test_taken_away_its_line_stays_and_its_file_does_not(django_capture_on_commit_callbacks, folder):
    topic = raised()
    kept = beside(topic)
    by = {"code": topic.code, "attachment": kept.code, "actor": staff_of(topic.community), "now": now()}
    with pytest.raises(Invalid):
        take_away(**by, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        take_away(**by, reason="图上有电话号码。")
    kept.refresh_from_db()
    assert (kept.file.name, kept.gone_because) == ("", "图上有电话号码。")
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert Client().get(reverse("councils:attachment", args=[topic.code, kept.code])).status_code == 404
    with pytest.raises(Hidden):
        take_away(**by, reason="又一次")


def test_staff_of_another_community_cannot_touch_it():
    topic = raised()
    kept = beside(topic)
    stranger = staff_of(CommunityFactory())
    with pytest.raises(Hidden):
        attach(code=topic.code, title="图", upload=pdf(), actor=stranger, now=now())
    with pytest.raises(Hidden):
        take_away(code=topic.code, attachment=kept.code, reason="不要", actor=stranger, now=now())


def test_the_database_keeps_no_file_that_is_gone_and_no_loss_without_a_reason():
    kept = beside(raised())
    for change in ({"file": ""}, {"gone_at": now()}, {"title": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TopicAttachment.objects.filter(pk=kept.pk).update(**change)


def test_staff_put_it_there_and_take_it_away_on_their_screen():
    topic = raised()
    staff = client_of(staff_of(topic.community))
    address = reverse("councils_topic", args=[topic.code])
    refused = staff.post(reverse("councils_attach", args=[topic.code]), {"title": "图", "file": pdf(b"nothing")})
    assert refused.status_code == 422
    assert "PDF 或图片" in refused.content.decode()
    staff.post(reverse("councils_attach", args=[topic.code]), {"title": "车位平面图", "file": pdf()})
    kept = TopicAttachment.objects.get()
    assert "车位平面图" in staff.get(address).content.decode()
    staff.post(reverse("councils_take_away", args=[topic.code, kept.code]), {"reason": "图上有电话号码。"})
    assert "车位平面图" not in staff.get(address).content.decode()
