from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.search_source import search_sources
from search.backends.base import GOING_ON, OVER
from search.queries.found import Question


class SearchForm(forms.Form):
    """What the search page's address says; a filter nobody knows is none."""

    q = forms.CharField(required=False, strip=True)
    kind = forms.CharField(required=False)
    community = forms.IntegerField(required=False, min_value=1)
    standing = forms.ChoiceField(required=False, choices=[("", ""), (GOING_ON, ""), (OVER, "")])
    period = forms.IntegerField(required=False, min_value=0, max_value=1)
    sort = forms.ChoiceField(required=False, choices=[("", ""), ("newest", "")])
    cursor = forms.CharField(required=False)

    def question(self, text: str) -> Question:
        """The question as far as the filters can be read."""
        self.is_valid()
        given = self.cleaned_data
        kind = given.get("kind", "")
        return Question(
            text=text,
            source=kind if kind in search_sources else "",
            community_id=given.get("community"),
            standing=given.get("standing", ""),
            period=given.get("period"),
            newest=given.get("sort") == "newest",
            cursor=given.get("cursor", ""),
        )


class SynonymForm(forms.Form):
    words = forms.CharField(
        label=pgettext_lazy("synonyms", "Words"),
        max_length=200,
        help_text=_("Two or more, parted by 、 or commas: 电瓶车、电动车"),
    )
    note = forms.CharField(label=_("Remark"), max_length=100, required=False)
