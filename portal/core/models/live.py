from django.db import models


class LiveTopicHead(models.Model):
    """The last sequence number of a topic; its row is the lock that keeps numbers gapless."""

    topic = models.CharField(max_length=80, unique=True)
    seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.topic} {self.seq}"


class LiveEvent(models.Model):
    """One happening that listeners of `topic` are told, numbered from 1 without gaps."""

    topic = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "seq"], name="live_event_once")]

    def __str__(self) -> str:
        return f"{self.topic} {self.seq}"
