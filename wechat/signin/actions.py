"""Who a proof belongs to: found, linked or opened, one at a time for each person at WeChat."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from portal.accounts.actions import end_all_sessions, give_consent
from portal.accounts.enums import ConsentKind
from portal.accounts.models import Resident, User
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.codes import random_code
from portal.core.errors import Forbidden, WrongState
from wechat.models import WeChatIdentity
from wechat.signin.errors import NoOtherWayIn, OtherPerson, PhoneTaken
from wechat.signin.proofs import Proof

OPENED_BY_WECHAT, OPENED_BY_CODE = "w-", "p-"
"""How the user names of accounts begin that were opened here, and of those that asking for a phone code made."""


@transaction.atomic
def person_behind(*, proof: Proof, now: datetime, may_open: bool = True) -> User | None:
    """The person whose WeChat this is: known by openid, else linked by unionid, else a new account.

    Signing in agrees to the service text. A number in the proof goes to a person who has none confirmed yet. None
    where nobody is known and `may_open` is False. Raises Forbidden (the account was closed), or PhoneTaken; then
    nothing is changed and no account opened.
    """
    _one_at_a_time(proof)
    user = _known(proof, now)
    if user is None and not may_open:
        return None
    if user is None:
        user = User(username=f"{OPENED_BY_WECHAT}{random_code(12)}", date_joined=now)
        user.set_unusable_password()
        user.save()
        _connect(user, proof, now)
    if not user.is_active:
        raise Forbidden(_("This account was closed."))
    if proof.phone and not user.phone_confirmed:
        _take_phone(user, proof.phone, now)
    give_consent(kind=ConsentKind.SERVICE, actor=user, now=now)
    return user


@transaction.atomic
def connect_wechat(*, proof: Proof, actor: Any, now: datetime) -> User:
    """Let `actor` sign in by this WeChat from now on.

    An account that this WeChat opened and that has neither number nor home gives way, and is closed. Raises
    SignInNeeded, OtherPerson (a real account has it), PhoneTaken.
    """
    require_signed_in(actor)
    _one_at_a_time(proof)
    user = User.objects.select_for_update().get(pk=actor.pk)
    holder = _known(proof, now)
    if holder is None:
        _connect(user, proof, now)
    elif holder.pk != user.pk:
        if not _gives_way(holder):
            raise OtherPerson
        WeChatIdentity.objects.filter(user=holder).update(user=user)
        User.objects.filter(pk=holder.pk).update(is_active=False)
        end_all_sessions(user_id=holder.pk)
    if proof.phone and not user.phone_confirmed:
        _take_phone(user, proof.phone, now)
    audit.record("wechat.connect", user, user)
    return user


@transaction.atomic
def disconnect_wechat(*, actor: Any) -> int:
    """Forget under which names WeChat knows `actor`; returns how many. What they allowed to be sent there goes along.

    Who comes again by the same WeChat is somebody new, until they sign in by code and connect it. Raises SignInNeeded,
    and NoOtherWayIn where nothing else lets them in.
    """
    require_signed_in(actor)
    user = User.objects.select_for_update().get(pk=actor.pk)
    if not user.phone_confirmed:
        raise NoOtherWayIn
    _rows, by_model = WeChatIdentity.objects.filter(user=user).delete()
    forgotten = by_model.get(WeChatIdentity._meta.label, 0)
    if forgotten:
        audit.record("wechat.disconnect", user, user)
    return forgotten


@transaction.atomic
def note_presence(*, proof: Proof, actor: Any, now: datetime) -> None:
    """Note that `actor` is in the mini-program now; content checks need it (61010).

    Raises SignInNeeded, and OtherPerson where the proof is not of a WeChat of theirs.
    """
    require_signed_in(actor)
    mine = WeChatIdentity.objects.filter(app=proof.app, openid=proof.openid, user_id=actor.pk)
    if not mine.update(seen_at=now):
        raise OtherPerson


@transaction.atomic
def add_phone(*, phone: str, actor: Any, now: datetime) -> User:
    """Give `actor` the number that WeChat says is theirs; nothing where they have it already.

    Raises SignInNeeded, WrongState (another number is confirmed: it is changed by a code to the new one), PhoneTaken.
    """
    require_signed_in(actor)
    user = User.objects.select_for_update().get(pk=actor.pk)
    if user.phone_confirmed and user.phone != phone:
        raise WrongState(_("Your account has another number already. You can change it on your page."))
    if not user.phone_confirmed:
        _take_phone(user, phone, now)
        audit.record("wechat.add_phone", user, user)
    return user


def _one_at_a_time(proof: Proof) -> None:
    """Wait for whoever settles the same openid or unionid. SQLite lets one transaction write at a time anyway."""
    if connection.vendor != "postgresql":
        return
    names = [f"wechat:{proof.app}:{proof.openid}"] + [f"wechat:{proof.unionid}"] * bool(proof.unionid)
    with connection.cursor() as cursor:
        for name in names:
            number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _known(proof: Proof, now: datetime) -> User | None:
    """Whose openid it is; else whose unionid it is, who then has this openid as well."""
    identity = WeChatIdentity.objects.select_related("user").filter(app=proof.app, openid=proof.openid).first()
    if identity is not None:
        identity.seen_at, identity.unionid = now, proof.unionid or identity.unionid
        identity.save(update_fields=["seen_at", "unionid"])
        return _locked(identity.user_id)
    if not proof.unionid:
        return None
    same = WeChatIdentity.objects.filter(unionid=proof.unionid).order_by("pk").first()
    if same is None:
        return None
    user = _locked(same.user_id)
    _connect(user, proof, now)
    return user


def _locked(pk: int) -> User:
    return User.objects.select_for_update().get(pk=pk)


def _connect(user: User, proof: Proof, now: datetime) -> None:
    WeChatIdentity.objects.create(user=user, app=proof.app, openid=proof.openid, unionid=proof.unionid, seen_at=now)


def _take_phone(user: User, phone: str, now: datetime) -> None:
    """Raises PhoneTaken unless the number is free, or held only by somebody whom asking for a code made."""
    owner = User.objects.select_for_update().filter(phone=phone).exclude(pk=user.pk).first()
    if owner is not None:
        if not _is_only_asked_for(owner):
            raise PhoneTaken
        owner.phone = None
        owner.save(update_fields=["phone"])
    user.phone, user.phone_verified_at = phone, now
    try:
        with transaction.atomic():
            user.save(update_fields=["phone", "phone_verified_at"])
    except IntegrityError:
        raise PhoneTaken from None


def _is_only_asked_for(owner: User) -> bool:
    return (
        owner.username.startswith(OPENED_BY_CODE)
        and owner.phone_verified_at is None
        and owner.last_login is None
        and not _has_a_life_here(owner)
    )


def _gives_way(holder: User) -> bool:
    return holder.username.startswith(OPENED_BY_WECHAT) and not holder.phone and not _has_a_life_here(holder)


def _has_a_life_here(user: User) -> bool:
    return (
        user.is_staff or user.is_superuser or Resident.objects.filter(user=user).exists() or user.appointments.exists()  # type: ignore[attr-defined]
    )
