from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.errors import Refusal
from portal.notices.ports import notice_kinds
from wechat.messages.actions import MOST_FIELDS
from wechat.models import SubscribeTemplate

_NARROW = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class TemplateForm(forms.Form):
    """A template: what stands at WeChat, which news it carries, and what is filled in. `rows` are its fields."""

    title = forms.CharField(label=_("Title"), help_text=_("As it is called at WeChat."), max_length=40)
    template_id = forms.CharField(
        label=_("Template ID"),
        help_text=_("mp.weixin.qq.com → subscribe messages → my templates."),
        max_length=64,
        widget=forms.TextInput(attrs=_NARROW),
    )
    kinds = forms.MultipleChoiceField(
        label=_("News it carries"), widget=forms.CheckboxSelectMultiple, required=False, choices=[]
    )
    page = forms.CharField(
        label=_("Page to open"),
        help_text=_("A page of the mini-program. {notice}, {url} and {subject} are filled in."),
        max_length=300,
        initial="pages/notices/index?code={notice}",
        widget=forms.TextInput(attrs=_NARROW),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, data: Any = None, *, template: SubscribeTemplate | None = None) -> None:
        super().__init__(data, initial=_answers_of(template) if template else None)
        kinds: Any = self.fields["kinds"]
        kinds.choices = [(kind.key, kind.label) for kind in notice_kinds]
        for number in range(MOST_FIELDS):
            self.fields[f"keyword_{number}"] = forms.CharField(
                label=_("Keyword"), max_length=24, required=False, widget=forms.TextInput(attrs=_NARROW)
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("What is filled in"), max_length=100, required=False
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"keyword_{number}"], self[f"text_{number}"]) for number in range(MOST_FIELDS)]

    def answers(self) -> dict[str, Any]:
        """What save_template takes. Rows left empty are left out."""
        given = self.cleaned_data
        pairs = [(given.get(f"keyword_{number}", ""), given.get(f"text_{number}", "")) for number in range(MOST_FIELDS)]
        return {name: given[name] for name in ("title", "template_id", "kinds", "page", "active")} | {
            "fields": [pair for pair in pairs if any(pair)]
        }

    def show(self, complaints: dict[str, str]) -> None:
        """Put each complaint beside its question; those about fields beside the rows that are filled."""
        filled = [number for number in range(MOST_FIELDS) if self._filled(number)]
        for name, words in complaints.items():
            if name.startswith("text_"):
                self.add_error(f"text_{filled[int(name.removeprefix('text_'))]}", words)
            else:
                self.add_error(name if name in self.fields else None, words)

    def refuse(self, error: Refusal) -> None:
        self.show(error.fields)
        self.add_error(None, error.message)

    def _filled(self, number: int) -> bool:
        return bool(self.cleaned_data.get(f"keyword_{number}") or self.cleaned_data.get(f"text_{number}"))


def _answers_of(template: SubscribeTemplate) -> dict[str, Any]:
    answers = {name: getattr(template, name) for name in ("title", "template_id", "kinds", "page", "active")}
    for number, (keyword, text) in enumerate(template.fields):
        answers |= {f"keyword_{number}": keyword, f"text_{number}": text}
    return answers
