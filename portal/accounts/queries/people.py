from django.db.models import Q, QuerySet

from portal.accounts.models import User


def people_named(words: str) -> QuerySet[User]:
    """Active people by alias, user name, real name on a staff account, or the end of their number (four digits)."""
    matching = Q(resident__alias__icontains=words) | Q(username__iexact=words)
    if len(words) > 1:
        matching |= Q(last_name=words[0], first_name=words[1:])
    if words.isdecimal() and len(words) > 3:
        matching |= Q(phone__endswith=words)
    return User.objects.filter(matching, is_active=True).select_related("resident__community").order_by("id")
