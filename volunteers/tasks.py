"""What the clock and the outbox call; each may run again."""

from celery import shared_task

from portal.core import clock
from portal.core.models import OutboxItem
from volunteers.actions.opening import open_coming_shifts
from volunteers.models import Series


@shared_task(name="volunteers.tasks.open_shifts", ignore_result=True)
def open_shifts() -> None:
    """Once a night: the shifts that the series lack for the next two weeks."""
    now = clock.now()
    for pk in Series.objects.filter(ended_at__isnull=True).values_list("pk", flat=True):
        open_coming_shifts(series_pk=pk, now=now)


def open_series(item: OutboxItem) -> None:
    """A series was set up or changed: open its shifts now."""
    pk = Series.objects.filter(code=item.key).values_list("pk", flat=True).first()
    if pk is not None:
        open_coming_shifts(series_pk=pk, now=clock.now())
