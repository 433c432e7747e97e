"""What people hear of their community's convention, and of the wording they suggested."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.conventions_enums import WordingOutcome
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

CONVENTION, WORDING = "councils.convention", "councils.wording"
EVENTS = ("consultation", "changed", "called", "published", "review")
ANSWERED = (WordingOutcome.ACCEPTED, WordingOutcome.MERGED, WordingOutcome.DECLINED)


def _title(fields: Fields) -> str:
    sentences: dict[str, str] = {
        "consultation": _("Residents' convention of %(place)s: say what you think of the draft"),
        "changed": _("Residents' convention of %(place)s: article %(number)d was reworded"),
        "called": _("Residents' convention of %(place)s: the meeting that decides is called"),
        "published": _("Residents' convention of %(place)s: the new version is public"),
        "review": _("Residents' convention of %(place)s: in force for a year, does it still fit?"),
    }
    return sentences[fields["event"]] % fields


def _body(fields: Fields) -> str:
    event = fields["event"]
    if event == "changed":
        return _("It says now: %(text)s") % fields
    if event == "called":
        return _("%(body)s meets on %(day)s. The text that is put to the vote can be read now.") % fields
    sentences: dict[str, str] = {
        "consultation": _("You can talk about every article and suggest another wording. Opinions do not decide."),
        "published": _("Everybody can read what was adopted, how it was counted, and from when it holds."),
        "review": _("Look at what is said about it, and begin another version where it does not fit any more."),
    }
    return sentences[event]


def _wording_title(fields: Fields) -> str:
    told = {"place": fields["place"], "outcome": WordingOutcome(fields["outcome"]).label}
    return _("The wording you suggested for the convention of %(place)s: %(outcome)s") % told


def _wording_body(fields: Fields) -> str:
    return str(fields["answer"]) or _("It is credited to you in the draft. Thank you.")


convention_kind = NoticeKind(
    key=CONVENTION,
    label=gettext_lazy("The residents' convention of my community"),
    importance=Importance.ORDINARY,
    title=_title,
    body=_body,
)
wording_kind = NoticeKind(
    key=WORDING,
    label=gettext_lazy("Answers to wording I suggested"),
    importance=Importance.ORDINARY,
    title=_wording_title,
    body=_wording_body,
)
