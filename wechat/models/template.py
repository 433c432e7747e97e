from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField


class SubscribeTemplate(models.Model):
    """A subscribe message's template (订阅消息模板) as it stands at WeChat, and what this site fills into it.

    `kinds` are the keys of the notice kinds it carries, `fields` pairs of a WeChat keyword (thing1, time2) and a text
    with {placeholders}, `page` the mini-program page to open, with placeholders too.
    """

    code = CodeField()
    template_id = models.CharField(_("template ID"), max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=40)
    kinds = models.JSONField(_("news it carries"), default=list)
    fields = models.JSONField(_("fields"), default=list)
    page = models.CharField(_("page to open"), max_length=300)
    active = models.BooleanField(_("in use"), default=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        # Of templates with one title WeChat shows only one in a prompt.
        constraints = [models.UniqueConstraint(fields=["title"], name="wechat_template_title_once")]

    def __str__(self) -> str:
        return self.title
