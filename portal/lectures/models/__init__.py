from portal.lectures.models.consent import GuardianConsent
from portal.lectures.models.feedback import Feedback
from portal.lectures.models.pages import LectureIndexPage, LecturePage, SeriesPage
from portal.lectures.models.session import Session, SpecialPlace, SpecialWish
from portal.lectures.models.sign_off import SignOff

__all__ = [
    "Feedback",
    "GuardianConsent",
    "LectureIndexPage",
    "LecturePage",
    "SeriesPage",
    "Session",
    "SignOff",
    "SpecialPlace",
    "SpecialWish",
]
