"""Forms of those who verify daily reports."""

from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import InputRequired

from chalicelib.domain.deciding import LONGEST_REASON
from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.texts import text
from chalicelib.domain.verifications import Finding
from chalicelib.web.approval_forms import PickedField
from chalicelib.web.forms import Longest, refuse_misread
from chalicelib.workflows.verification_lists import name_of

CHOICES = {"accept": text("Terima"), "return": text("Kembalikan untuk perbaikan")}


def picked_report(report: DailyReport) -> str:
    """How a form names a report as it was seen."""
    return f"{name_of(report)}-{report.revision}"


class VerificationForm(Form):
    """Verifying a report; nothing is preselected."""

    choice = RadioField(
        text("Hasil verifikasi"),
        [InputRequired(text("Pilih salah satu hasil verifikasi."))],
        choices=CHOICES,
        validate_choice=False,
    )
    reason = TextAreaField(text("Catatan"), [Longest(LONGEST_REASON, text("Catatan paling panjang %(most)s huruf."))])

    def finding(self) -> Finding:
        """The choice with its note. Raises Invalid when it is none of those offered."""
        refuse_misread(self)
        if self.choice.data not in CHOICES:
            raise Invalid(problem("choice", text("Pilih salah satu hasil verifikasi.")))
        return Finding(self.choice.data == "accept", (self.reason.data or "").strip())


class VerificationsForm(VerificationForm):
    """Verifying several reports at once."""

    reports = PickedField(text("Laporan"))
