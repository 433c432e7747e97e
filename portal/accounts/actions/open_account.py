from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actions.consent import give_consent
from portal.accounts.enums import ConsentKind
from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.core import audit
from portal.core.codes import random_code
from portal.core.errors import Hidden, Invalid


def person_for_phone(*, phone: str, now: datetime) -> User:
    """The person behind a number, made on the spot where nobody has it yet. Raises Invalid for what is no number.

    So that every number is answered alike and nobody learns who is registered. Somebody made here owns nothing until
    a code proves the number; `forget_unproven` takes away who never came back.
    """
    user, made = User.objects.get_or_create(
        phone=normal_phone(phone), defaults={"username": f"p-{random_code(12)}", "date_joined": now}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


@transaction.atomic
def prove_phone(*, user_id: int, phone: str, now: datetime) -> User:
    """A code sent to `phone` came back: the number is theirs, and by asking for it they agreed to the service text.

    Raises Hidden where the person is gone or has another number by now.
    """
    user = User.objects.select_for_update().filter(pk=user_id, phone=phone).first()
    if user is None:
        raise Hidden
    if user.phone_verified_at is None:
        user.phone_verified_at = now
        user.save(update_fields=["phone_verified_at"])
    give_consent(kind=ConsentKind.SERVICE, actor=user, now=now)
    return user


@transaction.atomic
def change_phone(*, user_id: int, phone: str, now: datetime) -> User:
    """A code sent to another number came back: it takes the old one's place.

    Raises Hidden where the person is gone, and Invalid where the number is somebody else's.
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise Hidden
    if User.objects.filter(phone=phone).exclude(pk=user_id).exists():
        raise Invalid(_("This number belongs to another account."), phone=_("Please use another number."))
    user.phone, user.phone_verified_at = phone, now
    user.save(update_fields=["phone", "phone_verified_at"])
    audit.record("accounts.change_phone", user, user)
    return user


def forget_unproven(*, before: datetime) -> int:
    """Remove people who were made for a number that no code ever proved; returns how many."""
    unproven = User.objects.filter(
        phone_verified_at=None,
        last_login=None,
        date_joined__lt=before,
        username__startswith="p-",
        resident=None,
        appointments=None,
        is_staff=False,
        is_superuser=False,
    )
    removed = 0
    for user in unproven.iterator():
        user.delete()
        removed += 1
    return removed
