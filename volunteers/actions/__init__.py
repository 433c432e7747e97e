from volunteers.actions.joining import join_shift
from volunteers.actions.leading import lead_shift, name_leader
from volunteers.actions.opening import open_coming_shifts, open_shift
from volunteers.actions.running import confirm_people, end_shift, scan_checkpoint, start_shift

__all__ = [
    "confirm_people",
    "end_shift",
    "join_shift",
    "lead_shift",
    "name_leader",
    "open_coming_shifts",
    "open_shift",
    "scan_checkpoint",
    "start_shift",
]
