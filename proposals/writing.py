"""The writing pages as data: one question a screen, in this order, each answerable in any order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.enums import Answer


@dataclass(frozen=True)
class Question:
    """One screen. `answers` are the texts it saves; `settles` the keys of `missing_answers` it can answer."""

    slug: str
    title: str | Promise
    hint: str | Promise
    answers: tuple[Answer, ...] = ()
    settles: tuple[str, ...] = ()


QUESTIONS: tuple[Question, ...] = (
    Question(
        "what",
        Answer.TITLE.label,
        _("One short sentence, as you would say it to a neighbour."),
        (Answer.TITLE,),
        ("title",),
    ),
    Question(
        "where",
        _("Where is it?"),
        _("So that people can go and look."),
        (Answer.COMMUNITY, Answer.PLACE),
        ("community", "place"),
    ),
    Question(
        "problem",
        Answer.PROBLEM.label,
        _("Who has this trouble, when, how often? Plain words are best."),
        (Answer.PROBLEM,),
        ("problem",),
    ),
    Question(
        "idea",
        Answer.IDEA.label,
        _("How should it be afterwards? You need not know how to build it."),
        (Answer.IDEA,),
        ("idea",),
    ),
    Question("photos", _("Have you got a photo?"), _("Of the place as it is now. You may leave this out.")),
    Question(
        "costs",
        _("About how much will it cost?"),
        _("A rough figure will do; the community works it out with you."),
        settles=("costs",),
    ),
    Question(
        "category",
        Answer.CATEGORY.label,
        _("So that neighbours who care about it find it."),
        (Answer.CATEGORY,),
        ("category",),
    ),
)
CHECK = "check"
SLUGS: tuple[str, ...] = (*(question.slug for question in QUESTIONS), CHECK)
BY_SLUG: Mapping[str, Question] = {question.slug: question for question in QUESTIONS}
PHOTOS, COSTS = BY_SLUG["photos"], BY_SLUG["costs"]


def neighbours(slug: str) -> tuple[str, str]:
    """(the page before, the page after) `slug`; "" at either end."""
    at = SLUGS.index(slug)
    return (SLUGS[at - 1] if at else "", SLUGS[at + 1] if at + 1 < len(SLUGS) else "")


def first_open_page(missing: Iterable[str]) -> str:
    """Where to go on writing: the first page with a missing answer, the check page where there is none."""
    pages = {page_of(answer) for answer in missing}
    return next((slug for slug in SLUGS if slug in pages), CHECK)


def page_of(missing: str) -> str:
    """The page on which a missing answer (a key of `missing_answers`) is given."""
    return next(question.slug for question in QUESTIONS if missing in question.settles)
