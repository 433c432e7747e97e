"""What people hear from cases: whoever raised one of its way, and whoever handles it of its deadlines."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.cases.enums import Entry, Share, Step
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

NEWS, SUPERVISED, HANDED = "cases.news", "cases.supervised", "cases.handed"
HANDED_BY = (Entry.FORWARDED, Entry.ASSIGNED, Entry.REOPENED)
TOLD = (Entry.ACCEPTED, Entry.EXTENDED, Entry.ANSWERED, Entry.REOPENED, Entry.HANDED_OFF)


def _news_title(fields: Fields) -> str:
    return _("“%(title)s”: %(what)s") % {"title": fields["title"], "what": Entry(fields["entry"]).label}


def _news_body(fields: Fields) -> str:
    return str(fields["text"]) or str(Entry(fields["entry"]).label)


def _supervised_title(fields: Fields) -> str:
    return _("“%(title)s”: %(share)s") % {"title": fields["title"], "share": Share(fields["share"]).label}


def _supervised_body(fields: Fields) -> str:
    return _("There is time until %(due)s %(step)s.") % {"due": fields["due"], "step": Step(fields["step"]).label}


def _handed_title(fields: Fields) -> str:
    return _("For you to handle: “%s”") % fields["title"]


def _handed_body(fields: Fields) -> str:
    return _("%(what)s, to be answered by %(due)s.") % {
        "what": Entry(fields["entry"]).label,
        "due": fields["due"],
    }


KINDS = (
    NoticeKind(
        key=NEWS,
        label=gettext_lazy("News of matters that I raised"),
        importance=Importance.IMPORTANT,
        title=_news_title,
        body=_news_body,
    ),
    NoticeKind(
        key=SUPERVISED,
        label=gettext_lazy("Deadlines of matters that I look after"),
        importance=Importance.IMPORTANT,
        title=_supervised_title,
        body=_supervised_body,
        channels=(),
    ),
    NoticeKind(
        key=HANDED,
        label=gettext_lazy("Matters that I am to handle"),
        importance=Importance.IMPORTANT,
        title=_handed_title,
        body=_handed_body,
        channels=(),
    ),
)
