from campaigns.models.attempt import Attempt
from campaigns.models.enrolment import Enrolment
from campaigns.models.kept_email import KeptEmail
from campaigns.models.message import Message
from campaigns.models.series import Series, Step
from campaigns.models.way_out import WayOut

__all__ = ["Attempt", "Enrolment", "KeptEmail", "Message", "Series", "Step", "WayOut"]
