"""The nouns of working with schools."""

from commonroom.visits.models.meetings import Meeting, Review, Rhythm
from commonroom.visits.models.notes import NoteOfVisit, Reply, Visit
from commonroom.visits.models.plans import Action, Funding, Plan, Priority, Progress
from commonroom.visits.models.requests import Brokerage, PreventiveStep, Query
from commonroom.visits.models.texts import Draft, Edition

__all__ = [
    "Action",
    "Brokerage",
    "Draft",
    "Edition",
    "Funding",
    "Meeting",
    "NoteOfVisit",
    "Plan",
    "PreventiveStep",
    "Priority",
    "Progress",
    "Query",
    "Reply",
    "Review",
    "Rhythm",
    "Visit",
]
