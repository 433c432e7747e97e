import pytest

from portal.accounts.phones import normal_phone
from portal.accounts.queries import masked_phone
from portal.accounts.templatetags.people import spoken_code, spoken_phone
from portal.core.errors import Invalid


@pytest.mark.parametrize(
    "written",
    [
        "13912345678",
        "139 1234 5678",
        "139-1234-5678",
        "+8613912345678",
        "+86 139 1234 5678",
        "008613912345678",
        "8613912345678",
        "１３９１２３４５６７８",
        "（+86）139 1234 5678",
    ],
)
def test_a_mainland_number_is_one_number_however_it_is_written(written):
    assert normal_phone(written) == "+8613912345678"


def test_a_number_from_elsewhere_keeps_its_country():
    assert normal_phone("+852 5123 4567") == "+85251234567"


@pytest.mark.parametrize(
    "text", ["", "110", "12345678901", "1391234567", "139123456789", "abc", "+861234", "+1", "++8613912345678"]
)
def test_what_is_no_mobile_number_is_refused(text):
    with pytest.raises(Invalid) as refusal:
        normal_phone(text)
    assert set(refusal.value.fields) == {"phone"}


def test_numbers_and_codes_are_shown_as_people_read_them():
    assert masked_phone("+8613912345678") == "139****5678"
    assert masked_phone("110") == "***"
    assert masked_phone("") == ""
    assert spoken_phone("+8613912345678") == "139 1234 5678"
    assert spoken_phone("+85251234567") == "+85251234567"
    assert spoken_code("abcdefghjk") == "ABCDE FGHJK"
