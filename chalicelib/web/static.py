"""The style sheet, the icon and the script."""

from chalice.app import Response

from chalicelib.domain.refusals import NotFound
from chalicelib.web.request import Request
from chalicelib.web.responses import static_file


def static(_request: Request, version: str, name: str) -> Response:  # noqa: ARG001
    """A file of ours; its version is in the address only so that browsers may keep it for good."""
    answer = static_file(name)
    if answer is None:
        raise NotFound
    return answer
