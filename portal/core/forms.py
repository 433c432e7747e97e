"""How forms look on the site: `{{ form }}` and `{{ form.title.as_field_group }}` use the site's components."""

from django.forms.renderers import TemplatesSetting


class SiteFormRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
