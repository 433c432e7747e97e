"""What staff type. What fits is for the actions to say."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.queries import alias_of, communities_of
from portal.cases.enums import CaseState, Due, Office
from portal.cases.models.case import REASON_AT_MOST, TEXT_AT_MOST
from portal.cases.ports import case_kinds
from portal.cases.queries.board import MINE, NOBODY, Asked, handlers_for

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LINES = forms.Textarea(attrs={"rows": 3})


def kind_choices() -> list[tuple[str, str]]:
    return [(name, str(case_kinds.get(name).label)) for name in case_kinds.names()]


def handler_choices(communities: Iterable[int]) -> list[tuple[str, str]]:
    """Who may handle cases of all these communities, as (code, name)."""
    return [(person.code, alias_of(person)) for person in handlers_for(communities)]


class BoardFilter(forms.Form):
    """What the board is narrowed to; values nobody knows ask for nothing."""

    q = forms.CharField(label=_("Words, place or number"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind of case"), required=False)
    community = forms.ChoiceField(label=_("Community"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    handler = forms.ChoiceField(label=pgettext_lazy("case", "Handler"), required=False)
    due = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, user: Any) -> None:
        super().__init__(data)
        places = list(communities_of(user).select_related("subdistrict"))
        fields: Any = self.fields
        every = ("", _("all"))
        fields["kind"].choices = [every, *kind_choices()]
        fields["community"].choices = [every, *((each.slug, each.title) for each in places)]
        fields["state"].choices = [every, *CaseState.choices]
        people = handler_choices([places[0].pk]) if len(places) == 1 else []
        fields["handler"].choices = [every, (MINE, _("mine")), (NOBODY, _("nobody yet")), *people]
        self.is_valid()

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        due = given.get("due", "")
        return Asked(
            due=due if due in Due.values else "",
            words=given.get("q", ""),
            **{name: given.get(name, "") for name in ("kind", "community", "handler", "state")},
        )


class WordsOfStaff(forms.Form):
    """A few words, public on the timeline."""

    text = forms.CharField(
        label=_("Words for everybody"), required=False, max_length=TEXT_AT_MOST, widget=forms.TextInput
    )


class GiveForm(forms.Form):
    handler = forms.ChoiceField(label=pgettext_lazy("case", "Handler"))
    is_complex = forms.BooleanField(label=_("Complex: 15 working days instead of 7"), required=False)

    def __init__(self, *args: Any, communities: Iterable[int], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["handler"].choices = handler_choices(communities)


class OfficeForm(forms.Form):
    office = forms.ChoiceField(label=_("Belongs to"), choices=Office)
    name = forms.CharField(label=_("Which office, if another"), required=False, max_length=80)
    reference = forms.CharField(label=_("Their reference number"), required=False, max_length=60)


class ContactForm(forms.Form):
    text = forms.CharField(label=_("What was said, for staff"), required=False, max_length=REASON_AT_MOST)


class ProgressForm(forms.Form):
    text = forms.CharField(label=_("What was done so far"), max_length=TEXT_AT_MOST, widget=LINES)
    photo = forms.FileField(label=_("A picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))
    aloud = forms.BooleanField(label=_("On the public timeline"), required=False, initial=True)


class ProlongForm(forms.Form):
    last_day = forms.DateField(label=_("Until the end of"), widget=DAY)
    reason = forms.CharField(label=_("Reason, which the person sees"), max_length=REASON_AT_MOST)


class CaseAnswerForm(forms.Form):
    text = forms.CharField(
        label=_("What came of it"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Public where the matter is, so name nobody."),
    )


class AgainForm(forms.Form):
    reason = forms.CharField(label=_("Why it is opened again, for everybody"), max_length=REASON_AT_MOST)
