from volunteers.models.hazards import Hazard, HazardPhoto
from volunteers.models.posts import Application, Post
from volunteers.models.routes import Checkpoint, Route, Series, SeriesDay
from volunteers.models.shifts import KIND, Scan, Shift

__all__ = [
    "KIND",
    "Application",
    "Checkpoint",
    "Hazard",
    "HazardPhoto",
    "Post",
    "Route",
    "Scan",
    "Series",
    "SeriesDay",
    "Shift",
]
