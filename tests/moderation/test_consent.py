import pytest

from portal.accounts.actions import give_consent, withdraw_consent
from portal.accounts.enums import ConsentKind
from portal.accounts.errors import ConsentNeeded
from portal.moderation.models import Submission
from tests.moderation.conftest import MONDAY


def test_who_took_back_that_their_words_are_published_hands_nothing_in(here):
    terms = {"kind": ConsentKind.PUBLICATION, "actor": here.author, "now": MONDAY}
    give_consent(**terms)
    here.submit()
    withdraw_consent(**terms)
    with pytest.raises(ConsentNeeded):
        here.submit()
    assert Submission.objects.count() == 1
    give_consent(**terms)
    here.submit()
