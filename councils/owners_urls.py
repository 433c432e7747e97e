"""The addresses of owners' soundings, on the site and in the staff area."""

from django.urls import path

from councils.views import owners, staff_owners

OWNERS = [
    path("soundings/<slug:code>/", owners.sounding_page, name="sounding"),
    path("soundings/<slug:code>/vote/", owners.vote, name="sounding_vote"),
]
STAFF_OWNERS = [
    path("councils/soundings/", staff_owners.soundings, name="councils_soundings"),
    path("councils/soundings/new/", staff_owners.new_sounding, name="councils_new_sounding"),
    path("councils/soundings/<slug:code>/", staff_owners.sounding, name="councils_sounding"),
    path("councils/soundings/<slug:code>/preview/", staff_owners.preview_roll, name="councils_preview_roll"),
    path("councils/soundings/<slug:code>/roll/", staff_owners.keep_roll, name="councils_keep_roll"),
    path("councils/soundings/<slug:code>/open/", staff_owners.open_now, name="councils_open_sounding"),
    path("councils/soundings/<slug:code>/heads/<slug:head>/", staff_owners.link, name="councils_link_owner"),
    path("councils/soundings/<slug:code>/paper/", staff_owners.paper, name="councils_owner_paper"),
    path("councils/soundings/<slug:code>/paper/<slug:vote>/", staff_owners.confirm, name="councils_confirm_paper"),
]
