"""The steps on meetings, reviews, help and queries."""

from commonroom.visits import forms, services
from commonroom.visits.rules import cases
from commonroom.visits.views.steps import Step


def _circulate(meeting, _, data, who, site):
    parties = cases.MUST[meeting.kind]
    services.circulate_record(
        meeting=meeting,
        there={party: data[f"there_{party}"] for party in parties},
        absent={party: data[f"absent_{party}"] for party in parties},
        because=data.get("because", ""),
        outcome=data.get("outcome", ""),
        site=site,
        **who,
    )


def _who_came(meeting, _):
    initial = {f"there_{party}": name for party, name in meeting.there.items()}
    initial |= {f"absent_{party}": why for party, why in meeting.absent.items()}
    initial["outcome"] = meeting.outcome
    return {"kind": meeting.kind, "again": meeting.state == "circulated", "initial": initial}


MEETING = {
    "circulate": Step(
        "Circulate the record",
        "Circulate the record",
        "plan a meeting",
        ("planned",),
        _circulate,
        forms.CirculateForm,
        _who_came,
        lede="The record fits on one page. The e-mail says only that there is something to read.",
        said="The record is circulated.",
    ),
    "correct": Step(
        "Circulate a corrected record",
        "Circulate a correction",
        "plan a meeting",
        ("circulated",),
        _circulate,
        forms.CirculateForm,
        _who_came,
        lede="Change the words on the meeting’s page first. The first record stays beside the new one.",
        said="The corrected record is circulated.",
    ),
    "move": Step(
        "Move the meeting",
        "Move it",
        "plan a meeting",
        ("planned",),
        lambda meeting, _, data, who, site: services.move_meeting(meeting=meeting, **data, **who),
        forms.MoveForm,
        said="The meeting is moved.",
    ),
    "cancel": Step(
        "Cancel the meeting",
        "Cancel it",
        "plan a meeting",
        ("planned",),
        lambda meeting, _, data, who, site: services.cancel_meeting(meeting=meeting, **data, **who),
        forms.BecauseForm,
        said="The meeting is cancelled.",
    ),
}
REVIEW = {
    "timetable": Step(
        "Record the agreed timetable",
        "Record the timetable",
        "write a summary",
        ("planned",),
        lambda review, _, data, who, site: services.agree_timetable(review=review, **data, **who),
        forms.TimetableForm,
        said="The timetable is recorded, and the head is told that there is something to read.",
    ),
    "finish": Step(
        "Finish the summary",
        "Finish the summary",
        "write a summary",
        ("timetabled",),
        lambda review, _, data, who, site: services.finish_review(review=review, site=site, **who),
        lede="Its words stay as they are from now on; a correction is a new edition. It must fit on one page.",
        said="The summary is finished and shared with the school.",
    ),
    "correct": Step(
        "Finish a corrected summary",
        "Finish a correction",
        "write a summary",
        ("finished",),
        lambda review, _, data, who, site: services.finish_review(review=review, site=site, **data, **who),
        forms.BecauseForm,
        lede="Change the words on the review’s page first. The first summary stays beside the new one.",
        said="The corrected summary is shared with the school.",
    ),
    "move": Step(
        "Move the review",
        "Move it",
        "write a summary",
        ("planned", "timetabled"),
        lambda review, _, data, who, site: services.move_review(review=review, **data, **who),
        forms.MoveForm,
        lede="Its timetable is then agreed again with the school.",
        said="The review is moved.",
    ),
    "cancel": Step(
        "Cancel the review",
        "Cancel it",
        "plan a review",
        ("planned", "timetabled"),
        lambda review, _, data, who, site: services.cancel_review(review=review, **data, **who),
        forms.BecauseForm,
        said="The review is cancelled.",
    ),
}
HELP = {
    "match": Step(
        "Find the help",
        "Say who gives it",
        "find help",
        ("asked",),
        lambda help_, _, data, who, site: services.match_help(help_=help_, **data, **who),
        forms.MatchForm,
        said="The help is found.",
    ),
    "begin": Step(
        "Begin the help",
        "It has begun",
        "follow help",
        ("matched",),
        lambda help_, _, data, who, site: services.begin_help(help_=help_, **data, **who),
        forms.BeginForm,
        said="The help is under way.",
    ),
    "move": Step(
        "Move the hand-back",
        "Move the hand-back",
        "find help",
        ("under-way",),
        lambda help_, _, data, who, site: services.move_hand_back(help_=help_, **data, **who),
        forms.MoveBackForm,
        said="The hand-back is moved.",
    ),
    "hand-back": Step(
        "Hand the help back",
        "Hand it back",
        "follow help",
        ("under-way",),
        lambda help_, _, data, who, site: services.hand_back_help(help_=help_, **data, **who),
        forms.HandBackForm,
        said="The help is handed back.",
    ),
    "withdraw": Step(
        "Withdraw the request",
        "Withdraw it",
        "follow help",
        ("asked", "matched"),
        lambda help_, _, data, who, site: services.withdraw_help(help_=help_, **data, **who),
        forms.BecauseForm,
        said="The request is withdrawn.",
    ),
}
QUERY = {
    "answer": Step(
        "Answer the query",
        "Answer it",
        "answer a query",
        ("open",),
        lambda query, _, data, who, site: services.answer_query(query=query, **data, **who),
        forms.AnswerForm,
        said="The answer is kept, and the head is told that there is something to read.",
    ),
}
