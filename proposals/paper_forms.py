"""Forms of the managers' screens for paper, proxies and the counter, and what tellers type."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ballots.actions.box_counts import Pile
from portal.ballots.enums import Channel
from portal.ballots.models import PollOption
from portal.ballots.models.papers import PLACE_AT_MOST
from portal.core.errors import Invalid

LINES_AT_MOST = 2000
_LINE = re.compile(r"^(?P<numbers>\d{1,3}(?:[ ,，、+]+\d{1,3})*)\s*(?:[=×xX*:：]\s*(?P<papers>\d{1,5}))?$")


class SheetForm(forms.Form):
    """A new sign-in sheet."""

    channel = forms.ChoiceField(
        label=gettext_lazy("What it is for"),
        choices=[
            (Channel.PAPER, gettext_lazy("paper, also by proxy")),
            (Channel.COUNTER, gettext_lazy("help at the counter")),
        ],
        widget=forms.RadioSelect,
        initial=Channel.PAPER,
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=PLACE_AT_MOST)
    held_on = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))


class ReasonForm(forms.Form):
    """Why a sheet is dropped."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


def read_piles(text: str, options: list[PollOption]) -> list[Pile]:
    """What a teller typed, a pile a line: "1 3 = 12" is twelve papers with options 1 and 3, "1 3" is one paper.

    Numbers are those printed on the ballot. Raises Invalid, which names the lines that cannot be read.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    problems: list[str] = []
    piles: list[Pile] = []
    if len(lines) > LINES_AT_MOST:
        raise Invalid(piles=_("At most %d lines.") % LINES_AT_MOST)
    for number, line in lines:
        found = _LINE.match(line)
        chosen = [int(each) for each in re.findall(r"\d+", found["numbers"])] if found else []
        if found is None or not all(1 <= each <= len(options) for each in chosen):
            problems.append(_("Line %(number)d cannot be read: %(line)s") % {"number": number, "line": line[:40]})
        elif len(set(chosen)) < len(chosen):
            problems.append(_("Line %(number)d has a number twice: %(line)s") % {"number": number, "line": line[:40]})
        else:
            piles.append(([options[each - 1].code for each in chosen], int(found["papers"] or 1)))
    if problems:
        raise Invalid(piles="\n".join(problems[:10]))
    return piles


def typed_piles(piles: list[Any], options: list[PollOption]) -> str:
    """The same back as text, for whoever counts again."""
    number = {option.code: place for place, option in enumerate(options, start=1)}
    lines = [(sorted(number[code] for code in codes), papers) for codes, papers in piles]
    return "\n".join(f"{' '.join(map(str, numbers))} = {papers}" for numbers, papers in sorted(lines))
