"""What residents type. What fits is for the actions to say."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases.enums import MatterKind, Solved
from portal.cases.models.case import REASON_AT_MOST, TEXT_AT_MOST
from portal.cases.models.matter import PICTURES_AT_MOST, PLACE_AT_MOST, WORDS_AT_MOST
from portal.communities.models import Community

TITLE_IN_FORM = 40


class PicturesInput(forms.FileInput):
    """Several pictures at once; the view reads all of them."""

    allow_multiple_selected = True


class WordsForm(forms.Form):
    title = forms.CharField(
        label=_("What is it about, in one sentence?"),
        max_length=TITLE_IN_FORM,
        help_text=_("Such as: the lamp at building 3 is out."),
    )
    place = forms.CharField(
        label=_("Where?"), max_length=PLACE_AT_MOST, help_text=_("Such as: in front of building 3, beside the lift.")
    )
    words = forms.CharField(
        label=_("Tell more"),
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What happens, since when, and what would help. No names and numbers of others, please."),
    )


class MatterForm(WordsForm):
    """Kind, place, words, pictures; and whether neighbours may read it."""

    kind = forms.ChoiceField(label=_("What do you bring?"), choices=MatterKind, widget=forms.RadioSelect)
    photo = forms.FileField(
        label=_("Pictures"),
        required=False,
        widget=PicturesInput(attrs={"accept": "image/*", "multiple": True}),
        help_text=_("At most %d. No faces and number plates, please.") % PICTURES_AT_MOST,
    )
    public = forms.BooleanField(
        label=_("Neighbours may read it, without my name"),
        required=False,
        initial=True,
        help_text=_("Somebody reads it before. Without this only the office reads it, and answers you all the same."),
    )
    field_order = ("kind", "title", "place", "words", "photo", "public")


class LoopFilter(forms.Form):
    """What the public figures are narrowed to; values nobody knows ask for nothing."""

    community = forms.ChoiceField(label=_("Community"), required=False)
    kind = forms.ChoiceField(label=_("What was brought"), required=False, choices=[("", _("all")), *MatterKind.choices])

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        places = Community.objects.filter(cases__kind__in=MatterKind.values).distinct()
        fields: Any = self.fields
        fields["community"].choices = [("", _("all communities")), *((each.slug, each.title) for each in places)]
        self.is_valid()

    @property
    def place(self) -> str:
        return str(self.cleaned_data.get("community", ""))

    @property
    def place_title(self) -> str:
        fields: Any = self.fields
        return dict(fields["community"].choices)[self.place] if self.place else ""

    @property
    def which(self) -> str:
        return str(self.cleaned_data.get("kind", ""))


class RatingForm(forms.Form):
    solved = forms.ChoiceField(label=_("Is it solved?"), choices=Solved, widget=forms.RadioSelect)
    score = forms.TypedChoiceField(
        label=_("Are you satisfied with how it was handled?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (5, _("very satisfied")),
            (4, _("satisfied")),
            (3, _("so so")),
            (2, _("not satisfied")),
            (1, _("not satisfied at all")),
        ],
    )
    words = forms.CharField(
        label=_("Something to add"),
        required=False,
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the office reads this."),
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("What is still not right?"),
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the office reads this."),
    )
