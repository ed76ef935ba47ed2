"""What `make deploy` and `make smoke` do to a deployed instance, on the emulator."""

from __future__ import annotations

from tests.deployed.instance import Instance
from tools import smoke, stack
from tools.packaging import package
from tools.places import STACK
from tools.smoke_site import Site


def test_the_instance_shows_to_anybody_what_it_must(deployment: Instance) -> None:
    said: list[str] = []
    failed = smoke.run(Site(deployment.base_url), said.append)

    assert failed == 0, "\n".join(said)
    assert sum(line.startswith("not on http") for line in said) == 4


def test_a_change_is_planned_and_shown_without_being_made(deployment: Instance) -> None:
    stacks = deployment.clients.cloudformation()
    bucket = stack.uploads(deployment.clients, STACK)
    template = stack.template_of(package("local"), bucket, "another.zip")
    deployed_from = {"City": "Dumai", "Scheme": "http", "Sender": "noreply@giliran.example.go.id", "Lock": "off"}

    s3 = deployment.clients.s3()
    planned = stack.plan(stacks, STACK, stack.upload_template(s3, bucket, template), deployed_from)
    stack.discard(stacks, planned)

    changes = {change.resource: change for change in planned.changes}
    assert changes["APIHandler"].action == "Modify"
    assert changes["APIHandler"].replaced == "False"
    assert not {"Table", "Trail", "Bucket", "Keys"} & changes.keys()
    city = deployment.clients.functions().get_function_configuration(FunctionName=deployment.function("api"))
    assert city["Environment"]["Variables"]["GILIRAN_CITY"] == "Pekanbaru"
