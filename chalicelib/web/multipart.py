"""Forms that carry files (multipart/form-data). Imported only where one arrives."""

from python_multipart import create_form_parser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File

from chalicelib.domain.refusals import Refusal
from chalicelib.domain.texts import text
from chalicelib.web.request import LARGEST_BODY, LARGEST_UPLOAD, MOST_FIELDS, Form, TooLarge, Upload, cleaned

LIMITS = {"MAX_MEMORY_FILE_SIZE": LARGEST_UPLOAD + 1, "MAX_FIELDS": MOST_FIELDS, "MAX_FIELD_SIZE": LARGEST_BODY}
"""Files stay in memory: the body as a whole is bounded before."""


def parse_upload(body: bytes, content_type: str) -> tuple[Form, dict[str, Upload]]:
    """The form in `body` and the files in it; a file field that was left empty is not among them.

    Raises TooLarge over our limit, Refusal for a body that is no such form.
    """
    if len(body) > LARGEST_UPLOAD:
        raise TooLarge(text("Berkas terlalu besar: paling besar 4 MB untuk semuanya. Bagilah berkasnya."))
    fields: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}

    def on_field(typed: Field) -> None:
        fields.setdefault(_written(typed.field_name), []).append(cleaned(_written(typed.value)))

    def on_file(sent: File) -> None:
        sent.file_object.seek(0)
        content = sent.file_object.read()
        sent.close()
        if content or sent.file_name:
            files[_written(sent.field_name)] = Upload(cleaned(_written(sent.file_name)), content)

    try:
        parser = create_form_parser({"Content-Type": content_type.encode()}, on_field, on_file, LIMITS)
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise Refusal(text("Berkas tidak sampai dengan utuh. Pilih kembali berkasnya, lalu kirim lagi.")) from None
    return Form(fields), files


def _written(sent: bytes | None) -> str:
    return (sent or b"").decode(errors="replace")
