"""What lists are narrowed to; every part is optional and stands in the address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.communities.models import Community
from portal.core.disclosure import disclosures
from portal.figures.enums import Shown


class DisclosureFilters(forms.Form):
    """One query: the communities with their sub-districts."""

    shown = forms.ChoiceField(label=_("State"), required=False, choices=Shown.choices)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    subdistrict = forms.ChoiceField(label=_("Sub-district"), required=False)
    community = forms.ChoiceField(label=_("Community"), required=False)

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(initial={name: asked.get(name, "") for name in self.base_fields}, auto_id="id_%s")
        every = ("", _("all"))
        streets: dict[str, str] = {}
        here: dict[str, list[tuple[str, str]]] = {}
        for community in Community.objects.select_related("subdistrict"):
            streets[community.subdistrict.slug] = community.subdistrict.name
            here.setdefault(community.subdistrict.name, []).append((community.slug, community.title))
        self._offer("kind", [every, *((name, disclosures.get(name).label) for name in disclosures.names())])
        self._offer("subdistrict", [every, *streets.items()])
        self._offer("community", [every, *here.items()])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices
