from portal.accounts.models.appointment import Appointment
from portal.accounts.models.avatar import Avatar
from portal.accounts.models.consent import Consent
from portal.accounts.models.data_archive import DataArchive
from portal.accounts.models.resident import Household, Resident
from portal.accounts.models.user import User

__all__ = ["Appointment", "Avatar", "Consent", "DataArchive", "Household", "Resident", "User"]
