"""What councils put into the registries of the floors below; each subject adds its own lines."""

from councils.personal import forget_in_councils, part_in_councils
from portal.core.personal_data import PersonalData, personal_data

personal_data.register(
    "councils",
    PersonalData(
        export=part_in_councils,
        erase=forget_in_councils,
        holds=("councils.Seat.user", "councils.Topic.author", "councils.Motion.mover"),
    ),
)
