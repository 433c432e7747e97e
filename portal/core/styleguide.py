"""What the living page /styleguide/ shows the components with: invented, the same on every visit but for dates."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import clock
from portal.core.templatetags.linli import cny, wan


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=gettext_lazy("What would you like to change?"), max_length=40)
    idea = forms.CharField(
        label=gettext_lazy("How?"), help_text=gettext_lazy("Two or three sentences are enough."), widget=forms.Textarea
    )
    place = forms.CharField(label=gettext_lazy("Where?"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("light", gettext_lazy("Lighting")), ("rest", gettext_lazy("A place to sit"))],
    )
    stance = forms.ChoiceField(
        label=gettext_lazy("Your view"),
        widget=forms.RadioSelect,
        choices=[("for", gettext_lazy("For")), ("worry", gettext_lazy("Worried"))],
    )
    photo = forms.FileField(label=gettext_lazy("Photo"), required=False)
    agree = forms.BooleanField(label=gettext_lazy("My neighbours may see my alias"))


def samples() -> dict[str, Any]:
    """The context of the living page."""
    now = clock.now()
    return {
        "form": SampleForm(
            {"title": "", "idea": _("Fold-away benches on every landing"), "stance": "for", "agree": "on"}
        ),
        "card": SimpleNamespace(
            title=_("Fold-away benches on the stairs"),
            url="#cards",
            text=_("Six floors without a lift: one seat on each landing."),
            chip=_("voting"),
            tone="agate",
            left=_("Xiaohang community"),
            right=wan(12_000),
        ),
        "steps": [
            {"label": _("Call"), "note": _("done"), "state": "past"},
            {"label": _("Screening"), "note": _("done"), "state": "past"},
            {"label": _("Vote"), "note": _("until tonight"), "state": "now"},
            {"label": _("Delivery"), "note": "", "state": "next"},
        ],
        "facts": [{"term": _("Desks and chairs"), "value": cny(21_500)}, {"term": _("Total"), "value": cny(48_000)}],
        "bars": [
            {"label": _("Fold-away benches on the stairs"), "value": 301, "text": _("people"), "won": True},
            {"label": _("A pocket garden"), "value": 190, "text": _("people"), "won": False},
        ],
        "amount": Decimal(48_000),
        "soon": now + timedelta(hours=5),
        "before": now - timedelta(minutes=12),
        "levels": [
            ("success", _("Saved. You can go on later.")),
            ("warning", _("Voting ends tonight.")),
            ("error", _("This did not work. What you wrote is still here.")),
        ],
    }
