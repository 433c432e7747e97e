"""API writes that may be sent twice: with an `Idempotency-Key`, the second gets the first one's answer.

A phone that lost the answer repeats the request with the same key. Keys belong to a person; nobody's requests, reads
and requests without the header pass untouched. No transaction is held while a request runs: its key is claimed in one
short statement before, and the answer written in another after.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from portal.core import clock
from portal.core.errors import Invalid, Refusal
from portal.core.models import IdempotentAnswer

HEADER = "HTTP_IDEMPOTENCY_KEY"
REPLAYED = "Idempotency-Replayed"
LONGEST_KEY = 80
STALE = timedelta(seconds=60)
"""A first request that has not answered by then is taken for dead, and its key is free."""
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class InProgress(Refusal):
    """The first request with this key has not been answered yet."""

    code = "in_progress"

    @classmethod
    def default_message(cls) -> str:
        return _("This is being done right now. Please wait a moment.")


class KeyReused(Refusal):
    """The key came before with another request."""

    code, status = "idempotency_key_reused", 422

    @classmethod
    def default_message(cls) -> str:
        return _("This key was used for another request. Nothing was changed.")


def install(api: NinjaAPI) -> None:
    """Make every write of `api` idempotent; before its routers are built, and after auth in each request.

    The first answer is kept for a day, whatever it says, but for 429 and 5xx: those, and a crash, free the key.
    Repetitions get it again with `Idempotency-Replayed: true`; InProgress while the first one runs; KeyReused where
    method, address or content differ; Invalid for a key that is empty, longer than LONGEST_KEY or not plain ASCII.
    """
    api.add_decorator(_claiming, mode="operation")
    api.add_decorator(_keeping, mode="view")


def never_kept(view: Callable[..., Any]) -> Callable[..., Any]:
    """For writes that may be repeated anyway and whose answer must not lie about with the person's name: votes."""
    view.never_kept = True  # type: ignore[attr-defined]
    return view


def _claiming(view: Callable[..., Any]) -> Callable[..., Any]:
    """Around the operation, where the caller is known: claims the key, or gives the kept answer."""
    if getattr(view, "never_kept", False):
        return view

    @wraps(view)
    def claimed(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.META.get(HEADER)
        if key is None or request.method not in WRITES or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
            raise Invalid(_("An Idempotency-Key has between 1 and %d plain characters.") % LONGEST_KEY)
        answer, mine = _claim(request.user.pk, key, _fingerprint(request), clock.now())
        if not mine:
            return _again(answer)
        request.idempotent_answer = answer  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return claimed


def _keeping(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around the whole request, where refusals have become answers: keeps the answer, or frees the key."""

    @wraps(run)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = None
        try:
            response = run(request, *args, **kwargs)
        finally:
            answer: IdempotentAnswer | None = getattr(request, "idempotent_answer", None)
            if answer is not None:
                _settle(answer, response)
        return response

    return kept


def _claim(user_id: int, key: str, fingerprint: str, now: datetime) -> tuple[IdempotentAnswer, bool]:
    """The key's row, and whether this request is the one to answer it."""
    answer, created = IdempotentAnswer.objects.get_or_create(
        user_id=user_id, key=key, defaults={"fingerprint": fingerprint}
    )
    if created:
        return answer, True
    if answer.status is None and answer.created_at <= now - STALE:
        stale = IdempotentAnswer.objects.filter(pk=answer.pk, status=None, created_at=answer.created_at)
        if stale.update(fingerprint=fingerprint, created_at=now):
            answer.fingerprint, answer.created_at = fingerprint, now
            return answer, True
        raise InProgress
    if answer.fingerprint != fingerprint:
        raise KeyReused
    if answer.status is None:
        raise InProgress
    return answer, False


def _settle(answer: IdempotentAnswer, response: HttpResponse | None) -> None:
    """Write the answer, unless another request has taken the stale key over meanwhile."""
    mine = IdempotentAnswer.objects.filter(pk=answer.pk, status=None, created_at=answer.created_at)
    if response is None or response.status_code >= 500 or response.status_code == 429 or response.streaming:
        mine.delete()
    else:
        mine.update(status=response.status_code, body=response.content)


def _again(answer: IdempotentAnswer) -> HttpResponse:
    response = HttpResponse(bytes(answer.body), status=answer.status, content_type="application/json; charset=utf-8")
    response[REPLAYED] = "true"
    return response


def _fingerprint(request: HttpRequest) -> str:
    """A digest of method, address and content: of a form with files its parts, because their borders differ."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                content = hashlib.file_digest(file, "sha256")
                file.seek(0)
                digest.update(repr((name, file.name, content.hexdigest())).encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()
