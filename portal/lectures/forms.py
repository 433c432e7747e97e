from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.lectures.enums import Grade, Shown
from portal.lectures.models import Feedback
from portal.lectures.models.feedback import WORDS_AT_MOST
from portal.lectures.queries.feedback import QUESTIONS
from portal.lectures.queries.places import PlacesLeft


class FilterForm(forms.Form):
    """Which lectures a list shows; whatever cannot be read counts as not asked."""

    show = forms.ChoiceField(label=_("Show"), choices=Shown, required=False)
    series = forms.ChoiceField(label=_("Series"), required=False)
    community = forms.ChoiceField(label=_("Community"), required=False)

    def __init__(
        self, *args: Any, series: list[tuple[str, str]], communities: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["series"].choices = [("", _("all series")), *series]
        fields["community"].choices = [("", _("the whole district")), *communities]

    def asked(self) -> tuple[Shown, str, str]:
        """What to show, the slugs of a series and a community or ""."""
        self.is_valid()
        given = self.cleaned_data
        return Shown(given.get("show") or Shown.COMING), given.get("series", ""), given.get("community", "")


class FeedbackForm(forms.ModelForm):
    """Three questions to tick and, for who likes, a few words."""

    class Meta:
        model = Feedback
        fields = (*QUESTIONS, "words")
        labels = {
            "clear": _("Could you follow it well?"),
            "useful": _("Was it of use to you?"),
            "again": _("Would you come to another one?"),
            "words": _("What should we do better?"),
        }
        help_texts = {"words": _("Read by the community's staff alone. Please write no names or numbers.")}
        widgets = {"words": forms.Textarea(attrs={"rows": 3, "maxlength": WORDS_AT_MOST})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in QUESTIONS:
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, choices=Grade, widget=forms.RadioSelect)


class WishesForm(forms.Form):
    """How many of a party need which special place; asks only for kinds that the session has."""

    def __init__(self, *args: Any, places: list[PlacesLeft], party: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in places:
            left = _("%(left)s of %(all)s are free.") % {"left": kind.left, "all": kind.all}
            choices = [(number, number) for number in range(party + 1)]
            self.fields[kind.need.value] = forms.IntegerField(
                label=kind.need.label,
                help_text=left,
                min_value=0,
                max_value=party,
                widget=forms.Select(choices=choices),
            )


class AskForm(forms.Form):
    """Which adult of the household a child asks."""

    guardian = forms.ChoiceField(label=_("Which adult of your household shall agree?"))

    def __init__(self, *args: Any, guardians: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["guardian"].choices = guardians
