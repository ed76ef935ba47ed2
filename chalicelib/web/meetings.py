"""Meetings: calling them, showing them, calling them off."""

from typing import Any, cast

from chalice.app import Response
from wtforms import Form, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import InputRequired

from chalicelib.domain.calendars import local_date
from chalicelib.domain.meetings import LONGEST_LINK, LONGEST_PLACE, LONGEST_SUBJECT, Meeting, Plan, State
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Invalid, Refusal, Stale
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import LONGEST_NAME, DayField, seen_revision
from chalicelib.web.forms import ClockField, Longest, refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import meetings
from chalicelib.workflows.meetings import Typed

LONGEST_GUESTS = 4000
LONGEST_PAGE = 60
STATE_TAGS = {State.CALLED: (text("Diundang"), "info"), State.CANCELLED: (text("Dibatalkan"), "bad")}


class PeopleField(Field):
    """Any number of people, as check boxes send them."""

    data: tuple[EmployeeId, ...]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads ids; the same one counts once."""
        self.data = tuple(dict.fromkeys(EmployeeId(each) for each in valuelist if len(each) <= LONGEST_NAME))

    def process_data(self, value: tuple[EmployeeId, ...] | None) -> None:
        """Whom a meeting before had."""
        self.data = value or ()


class MeetingForm(Form):
    """Calling a meeting."""

    subject = StringField(text("Acara"), [InputRequired(text("Isi acara rapatnya.")), Longest(LONGEST_SUBJECT)])
    date = DayField(text("Tanggal"), [InputRequired(text("Isi tanggal rapat."))])
    start = ClockField(text("Mulai"), [InputRequired(text("Isi jam mulai."))])
    end = ClockField(text("Selesai"), [InputRequired(text("Isi jam selesai."))])
    place = StringField(text("Tempat"), [Longest(LONGEST_PLACE)])
    link = StringField(text("Alamat telekonferensi"), [Longest(LONGEST_LINK)])
    in_room = PeopleField(text("Peserta dari unit ini"))
    online = PeopleField(text("Lewat telekonferensi"))
    guests_in_room = TextAreaField(text("Peserta dari unit lain, di ruang"), [Longest(LONGEST_GUESTS)])
    guests_online = TextAreaField(text("Peserta dari unit lain, lewat telekonferensi"), [Longest(LONGEST_GUESTS)])

    def typed(self) -> Typed:
        """What was typed. Raises Invalid for what cannot be read."""
        refuse_misread(self)
        in_room = self.in_room.data
        plan = Plan(
            " ".join((self.subject.data or "").split()),
            cast(Any, self.date.data),
            cast(Any, self.start.data),
            cast(Any, self.end.data),
            " ".join((self.place.data or "").split()),
            (self.link.data or "").strip(),
            in_room,
            tuple(each for each in self.online.data if each not in in_room),
        )
        return Typed(plan, _addresses(self.guests_in_room.data), _addresses(self.guests_online.data))

    @classmethod
    def like(cls, meeting: Meeting) -> "MeetingForm":
        """The form as it is filled from a meeting before: everything but the day."""
        return cls(
            data={
                "subject": meeting.subject,
                "start": meeting.start,
                "end": meeting.end,
                "place": meeting.place,
                "link": meeting.link,
                "in_room": tuple(each.id for each in meeting.room),
                "online": tuple(each.id for each in meeting.online),
            }
        )


class CancelMeetingForm(Form):
    """Calling a meeting off."""

    reason = TextAreaField(text("Alasan"), [Longest(500, text("Alasan paling panjang %(most)s huruf."))])


def list_meetings(request: Request) -> Response:
    """The unit's meetings, a page at a time."""
    place = request.query.get("after", "")[:LONGEST_PAGE] or None
    found, after = meetings.listed(request.office, request.actor, place)
    return page(
        request,
        "meetings/list.html",
        here="meetings",
        meetings=found,
        after=after,
        tags=STATE_TAGS,
        today=local_date(request.at, request.actor.zone.info),
    )


def new_meeting(request: Request) -> Response:
    """An empty form, or one filled from a meeting before."""
    name = request.query.get("like", "")[:LONGEST_NAME]
    form = MeetingForm.like(meetings.see(request.office, request.actor, name)) if name else MeetingForm()
    return _form(request, form)


def check_meeting(request: Request) -> Response:
    """Shows the meeting that would be called, or what is wrong with it."""
    form = MeetingForm(request.form)
    if request.form.one("change"):
        return _form(request, form)
    try:
        look = meetings.look_over(request.office, request.actor, form.typed(), request.at)
    except Invalid as refusal:
        return _form(request, form, refusal)
    return page(
        request,
        "meetings/check.html",
        here="meetings",
        look=look,
        meeting=look.meeting,
        form=form,
        form_key=request.form.one("form_key") or request.office.new_id(),
    )


def call_meeting(request: Request) -> Response:
    """Calls the meeting."""
    form = MeetingForm(request.form)
    try:
        shown = meetings.call(request.office, request.actor, form.typed(), request.sent, request.origin(), request.at)
        return redirect(request, shown)
    except Invalid as refusal:
        return _form(request, form, refusal)


def show_meeting(request: Request, meeting_id: str) -> Response:
    """A meeting, for those who are invited and those who keep its unit."""
    return _shown(request, meeting_id, "meetings/meeting.html")


def print_room(request: Request, meeting_id: str) -> Response:
    """Who is in the room, with a column to sign in; to be printed."""
    return _shown(request, meeting_id, "meetings/room.html")


def ask_cancel(request: Request, meeting_id: str) -> Response:
    """Why it is called off."""
    return _cancel_form(request, meeting_id, CancelMeetingForm())


def cancel_meeting(request: Request, meeting_id: str) -> Response:
    """Calls the meeting off."""
    form = CancelMeetingForm(request.form)
    try:
        refuse_misread(form)
        reason, seen = (form.reason.data or "").strip(), seen_revision(request.form.one("seen"))
        shown = meetings.cancel(
            request.office, request.actor, meeting_id, reason, seen, request.sent, request.origin(), request.at
        )
        return redirect(request, shown)
    except (Invalid, Stale) as refusal:
        return _cancel_form(request, meeting_id, form, refusal)


def _shown(request: Request, meeting_id: str, template: str) -> Response:
    meeting = meetings.see(request.office, request.actor, meeting_id)
    return page(
        request,
        template,
        here="meetings",
        meeting=meeting,
        own=meeting.invited(request.actor.id),
        may_cancel=meetings.may_cancel(meeting, request.actor) and meeting.state is State.CALLED,
        tags=STATE_TAGS,
    )


def _cancel_form(
    request: Request, meeting_id: str, form: CancelMeetingForm, refusal: Refusal | None = None
) -> Response:
    meeting = meetings.see(request.office, request.actor, meeting_id)
    if refusal and not (isinstance(refusal, Invalid) and not refusal.problems):
        show_refusal(form, refusal)
    return page(
        request,
        "meetings/cancel.html",
        409 if isinstance(refusal, Stale) else 422 if refusal else 200,
        here="meetings",
        meeting=meeting,
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _form(request: Request, form: MeetingForm, refusal: Invalid | None = None) -> Response:
    if refusal and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "meetings/form.html",
        422 if refusal else 200,
        here="meetings",
        form=form,
        offered=meetings.open_form(request.office, request.actor, request.at),
        form_key=request.form.one("form_key") or request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _addresses(typed: str | None) -> tuple[str, ...]:
    """Mail addresses as people separate them."""
    return tuple(dict.fromkeys((typed or "").replace(",", " ").replace(";", " ").lower().split()))
