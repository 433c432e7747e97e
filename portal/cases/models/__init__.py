from portal.cases.models.calendar_day import CalendarDay
from portal.cases.models.case import (
    Case,
    CaseRating,
    EntryPhoto,
    Extension,
    Supervision,
    TimelineEntry,
)

__all__ = ["CalendarDay", "Case", "CaseRating", "EntryPhoto", "Extension", "Supervision", "TimelineEntry"]
