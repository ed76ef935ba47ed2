"""Where a stage is deployed to and with which parameters: `.chalice/stage-<stage>.json`, kept by whoever deploys.

    {"stack": "giliran", "region": "ap-southeast-3", "parameters": {"City": "…", "Sender": "…"}}

It holds no secrets. `.chalice/stage-example.json` is one to copy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.aws import Clients
from tools.places import PROJECT, REGION, STACK
from tools.stack import DeploymentError


@dataclass(frozen=True)
class Stage:
    """A stage's stack, region and parameters, as its file gives them."""

    file: Path
    stack: str
    region: str
    parameters: Mapping[str, str]

    @property
    def clients(self) -> Clients:
        """AWS clients for the stage's region, with the credentials of whoever deploys."""
        return Clients(region=self.region)

    @property
    def is_locked(self) -> bool:
        """Whether what holds records is protected against deletion."""
        return self.parameters.get("Lock", "on") == "on"


def stage_of(name: str, folder: Path = PROJECT / ".chalice") -> Stage:
    """The stage of that name. Raises DeploymentError when its file is missing or says something else."""
    file = folder / f"stage-{name}.json"
    if not file.exists():
        raise DeploymentError(
            f"{file.name} is missing. Copy the example and fill it in:\n"
            f"  cp .chalice/stage-example.json .chalice/{file.name}"
        )
    try:
        said: Any = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise DeploymentError(f"{file.name} is not JSON: {error}") from error
    parameters = said.get("parameters") if isinstance(said, dict) else None
    if not isinstance(parameters, dict) or not all(isinstance(value, str) for value in parameters.values()):
        raise DeploymentError(f'{file.name} needs "parameters": names and values in quotes.')
    if unknown := said.keys() - {"stack", "region", "parameters"}:
        raise DeploymentError(f"{file.name} says {', '.join(sorted(unknown))}, which nobody reads.")
    return Stage(file, said.get("stack", STACK), said.get("region", REGION), parameters)


def check_parameters(stage: Stage, template: Mapping[str, Any]) -> None:
    """Refuse parameters that the template lacks or does not know. Raises DeploymentError naming all of them."""
    known = template["Parameters"]
    missing = [name for name, rules in known.items() if "Default" not in rules and not stage.parameters.get(name)]
    wrong = [f"{name} is missing: {known[name].get('Description', '')}" for name in missing]
    wrong += [f"{name} is no parameter of the template." for name in stage.parameters if name not in known]
    if stage.parameters.get("Certificate") and not stage.parameters.get("PublicUrl"):
        wrong.append("Certificate needs PublicUrl, the address it is for.")
    if wrong:
        raise DeploymentError("\n".join([f"{stage.file.name}:", *(f"  {each}" for each in wrong)]))
