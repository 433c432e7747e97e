from volunteers.models.certificates import Certificate, Issuer
from volunteers.models.hazards import Hazard, HazardPhoto
from volunteers.models.hours import HoursDispute, ServiceRecord
from volunteers.models.posts import Application, Post
from volunteers.models.routes import Checkpoint, Route, Series, SeriesDay
from volunteers.models.shifts import KIND, Scan, Shift

__all__ = [
    "KIND",
    "Application",
    "Certificate",
    "Checkpoint",
    "Hazard",
    "HazardPhoto",
    "HoursDispute",
    "Issuer",
    "Post",
    "Route",
    "Scan",
    "Series",
    "SeriesDay",
    "ServiceRecord",
    "Shift",
]
