from campaigns.models.attempt import Attempt
from campaigns.models.door import DoorTries
from campaigns.models.enrolment import Enrolment
from campaigns.models.kept_email import KeptEmail
from campaigns.models.message import Message
from campaigns.models.series import Series, Step, Ways
from campaigns.models.way_out import WayOut

__all__ = ["Attempt", "DoorTries", "Enrolment", "KeptEmail", "Message", "Series", "Step", "WayOut", "Ways"]
