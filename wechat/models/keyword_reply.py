import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST = 2000
"""Bytes that one answer may have; WeChat takes 2,048."""
_BETWEEN = re.compile(r"[\s,，、;；]+")


class Occasion(models.TextChoices):
    WORDS = "words", _("somebody writes one of these words")
    WELCOME = "welcome", _("somebody follows the account")
    NOTHING = "nothing", _("nothing was found")


class KeywordReply(models.Model):
    """What the official account answers by itself, in staff's own words."""

    occasion = models.CharField(_("sent when"), max_length=8, choices=Occasion, default=Occasion.WORDS)
    words = models.CharField(
        _("keywords"),
        max_length=200,
        blank=True,
        help_text=_("With blanks or commas between them, such as 你好，您好，在吗"),
    )
    answer = models.TextField(_("words of the answer"), help_text=_("Up to about 600 Chinese characters."))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["occasion", "position", "id"]
        verbose_name = _("automatic answer")
        verbose_name_plural = _("automatic answers")
        constraints = [
            models.UniqueConstraint(
                fields=["occasion"], condition=~Q(occasion="words"), name="wechat_one_reply_for_occasion"
            ),
            models.CheckConstraint(condition=~Q(occasion="words") | ~Q(words=""), name="wechat_reply_has_words"),
            models.CheckConstraint(condition=~Q(answer=""), name="wechat_reply_says_something"),
        ]

    def __str__(self) -> str:
        return self.words if self.occasion == Occasion.WORDS else self.get_occasion_display()

    def clean(self) -> None:
        if self.occasion == Occasion.WORDS and not self.spoken:
            raise ValidationError({"words": _("Say at least one word to answer to.")})
        if len(self.answer.encode()) > LONGEST:
            raise ValidationError({"answer": _("This is too long for one message: at most about 600 characters.")})

    @property
    def spoken(self) -> list[str]:
        """The words one by one."""
        return [folded for word in _BETWEEN.split(self.words) if (folded := fold(word))]


def fold(text: str) -> str:
    """`text` without case, blanks and the marks around it: 你好！ and 你好 are the same."""
    return re.sub(r"[\W_]+", "", text).casefold()
