from councils.models import Topic


def address_of_code(code: str) -> str | None:
    """Where a short code of this room leads; None where it is none of ours."""
    topic = Topic.objects.shown().filter(code=code).first()
    return topic.get_absolute_url() if topic is not None else None
