"""Forms that count once however often they are sent."""

from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.domain.records import Bundle, Change, Create, FormReceipt, Key, form_key
from chalicelib.domain.refusals import Busy, Repeated
from chalicelib.workflows.ports import Office

FORM_LIFE = timedelta(days=7)


class Sent(Struct, frozen=True):
    """A form as it arrived: its one-time key, made when the page was rendered, and a hash of what was typed."""

    key: str
    content_hash: str

    @property
    def name(self) -> Key[FormReceipt]:
        """What to read to learn whether it was accepted before."""
        return form_key(self.key)


def earlier_result(found: Bundle, sent: Sent) -> str | None:
    """Where the result of an earlier sending is shown, None for a first one.

    Raises Repeated when the earlier sending had other content.
    """
    receipt = found.find(sent.name)
    if receipt is None:
        return None
    if receipt.content_hash != sent.content_hash:
        raise Repeated
    return receipt.result


def commit_once(office: Office, sent: Sent, result: str, at: datetime, *changes: Change) -> str:
    """Writes `changes` together with the form's receipt and returns where the result is shown.

    Two sendings at the same moment, and one whose answer was lost, end at the same result: the receipt tells.
    """
    receipt = FormReceipt(sent.key, sent.content_hash, result, at + FORM_LIFE)
    try:
        office.records.commit(Create(receipt), *changes)
    except (Repeated, Busy):
        earlier = earlier_result(office.records.read(sent.name), sent)
        if earlier is None:
            raise
        return earlier
    return result
