"""The rows, one table a file. To begin with: series, enrolment, message (its states: state_table), attempt, event, newsletter."""

from campaigns.models.answer import Answer, Helpfulness
from campaigns.models.attempt import Attempt
from campaigns.models.authorization import Authorization
from campaigns.models.bounced_address import BouncedAddress
from campaigns.models.door import DoorTries
from campaigns.models.enrolment import Enrolment
from campaigns.models.event import Event
from campaigns.models.inbound_email import InboundEmail
from campaigns.models.kept_email import KeptEmail
from campaigns.models.look_count import LookCount
from campaigns.models.message import Message
from campaigns.models.newsletter import Approval, ApprovalReminder, Edition, Newsletter
from campaigns.models.outgoing_event import OutgoingEvent
from campaigns.models.pace_day import PaceDay
from campaigns.models.patient_import import ImportProfile, PatientImport
from campaigns.models.patient_request import PatientRequest
from campaigns.models.pending_visit import CancelledVisit, PendingVisit
from campaigns.models.receiver import Receiver
from campaigns.models.record_feed import RecordFeed
from campaigns.models.review_reminder import ReviewReminder
from campaigns.models.series import Series, Step, Ways
from campaigns.models.series_count import SeriesCount
from campaigns.models.sign_up import PendingSignUp, SignUpTries
from campaigns.models.skipped import Skipped
from campaigns.models.slip import Slip
from campaigns.models.staff_notice import StaffNotice
from campaigns.models.start_code import StartCode
from campaigns.models.stop_by_email import StopByEmail
from campaigns.models.tally import Tally
from campaigns.models.way_out import WayOut

__all__ = [
    "Answer", "Approval", "ApprovalReminder", "Attempt", "Authorization", "BouncedAddress", "CancelledVisit", "DoorTries", "Edition",
    "Enrolment", "Event", "Helpfulness", "ImportProfile", "InboundEmail", "KeptEmail", "LookCount", "Message", "Newsletter", "OutgoingEvent", "PaceDay",
    "PatientImport", "PatientRequest", "PendingSignUp", "PendingVisit", "Receiver", "RecordFeed", "ReviewReminder", "Series", "SeriesCount",
    "SignUpTries", "Skipped", "Slip", "StaffNotice", "StartCode", "Step", "StopByEmail", "Tally", "WayOut", "Ways",
]  # fmt: skip
