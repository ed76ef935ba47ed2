"""What moto does not simulate of the services we call."""

from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders


def nobody_is_suppressed(**_: Any) -> tuple[AWSResponse, dict[str, Any]]:
    """SES's answer for an address that is not on its list of suppressed ones: a handler of botocore's `before-call`."""
    refused = {"Error": {"Code": "NotFoundException", "Message": "not on the list"}, "ResponseMetadata": {}}
    return AWSResponse("https://email.example", 404, HTTPHeaders(), None), refused
