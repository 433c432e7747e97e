"""How forms look on the site: label, help, errors and control belong together."""

import pytest
from django import forms

from portal.core.styleguide import SampleForm, samples


@pytest.fixture
def html():
    return str(samples()["form"])


def test_what_is_missing_is_said_kindly_and_tied_to_its_field():
    form = SampleForm({})
    assert form.errors["title"] == ["这一项还空着。"]
    assert 'aria-invalid="true"' in str(form["title"])


def test_fields_that_may_stay_empty_say_so(html):
    assert html.count("（选填）") == sum(not field.required for field in SampleForm.base_fields.values())


def test_each_control_has_a_label_and_its_help(html):
    assert '<label for="id_title">' in html
    assert 'aria-describedby="id_idea_helptext"' in html
    assert 'id="id_idea_helptext"' in html


def test_choices_stand_in_a_fieldset_and_a_tick_beside_its_words(html):
    assert "<fieldset" in html
    assert 'class="field check"' in html


def test_hidden_field_is_nothing_but_itself():
    class Secret(forms.Form):
        code = forms.CharField(widget=forms.HiddenInput)

    assert "label" not in str(Secret())
