"""Public identifiers: short random codes, never row numbers, so that an address tells nothing and cannot be guessed."""

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def random_code(length: int = 10) -> str:
    """`length` characters of a 31-letter alphabet without look-alikes (0/o, 1/i/l): 49 bits at 10."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


class CodeField(models.CharField):
    """A unique random code. Collisions fail at the database; the caller's transaction is retried by the client."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("default", random_code)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
