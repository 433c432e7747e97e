from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.phones import normal_phone
from portal.communities.models import Community
from portal.core.errors import Invalid, Refusal


class PhoneField(forms.CharField):
    """A mobile number however it is written; cleans to E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number"))
        kwargs["widget"] = forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "placeholder": "138 0000 0000"}
        )
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return normal_phone(super().clean(value))
        except Invalid as error:
            raise forms.ValidationError(error.message) from None


class StaffSignInForm(forms.Form):
    """Name and password of somebody on the staff; `user` is set once it is valid."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: AbstractBaseUser | None = None

    def clean(self) -> dict[str, Any]:
        """Counts failures by name and by address; raises too_many_login_attempts once there were too many."""
        cleaned = self.cleaned_data
        if "username" in cleaned and "password" in cleaned:
            adapter = get_adapter(self.request)
            self.user = adapter.authenticate(self.request, username=cleaned["username"], password=cleaned["password"])
            if self.user is None:
                raise adapter.validation_error("username_password_mismatch")
        return cleaned


class AliasForm(forms.Form):
    """The name that neighbours see."""

    alias = forms.CharField(
        label=_("What shall the neighbours call you?"),
        help_text=_("Not your real name: something like “Xiaomei from building 3”. You can change it at any time."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


class HomeForm(AliasForm):
    """Who somebody new is: a name and a community, both said, nothing proved yet."""

    community = forms.ModelChoiceField(
        Community.objects.none(),
        to_field_name="slug",
        label=_("In which community do you live?"),
        empty_label=_("Please choose"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["community"]
        field.queryset = Community.objects.select_related("subdistrict")
        field.choices = grouped_communities(field.queryset)


class JoinForm(forms.Form):
    """The code on the household's letter. The alias is asked for along with it where none was chosen yet."""

    alias = AliasForm.base_fields["alias"]
    join_code = forms.CharField(
        label=_("The code on the letter to your household"),
        help_text=_("Ten letters and digits. Capital or small, with or without gaps: it does not matter."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    agreed = forms.BooleanField(
        label=_("I agree that my community keeps where I live, in order to know who may vote here."), required=False
    )

    def __init__(self, *args: Any, ask_alias: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_alias:
            del self.fields["alias"]


def grouped_communities(communities: Iterable[Community]) -> list[tuple[str, Any]]:
    """Choices of a select: communities under their sub-districts, an empty one first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for community in communities:
        groups.setdefault(community.subdistrict.name, []).append((community.slug, community.title))
    return [("", _("Please choose")), *groups.items()]


def show_refusal(form: forms.Form, error: Refusal) -> None:
    """Put a refusal where the person looks: its fields beside the questions, the message above them."""
    for name, text in error.fields.items():
        if name in form.fields:
            form.add_error(name, text)
    form.add_error(None, error.message)
