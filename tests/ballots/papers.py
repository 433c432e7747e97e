"""Votes with sign-in sheets and boxes, as tests need them."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from portal.accounts.models import User
from portal.ballots.actions import add_scan, close_sheet, confirm_sheet, enter_box, open_sheet, sign_in
from portal.ballots.enums import Channel
from portal.ballots.models import Poll, SignInSheet
from portal.core.errors import Refusal
from tests.factories import UserFactory
from tests.factories.ballots import AFTER, DURING


def scan() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "JPEG")
    return SimpleUploadedFile("sheet.jpg", drawn.getvalue(), "image/jpeg")


def opened(poll: Poll, channel: Channel = Channel.PAPER) -> SignInSheet:
    day = DURING.date()
    return open_sheet(poll=poll, channel=channel, place="梅欣社区活动室", held_on=day, actor=UserFactory(), now=DURING)


def filled(poll: Poll, people: Sequence[User], channel: Channel = Channel.PAPER, **more) -> SignInSheet:
    sheet = opened(poll, channel)
    for person in people:
        sign_in(sheet=sheet, voter=person, actor=UserFactory(), now=DURING, **more)
    add_scan(sheet=sheet, upload=scan(), actor=UserFactory())
    return sheet


def confirmed_sheet(poll: Poll, people: Sequence[User], channel: Channel = Channel.PAPER, **more) -> SignInSheet:
    sheet = close_sheet(sheet=filled(poll, people, channel, **more), actor=UserFactory(), now=DURING)
    return confirm_sheet(sheet=sheet, actor=UserFactory(), now=DURING)


def settled(poll: Poll, people: Sequence[User], *piles: tuple[str, int], invalid: int = 0, **more) -> SignInSheet:
    """A paper sheet with these people, its box counted alike by two tellers; piles are ("o1 o2", papers)."""
    sheet = confirmed_sheet(poll, people, **more)
    found = [(codes.split(), number) for codes, number in piles]
    for _teller in range(2):
        sheet = enter_box(sheet=sheet, piles=found, invalid=invalid, actor=UserFactory(), now=AFTER)
    return sheet


@contextmanager
def refused(kind: type[Refusal], words: str) -> Iterator[None]:
    """The block is refused so, with these English words in its sentence or in what it says of a part."""
    with translation.override("en"), pytest.raises(kind) as found:
        yield
    said = " ".join([found.value.message, *found.value.fields.values()])
    assert words in said, said
