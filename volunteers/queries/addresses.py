from volunteers.models import Shift


def address_of_code(code: str) -> str | None:
    """Where a short code of this room leads; None where it is none of ours."""
    shift = Shift.objects.select_related("roster").filter(roster__code=code).first()
    return shift.get_absolute_url() if shift is not None else None
