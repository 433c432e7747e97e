from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """What can be found of one object; the database's copy, which is kept whatever engine answers.

    `version` grows with each writing and is taken before the object is read, so that of two writings the one that read
    later stays. `gone`: the object may not be found any more; the row stays until the engine has heard of it.
    `sent_version` is what the engine has confirmed. `compared` is the folded beginning that ranking reads.
    """

    source = models.CharField(_("kind"), max_length=40)
    key = models.BigIntegerField(_("number"))
    version = models.BigIntegerField(_("version"))
    sent_version = models.BigIntegerField(_("version at the engine"), default=0)
    gone = models.BooleanField(_("gone"), default=False)
    digest = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=255)
    summary = models.TextField(_("summary"), blank=True)
    body = models.TextField(_("text"), blank=True)
    compared = models.TextField(blank=True)
    url = models.CharField(_("path"), max_length=300)
    scopes = models.JSONField(_("who may find it"), default=list)
    community_id = models.BigIntegerField(_("community"), null=True)
    ends_at = models.DateTimeField(_("ends"), null=True)
    at = models.DateTimeField(_("dated"))
    weight = models.FloatField(_("weight"), default=1)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="search_document_once")]
        indexes = [
            models.Index(fields=["version"], name="search_not_sent", condition=~Q(sent_version=F("version"))),
        ]

    def __str__(self) -> str:
        return self.title


class SearchTouch(models.Model):
    """An object changed. A trigger on its table writes this in the writer's transaction (`search.triggers`).

    The worker reads the object anew, writes its document and deletes the touches it had seen before. What cannot be
    read waits until `due_at`.
    """

    source = models.CharField(_("kind"), max_length=40)
    key = models.BigIntegerField(_("number"))
    at = models.DateTimeField(_("changed"), db_default=models.functions.Now())
    due_at = models.DateTimeField(_("to be read from"), db_default=models.functions.Now())
    attempts = models.PositiveSmallIntegerField(_("attempts"), db_default=0)
    last_error = models.TextField(_("last error"), blank=True, db_default="")

    class Meta:
        verbose_name = _("change to index")
        verbose_name_plural = _("changes to index")
        indexes = [models.Index(fields=["due_at", "id"], name="search_touch_due")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class IndexState(models.Model):
    """One row: where the index stands. Whoever writes the index holds this row, so that versions come in turn.

    `built_at` is empty until the whole index was built once. `engine_index` names the engine's index that answers.
    """

    version = models.BigIntegerField(_("version"), default=0)
    built_at = models.DateTimeField(_("built"), null=True)
    engine_index = models.CharField(_("index of the engine"), max_length=60, blank=True)
    engine_failed_at = models.DateTimeField(_("the engine failed"), null=True)
    engine_error = models.TextField(_("what the engine said"), blank=True)

    class Meta:
        verbose_name = _("state of the search index")
        verbose_name_plural = _("state of the search index")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="search_state_is_one_row")]

    def __str__(self) -> str:
        return f"version {self.version}"
