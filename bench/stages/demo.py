"""What the demo district holds, inside Django: called through `bench.servers.inside`."""

from django.conf import settings

from proposals.models import Proposal


def field_keys() -> str:
    """The keys under which the settings in force encrypt names, as the environment takes them."""
    return ",".join(settings.FIELD_KEYS)


def busiest_proposal() -> str:
    """The address of the public proposal that most was said about."""
    return Proposal.objects.public().select_related("contest").latest("thread__comment_count").get_absolute_url()
