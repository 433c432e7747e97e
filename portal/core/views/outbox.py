"""Staff: promised work that waits or failed, with its error, and the button that has it tried again."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.views.generic import BaseListingView

from portal.core import clock
from portal.core.errors import WrongState
from portal.core.models import OutboxItem, OutboxState
from portal.core.outbox import retry_item

allowed = permission_required("core.retry_outbox")


class RetryColumn(BaseColumn):
    """The button, for what no worker has in its hands."""

    cell_template_name = "core/staff/retry_cell.html"

    def get_cell_context_data(self, instance: OutboxItem, parent_context: Any) -> dict[str, Any]:
        busy = instance.leased_until is not None and instance.leased_until > clock.now()
        token = get_token(parent_context["request"])
        return super().get_cell_context_data(instance, parent_context) | {"busy": busy, "csrf_token": token}


@method_decorator(allowed, name="dispatch")
class OutboxView(BaseListingView):
    """What failed for good first, then what waits, oldest first."""

    page_title = gettext_lazy("Promised work")
    header_icon = "tasks"
    index_url_name = "outbox"
    paginate_by = 50
    columns = [
        Column("topic", label=gettext_lazy("topic")),
        Column("key", label=gettext_lazy("key")),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
        Column("attempts", label=gettext_lazy("attempts")),
        DateColumn("due_at", label=gettext_lazy("due")),
        Column("last_error", label=gettext_lazy("last error")),
        RetryColumn("retry", label=""),
    ]

    def get_base_queryset(self) -> QuerySet[OutboxItem]:
        return OutboxItem.objects.exclude(state=OutboxState.DONE)

    def order_queryset(self, queryset: QuerySet[OutboxItem]) -> QuerySet[OutboxItem]:
        return queryset.order_by("state", "due_at", "pk")

    @property
    def no_results_message(self) -> str:
        return _("Nothing waits and nothing failed.")


@allowed
@require_POST
def retry(request: HttpRequest, item_id: int) -> HttpResponse:
    try:
        item = retry_item(item_id=item_id, actor=request.user, now=clock.now())
    except WrongState as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("“%s” will be tried again now.") % item)
    return HttpResponseRedirect(reverse("outbox"))
