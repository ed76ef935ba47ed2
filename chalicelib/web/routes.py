"""Every route there is: who may use it, and what answers.

Answers are named and not imported, so that a first page waits for its own room of the house only.
"""

from collections.abc import Callable
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, cast

from msgspec import Struct

if TYPE_CHECKING:
    from chalice.app import Response

FORM_TYPE = "application/x-www-form-urlencoded"
UPLOAD_TYPE = "multipart/form-data"


class Who(Enum):
    """Who may use a route; scope within it is the use case's business."""

    FILE = "file"
    """The same for everybody: the browser is not even recognised, so that the answer can be kept by anyone."""
    ANYONE = "anyone"
    PERSON = "person"
    """Anyone signed in."""
    KEEPER = "keeper"
    """Heads, secretaries and administrators; the latter two with a code of today."""
    SECRETARY = "secretary"
    """With a code of today."""
    ADMINISTRATOR = "administrator"
    """With a code of today."""


class Route(Struct, frozen=True):
    """A route and who may use it."""

    method: str
    path: str
    who: Who
    answer: str
    """Module of this folder and function."""
    form_type: str = FORM_TYPE
    """What forms come as that are posted here."""

    @property
    def handler(self) -> "Callable[..., Response]":
        """What answers: takes the request and the path's parameters."""
        room, _, function = self.answer.partition(".")
        return cast("Callable[..., Response]", getattr(import_module(f"chalicelib.web.{room}"), function))


