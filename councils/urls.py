"""The addresses of councils and conventions; each subject keeps its own list."""

from django.urls import URLPattern, path

from councils.conventions_urls import CONVENTIONS
from councils.meetings_urls import MEETINGS
from councils.opinions_urls import OPINIONS
from councils.owners_urls import OWNERS
from councils.views import topics

app_name = "councils"
urlpatterns: list[URLPattern] = [
    path("", topics.hall, name="hall"),
    path("bodies/<slug:code>/", topics.body_page, name="body"),
    path("topics/new/", topics.write, name="new"),
    path("topics/<slug:code>/", topics.topic_page, name="topic"),
    path("topics/<slug:code>/files/<slug:attachment>/", topics.attachment, name="attachment"),
    path("topics/<slug:code>/write/", topics.write, name="write"),
    path("topics/<slug:code>/second/", topics.second, name="second"),
    path("topics/<slug:code>/withdraw/", topics.withdraw, name="withdraw"),
    *OPINIONS,
    *OWNERS,
    *CONVENTIONS,
    *MEETINGS,
]
