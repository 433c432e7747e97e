"""What an app opens for an address of the site."""

import pytest

from portal.core.targets import Target, target_of

KNOWN = [
    ("/proposals/abc/", Target("contest", "abc")),
    ("/proposals/abc/new/", Target("new", "abc")),
    ("/proposals/abc/vote/", Target("vote", "abc")),
    ("/proposals/abc/result/", Target("result", "abc")),
    ("/proposals/abc/xyz/", Target("proposal", "xyz")),
    ("/proposals/abc/xyz/state/", Target("proposal", "xyz")),
    ("/proposals/write/xyz/", Target("draft", "xyz")),
    ("/discussions/abc/", Target("thread", "abc")),
    ("/discussions/abc/xyz/?from=card#top", Target("thread", "abc")),
    ("/moderation/abc/", Target("submission", "abc")),
    ("/polls/abc/", Target("poll", "abc")),
]
NOTHING = [
    "",
    "/",
    "/me/",
    "/proposals/",
    "nonsense",
    "/communities/梅山/",
    "//[",
    "https://elsewhere.example/polls/abc/",
]


@pytest.mark.parametrize(("address", "target"), KNOWN)
def test_an_address_names_the_thing_whose_page_it_is(address, target):
    assert target_of(address) == target


@pytest.mark.parametrize("address", NOTHING)
def test_an_address_of_no_one_thing_names_nothing(address):
    assert target_of(address) is None