ROUTES = (
    Route("GET", "/", Who.PERSON, "today.today"),
    Route("GET", "/sign-in", Who.ANYONE, "sign_in.ask_address"),
    Route("POST", "/sign-in", Who.ANYONE, "sign_in.send_code"),
    Route("GET", "/sign-in/fresh", Who.PERSON, "sign_in.ask_fresh"),
    Route("POST", "/sign-in/fresh", Who.PERSON, "sign_in.send_fresh"),
    Route("GET", "/sign-in/code", Who.ANYONE, "sign_in.ask_code"),
    Route("POST", "/sign-in/code", Who.ANYONE, "sign_in.enter_code"),
    Route("POST", "/sign-out", Who.PERSON, "sign_in.sign_out"),
    Route("GET", "/devices", Who.PERSON, "sign_in.list_devices"),
    Route("POST", "/devices/forget", Who.PERSON, "sign_in.forget_device"),
    Route("POST", "/devices/sign-out-everywhere", Who.PERSON, "sign_in.sign_out_everywhere"),
    Route("GET", "/address", Who.PERSON, "addresses.show_address"),
    Route("POST", "/address", Who.PERSON, "addresses.send_code"),
    Route("POST", "/address/code", Who.PERSON, "addresses.enter_code"),
    Route("GET", "/my-trail", Who.PERSON, "trail.show_own"),
    Route("GET", "/my-trail/csv", Who.PERSON, "trail.export_own"),
    Route("GET", "/my-trail/{unit}/{month}", Who.PERSON, "trail.show_own_month"),
    Route("GET", "/trail", Who.ADMINISTRATOR, "trail.search"),
    Route("GET", "/trail/csv", Who.ADMINISTRATOR, "trail.export"),
    Route("GET", "/orders", Who.PERSON, "orders.list_orders"),
    Route("GET", "/orders/new", Who.PERSON, "orders.new_order"),
    Route("POST", "/orders/check", Who.PERSON, "orders.check_order"),
    Route("POST", "/orders", Who.PERSON, "orders.submit_order"),
    Route("GET", "/orders/{order_id}", Who.PERSON, "orders.show_order"),
    Route("GET", "/orders/{order_id}/edit", Who.PERSON, "orders.edit_order"),
    Route("POST", "/orders/{order_id}/check", Who.PERSON, "orders.check_changed_order"),
    Route("POST", "/orders/{order_id}", Who.PERSON, "orders.resubmit_order"),
    Route("GET", "/orders/{order_id}/withdraw", Who.PERSON, "orders.ask_withdraw"),
    Route("POST", "/orders/{order_id}/withdraw", Who.PERSON, "orders.withdraw_order"),
    Route("GET", "/orders/{order_id}/letter", Who.PERSON, "orders.download_letter"),
    Route("GET", "/orders/{order_id}/scan/new", Who.PERSON, "scans.choose_scan"),
    Route("GET", "/orders/{order_id}/uploads/{upload}", Who.PERSON, "scans.check_scan"),
    Route("POST", "/orders/{order_id}/uploads/{upload}", Who.PERSON, "scans.attach_scan"),
    Route("GET", "/orders/{order_id}/scan", Who.PERSON, "scans.download_scan"),
    Route("GET", "/decide/{order_id}/{token}", Who.ANYONE, "decisions.open_link"),
    Route("HEAD", "/decide/{order_id}/{token}", Who.ANYONE, "decisions.open_link"),
    Route("POST", "/decide/{order_id}/{token}", Who.ANYONE, "decisions.decide"),
    Route("POST", "/decide/{order_id}/{token}/code", Who.ANYONE, "decisions.send_code"),
    Route("POST", "/decide/{order_id}/{token}/renew", Who.ANYONE, "decisions.renew"),
    Route("GET", "/desk", Who.PERSON, "desk.open_desk"),
    Route("POST", "/desk/check", Who.PERSON, "desk.look_over"),
    Route("POST", "/desk", Who.PERSON, "desk.decide_all"),
    Route("GET", "/desk/{order_id}", Who.PERSON, "desk.show_one"),
    Route("POST", "/desk/{order_id}", Who.PERSON, "desk.decide_one"),
    Route("GET", "/orders/{order_id}/cancel", Who.PERSON, "ending.ask_cancel"),
    Route("POST", "/orders/{order_id}/cancel", Who.PERSON, "ending.cancel_days"),
    Route("GET", "/orders/{order_id}/reassign", Who.PERSON, "reassigning.ask_reassign"),
    Route("POST", "/orders/{order_id}/reassign", Who.PERSON, "reassigning.reassign"),
    Route("GET", "/units/{unit}/waiting", Who.KEEPER, "reassigning.list_waiting"),
    Route("GET", "/units/{unit}/mandates", Who.KEEPER, "mandates.list_mandates"),
    Route("POST", "/units/{unit}/mandates", Who.KEEPER, "mandates.grant"),
    Route("POST", "/units/{unit}/mandates/end", Who.KEEPER, "mandates.end"),
    Route("GET", "/units/{unit}/absences", Who.KEEPER, "absences.list_absences"),
    Route("GET", "/units/{unit}/absences/new", Who.KEEPER, "absences.new_absence"),
    Route("POST", "/units/{unit}/absences", Who.KEEPER, "absences.enter"),
    Route("GET", "/units/{unit}/absences/{employee}/{absence}", Who.KEEPER, "absences.show_absence"),
    Route("POST", "/units/{unit}/absences/{employee}/{absence}", Who.KEEPER, "absences.correct"),
    Route("GET", "/units/{unit}/absences/{employee}/{absence}/edit", Who.KEEPER, "absences.edit_absence"),
    Route("POST", "/units/{unit}/absences/{employee}/{absence}/withdraw", Who.KEEPER, "absences.withdraw"),
    Route("GET", "/unit/{unit}", Who.FILE, "closures.public_notice"),
    Route("GET", "/units/{unit}/closures", Who.KEEPER, "closures.list_closures"),
    Route("GET", "/units/{unit}/closures/new", Who.KEEPER, "closures.new_closure"),
    Route("POST", "/units/{unit}/closures/check", Who.KEEPER, "closures.check"),
    Route("POST", "/units/{unit}/closures", Who.KEEPER, "closures.announce"),
    Route("GET", "/units/{unit}/closures/{closure}", Who.KEEPER, "closures.show"),
    Route("POST", "/units/{unit}/closures/{closure}/end", Who.KEEPER, "closures.end"),
    Route("POST", "/units/{unit}/closures/{closure}/withdraw", Who.KEEPER, "closures.withdraw"),
    Route("POST", "/units/{unit}/closures/{closure}/orders", Who.KEEPER, "closures.ask_again"),
    Route("GET", "/units/{unit}/absences/{employee}/{absence}/scan/new", Who.KEEPER, "absence_scans.choose_scan"),
    Route(
        "GET", "/units/{unit}/absences/{employee}/{absence}/uploads/{upload}", Who.KEEPER, "absence_scans.check_scan"
    ),
    Route(
        "POST", "/units/{unit}/absences/{employee}/{absence}/uploads/{upload}", Who.KEEPER, "absence_scans.attach_scan"
    ),
    Route("GET", "/absences/{employee}/{absence}/scan", Who.PERSON, "absence_scans.download_scan"),
    Route("GET", "/my-absences", Who.PERSON, "absence_scans.list_own"),
    Route("GET", "/units/{unit}/absence-lists", Who.KEEPER, "absence_lists.list_lists"),
    Route("POST", "/units/{unit}/absence-lists", Who.KEEPER, "absence_lists.hand_in", UPLOAD_TYPE),
    Route("GET", "/units/{unit}/absence-lists/sample", Who.KEEPER, "absence_lists.sample"),
    Route("GET", "/units/{unit}/absence-lists/{list_id}", Who.KEEPER, "absence_lists.show_list"),
    Route("GET", "/units/{unit}/absence-lists/{list_id}/refused", Who.KEEPER, "absence_lists.download_refused"),
    Route("POST", "/units/{unit}/absence-lists/{list_id}/confirm", Who.KEEPER, "absence_lists.confirm"),
    Route("POST", "/units/{unit}/absence-lists/{list_id}/resume", Who.KEEPER, "absence_lists.resume"),
    Route("GET", "/units/{unit}/attendance", Who.KEEPER, "attendance.list_lists"),
    Route("POST", "/units/{unit}/attendance", Who.KEEPER, "attendance.hand_in", UPLOAD_TYPE),
    Route("GET", "/units/{unit}/attendance/new", Who.KEEPER, "attendance.new_day"),
    Route("POST", "/units/{unit}/attendance/days", Who.KEEPER, "attendance.enter_day"),
    Route("GET", "/units/{unit}/attendance/{list_id}", Who.KEEPER, "attendance.show_list"),
    Route("POST", "/units/{unit}/attendance/{list_id}/confirm", Who.KEEPER, "attendance.confirm"),
    Route("POST", "/units/{unit}/attendance/{list_id}/resume", Who.KEEPER, "attendance.resume"),
    Route("GET", "/units/{unit}/attention", Who.KEEPER, "attention.show"),
    Route("POST", "/units/{unit}/attention", Who.KEEPER, "attention.remind"),
    Route("GET", "/recap", Who.ADMINISTRATOR, "city_recap.current_month"),
    Route("GET", "/recap/{month}", Who.ADMINISTRATOR, "city_recap.show_month"),
    Route("GET", "/recap/{month}/pdf", Who.ADMINISTRATOR, "city_recap.download_pdf"),
    Route("GET", "/recap/{month}/xlsx", Who.ADMINISTRATOR, "city_recap.download_xlsx"),
    Route("GET", "/recap/{month}/csv", Who.ADMINISTRATOR, "city_recap.download_csv"),
    Route("GET", "/overview", Who.ADMINISTRATOR, "overview.show"),
    Route("GET", "/reminders", Who.PERSON, "reminders.show"),
    Route("POST", "/reminders", Who.PERSON, "reminders.save"),
    Route("GET", "/reminders/calendar", Who.PERSON, "reminders.download_calendar"),
    Route("GET", "/units/{unit}/recalls", Who.KEEPER, "recalls.list_recalls"),
    Route("POST", "/units/{unit}/recalls", Who.KEEPER, "recalls.call"),
    Route("GET", "/recalls/{employee}/{recall}", Who.PERSON, "recalls.show_recall"),
    Route("POST", "/recalls/{employee}/{recall}", Who.PERSON, "recalls.act"),
    Route("GET", "/meetings", Who.KEEPER, "meetings.list_meetings"),
    Route("GET", "/meetings/new", Who.KEEPER, "meetings.new_meeting"),
    Route("POST", "/meetings/check", Who.KEEPER, "meetings.check_meeting"),
    Route("POST", "/meetings", Who.KEEPER, "meetings.call_meeting"),
    Route("GET", "/meetings/{meeting_id}", Who.PERSON, "meetings.show_meeting"),
    Route("GET", "/meetings/{meeting_id}/room", Who.PERSON, "meetings.print_room"),
    Route("GET", "/meetings/{meeting_id}/cancel", Who.KEEPER, "meetings.ask_cancel"),
    Route("POST", "/meetings/{meeting_id}/cancel", Who.KEEPER, "meetings.cancel_meeting"),
    Route("GET", "/letters/{order_id}", Who.ANYONE, "letters.verify_letter"),
    Route("HEAD", "/letters/{order_id}", Who.ANYONE, "letters.verify_letter"),
    Route("GET", "/units/{unit}/letter", Who.KEEPER, "letter_styles.show_style"),
    Route("POST", "/units/{unit}/letter", Who.KEEPER, "letter_styles.save_style"),
    Route("GET", "/units/{unit}/letter/samples/{sample}", Who.KEEPER, "letter_styles.download_sample"),
    Route("GET", "/units/{unit}/hours", Who.ADMINISTRATOR, "unit_hours.show_hours"),
    Route("POST", "/units/{unit}/hours", Who.ADMINISTRATOR, "unit_hours.save_hours"),
    Route("GET", "/reports/{day}/new", Who.PERSON, "reports.new_report"),
    Route("POST", "/reports/{day}", Who.PERSON, "reports.file_report"),
    Route("GET", "/reports/{day}", Who.PERSON, "reports.show_receipt"),
    Route("GET", "/reports/{day}/correct", Who.PERSON, "reports.ask_correction"),
    Route("POST", "/reports/{day}/correct", Who.PERSON, "reports.correct_report"),
    Route("GET", "/reports/{day}/versions/{content}", Who.PERSON, "reports.show_version"),
    Route("GET", "/evidence/{employee}/{day}", Who.PERSON, "evidence.show_evidence"),
    Route("GET", "/evidence/{employee}/{day}/uploads/{upload}", Who.PERSON, "evidence.check_piece"),
    Route("POST", "/evidence/{employee}/{day}/uploads/{upload}", Who.PERSON, "evidence.attach_piece"),
    Route("POST", "/evidence/{employee}/{day}/remove", Who.PERSON, "evidence.remove_piece"),
    Route("GET", "/evidence/{employee}/{day}/files/{piece}", Who.PERSON, "verifications.download_piece"),
    Route("GET", "/verifications", Who.PERSON, "verifications.list_waiting"),
    Route("POST", "/verifications/check", Who.PERSON, "verifications.look_over"),
    Route("POST", "/verifications", Who.PERSON, "verifications.verify_all"),
    Route("GET", "/verifications/{employee}/{day}", Who.PERSON, "verifications.show_report"),
    Route("POST", "/verifications/{employee}/{day}", Who.PERSON, "verifications.verify_one"),
    Route("GET", "/verify/{employee}/{day}/{token}", Who.ANYONE, "verification_links.open_link"),
    Route("HEAD", "/verify/{employee}/{day}/{token}", Who.ANYONE, "verification_links.open_link"),
    Route("POST", "/verify/{employee}/{day}/{token}", Who.ANYONE, "verification_links.verify"),
    Route("POST", "/verify/{employee}/{day}/{token}/code", Who.ANYONE, "verification_links.send_code"),
    Route("GET", "/months/{unit}", Who.KEEPER, "months.current_month"),
    Route("GET", "/months/{unit}/{month}", Who.KEEPER, "months.show_month"),
    Route("GET", "/months/{unit}/{month}/csv", Who.KEEPER, "months.download_csv"),
    Route("GET", "/months/{unit}/{month}/xlsx", Who.KEEPER, "months.download_xlsx"),
    Route("GET", "/months/{unit}/{month}/pdf", Who.KEEPER, "months.download_pdf"),
    Route("GET", "/months/{unit}/{month}/people/{employee}", Who.KEEPER, "months.download_personal"),
    Route("GET", "/months/{unit}/{month}/closing", Who.KEEPER, "closings.show"),
    Route("POST", "/months/{unit}/{month}/closing", Who.KEEPER, "closings.close"),
    Route("POST", "/months/{unit}/{month}/closing/check", Who.KEEPER, "closings.check"),
    Route("POST", "/months/{unit}/{month}/closing/ask", Who.KEEPER, "closings.ask_again"),
    Route("GET", "/months/{unit}/{month}/closing/reopen", Who.KEEPER, "closings.ask_reopening"),
    Route("POST", "/months/{unit}/{month}/closing/reopen", Who.KEEPER, "closings.reopen"),
    Route("GET", "/months/{unit}/{month}/closing/sign", Who.PERSON, "signing.open_page"),
    Route("POST", "/months/{unit}/{month}/closing/sign", Who.PERSON, "signing.sign"),
    Route("GET", "/months/{unit}/{month}/closing/signed", Who.PERSON, "signing.show_outcome"),
    Route("GET", "/months/{unit}/{month}/editions/{edition}/{form}", Who.KEEPER, "closings.download"),
    Route("GET", "/months/{unit}/{month}/objections/{employee}", Who.KEEPER, "objections.show_objection"),
    Route("POST", "/months/{unit}/{month}/objections/{employee}", Who.KEEPER, "objections.answer"),
    Route("GET", "/sign/{unit}/{month}/{token}", Who.ANYONE, "signing.open_link"),
    Route("HEAD", "/sign/{unit}/{month}/{token}", Who.ANYONE, "signing.open_link"),
    Route("POST", "/sign/{unit}/{month}/{token}", Who.ANYONE, "signing.sign_by_link"),
    Route("POST", "/sign/{unit}/{month}/{token}/code", Who.ANYONE, "signing.send_code"),
    Route("GET", "/recaps/{unit}/{month}/{seal}", Who.ANYONE, "seals.verify_recap"),
    Route("HEAD", "/recaps/{unit}/{month}/{seal}", Who.ANYONE, "seals.verify_recap"),
    Route("GET", "/closings", Who.ADMINISTRATOR, "closing_progress.last_month"),
    Route("GET", "/closings/{month}", Who.ADMINISTRATOR, "closing_progress.show"),
    Route("POST", "/closings/{month}", Who.ADMINISTRATOR, "closing_progress.retry"),
    Route("GET", "/my-month/{month}/objections/new", Who.PERSON, "objections.new_objection"),
    Route("POST", "/my-month/{month}/objections", Who.PERSON, "objections.raise_objection"),
    Route("GET", "/months/{unit}/{month}/people/{employee}/xlsx", Who.KEEPER, "months.download_personal_xlsx"),
    Route("GET", "/months/{unit}/{month}/people/{employee}/csv", Who.KEEPER, "months.download_personal_csv"),
    Route("GET", "/months/{unit}/{month}/people/{employee}/counted", Who.KEEPER, "counted.show_person"),
    Route("GET", "/my-month", Who.PERSON, "months.my_current_month"),
    Route("GET", "/my-month/{month}", Who.PERSON, "months.show_my_month"),
    Route("GET", "/my-month/{month}/counted", Who.PERSON, "counted.show_own"),
    Route("GET", "/my-month/{month}/pdf", Who.PERSON, "months.download_my_month"),
    Route("GET", "/my-month/{month}/xlsx", Who.PERSON, "months.download_my_month_xlsx"),
    Route("GET", "/my-month/{month}/csv", Who.PERSON, "months.download_my_month_csv"),
    Route("GET", "/my-month/{month}/activities/csv", Who.PERSON, "months.download_my_activities"),
    Route("GET", "/my-month/{month}/activities/pdf", Who.PERSON, "months.print_my_activities"),
    Route("GET", "/my-rota", Who.PERSON, "my_rota.show"),
    Route("GET", "/my-rota/calendar", Who.PERSON, "my_rota.download_calendar"),
    Route("GET", "/my-rota/swaps", Who.PERSON, "rota_swaps.list_swaps"),
    Route("POST", "/my-rota/swaps", Who.PERSON, "rota_swaps.ask"),
    Route("GET", "/swaps/{swap_id}", Who.PERSON, "rota_swaps.show"),
    Route("POST", "/swaps/{swap_id}", Who.PERSON, "rota_swaps.answer"),
    Route("GET", "/units/{unit}/rotas", Who.KEEPER, "rotas.list_rotas"),
    Route("POST", "/units/{unit}/rotas", Who.KEEPER, "rotas.draft"),
    Route("GET", "/units/{unit}/rota-rules", Who.KEEPER, "rota_rules.show_rules"),
    Route("POST", "/units/{unit}/rota-rules", Who.KEEPER, "rota_rules.save_rules"),
    Route("GET", "/units/{unit}/rotas/{first}", Who.KEEPER, "rotas.show"),
    Route("GET", "/units/{unit}/rotas/{first}/people/{employee}", Who.KEEPER, "rotas.show_person"),
    Route("GET", "/units/{unit}/rotas/{first}/days/{day}", Who.KEEPER, "rotas.show_day"),
    Route("POST", "/units/{unit}/rotas/{first}/move", Who.KEEPER, "rotas.move"),
    Route("POST", "/units/{unit}/rotas/{first}/publish", Who.KEEPER, "rotas.publish"),
    Route("POST", "/units/{unit}/rotas/{first}/reopen", Who.KEEPER, "rotas.reopen"),
    Route("GET", "/units", Who.ADMINISTRATOR, "months.list_units"),
    Route("GET", "/staff", Who.SECRETARY, "staff.list_unmailed"),
    Route("GET", "/staff/{employee}/week", Who.SECRETARY, "staff.ask_week"),
    Route("POST", "/staff/{employee}/week", Who.SECRETARY, "staff.save_week"),
    Route("POST", "/staff/{employee}/address", Who.SECRETARY, "staff.try_address_again"),
    Route("GET", "/imports", Who.ADMINISTRATOR, "imports.list_imports"),
    Route("POST", "/imports", Who.ADMINISTRATOR, "imports.hand_in", UPLOAD_TYPE),
    Route("GET", "/imports/{import_id}", Who.ADMINISTRATOR, "imports.show_import"),
    Route("POST", "/imports/{import_id}/confirm", Who.ADMINISTRATOR, "imports.confirm"),
    Route("POST", "/imports/{import_id}/resume", Who.ADMINISTRATOR, "imports.resume"),
    Route("GET", "/exports/{name}", Who.ADMINISTRATOR, "imports.export"),
    Route("GET", "/samples/{name}", Who.ADMINISTRATOR, "imports.sample"),
    Route("GET", "/circulars", Who.ADMINISTRATOR, "circulars.list_circulars"),
    Route("GET", "/circulars/new", Who.ADMINISTRATOR, "circulars.new_circular"),
    Route("POST", "/circulars/check", Who.ADMINISTRATOR, "circulars.check_circular"),
    Route("POST", "/circulars", Who.ADMINISTRATOR, "circulars.put_in_force"),
    Route("GET", "/circulars/{circular_id}", Who.ADMINISTRATOR, "circulars.show_circular"),
    Route("POST", "/circulars/{circular_id}/end", Who.ADMINISTRATOR, "circulars.end_circular"),
    Route("POST", "/adjustments/{adjustment}/resume", Who.ADMINISTRATOR, "circulars.resume"),
    Route("GET", "/calendar", Who.ADMINISTRATOR, "calendars.this_year"),
    Route("GET", "/calendar/{year}", Who.ADMINISTRATOR, "calendars.show_year"),
    Route("POST", "/calendar/{year}/read", Who.ADMINISTRATOR, "calendars.read_holidays"),
    Route("POST", "/calendar/{year}/check", Who.ADMINISTRATOR, "calendars.check_change"),
    Route("POST", "/calendar/{year}", Who.ADMINISTRATOR, "calendars.apply_change"),
    Route("GET", "/outages", Who.ADMINISTRATOR, "outages.list_outages"),
    Route("POST", "/outages", Who.ADMINISTRATOR, "outages.enter"),
    Route("GET", "/outages/{outage}", Who.ADMINISTRATOR, "outages.edit"),
    Route("POST", "/outages/{outage}", Who.ADMINISTRATOR, "outages.correct"),
    Route("POST", "/outages/{outage}/withdraw", Who.ADMINISTRATOR, "outages.withdraw"),
    Route("GET", "/circular", Who.PERSON, "circulars.show_own"),
    Route("GET", "/outbox", Who.ADMINISTRATOR, "outbox.list_parked"),
    Route("POST", "/outbox/{entry}", Who.ADMINISTRATOR, "outbox.send_again"),
    Route("POST", "/language", Who.ANYONE, "languages.choose_language"),
    Route("GET", "/static/{version}/{name}", Who.FILE, "static.static"),
)
