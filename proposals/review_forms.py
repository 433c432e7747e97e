"""Forms of scoring: the reviewer's sheet, and what a manager sets up. What fits is for the actions to say."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.criteria import CRITERIA_AT_MOST, PlannedCriterion
from proposals.models import Criterion, Review
from proposals.models.evaluation import COMMENT_AT_MOST, HINT_AT_MOST, NAME_AT_MOST, WHY_AT_MOST


class ReviewForm(forms.Form):
    """Points for each criterion, any of them empty for now, and a comment."""

    def __init__(self, data: Any = None, *, review: Review, criteria: Sequence[Criterion]) -> None:
        super().__init__(data)
        given = {score.criterion_id: score.points for score in review.scores.all()} if data is None else {}
        for criterion in criteria:
            points = given.get(criterion.pk)
            label = gettext("%(name)s, of %(weight)d") % {"name": criterion.name, "weight": criterion.weight}
            attrs = {"step": "0.5", "inputmode": "decimal"}
            self.fields[str(criterion.position)] = forms.DecimalField(
                label=label,
                help_text=criterion.hint,
                required=False,
                initial=None if points is None else points.normalize(),
                min_value=0,
                max_value=criterion.weight,
                max_digits=4,
                decimal_places=1,
                widget=forms.NumberInput(attrs=attrs),
            )
        self.fields["comment"] = forms.CharField(
            label=_("What you want to tell the author"),
            help_text=_("The author reads it once the panel is closed, without your name."),
            required=False,
            initial=review.comment,
            max_length=COMMENT_AT_MOST,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def points(self) -> dict[int, Decimal]:
        """What was typed, by position; empty ones are left out."""
        told = self.cleaned_data
        return {int(name): told[name] for name in self.fields if name.isdecimal() and told.get(name) is not None}


class CriteriaForm(forms.Form):
    """A row a criterion; a row without a name is not used."""

    def __init__(self, data: Any = None, *, criteria: Sequence[PlannedCriterion] = ()) -> None:
        super().__init__(data)
        for row in range(CRITERIA_AT_MOST):
            known = criteria[row] if row < len(criteria) else None
            self.fields[f"name_{row}"] = forms.CharField(
                label=_("Criterion"), max_length=NAME_AT_MOST, required=False, initial=known.name if known else ""
            )
            self.fields[f"weight_{row}"] = forms.IntegerField(
                label=_("Most points"), required=False, min_value=1, initial=known.weight if known else None
            )
            self.fields[f"hint_{row}"] = forms.CharField(
                label=_("What to look at"), max_length=HINT_AT_MOST, required=False, initial=known.hint if known else ""
            )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields in threes, for the template."""
        names = ("name", "weight", "hint")
        return [tuple(self[f"{name}_{row}"] for name in names) for row in range(CRITERIA_AT_MOST)]  # type: ignore[misc]

    def criteria(self) -> list[PlannedCriterion]:
        told: Mapping[str, Any] = self.cleaned_data
        return [
            PlannedCriterion(told[f"name_{row}"], told.get(f"weight_{row}") or 0, told[f"hint_{row}"])
            for row in range(CRITERIA_AT_MOST)
            if told.get(f"name_{row}")
        ]


class ReviewerForm(forms.Form):
    phone = forms.CharField(label=_("Mobile number of the reviewer"), max_length=20)


class OpenPanelForm(forms.Form):
    each = forms.IntegerField(
        label=_("Reviewers for each proposal"), initial=0, min_value=0, help_text=_("0: everybody scores everything.")
    )


class ClosePanelForm(forms.Form):
    why = forms.CharField(
        label=_("Why it is closed although scores are missing (published)"), max_length=WHY_AT_MOST, required=False
    )


class LeaveForm(forms.Form):
    why = forms.CharField(label=_("How you are concerned"), max_length=WHY_AT_MOST)


class RecuseForm(forms.Form):
    label = forms.ChoiceField(label=_("Reviewer"))
    proposal = forms.ChoiceField(label=_("Proposal"))
    why = forms.CharField(label=_("How they are concerned"), max_length=WHY_AT_MOST)

    def __init__(self, data: Any, *, labels: Sequence[tuple[str, str]], proposals: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["label"].choices, fields["proposal"].choices = labels, proposals
