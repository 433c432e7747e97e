from portal.accounts.queries.names import alias_of, masked_phone
from portal.accounts.queries.offices import (
    appointments_in_force,
    communities_of,
    holds_any,
    is_district_admin,
    offices_held,
    remember_offices,
    share_household,
    staff_of,
    subdistricts_managed_by,
    verified_residents,
)

__all__ = [
    "alias_of",
    "appointments_in_force",
    "communities_of",
    "holds_any",
    "is_district_admin",
    "masked_phone",
    "offices_held",
    "remember_offices",
    "share_household",
    "staff_of",
    "subdistricts_managed_by",
    "verified_residents",
]
