from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.communities.models import Community
from portal.config.demo.fresh import wipe
from tests.factories import CommunityFactory


@pytest.mark.parametrize("options", [[], ["--fresh"]])
def test_command_refuses_outside_the_demo(settings, options, db):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("load_demo", *options, stdout=StringIO())
    assert not Community.objects.exists()


def test_nothing_is_emptied_outside_the_demo(settings, db):
    settings.DEMO = False
    kept = CommunityFactory()
    with pytest.raises(CommandError):
        wipe()
    assert Community.objects.get() == kept
