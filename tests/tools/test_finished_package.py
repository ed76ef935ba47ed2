"""The finished package does what an unfinished one would, and compiles nothing.

Everything runs in a Python of its own that sees the unpacked package and the standard library, in which compiling a
module or a template is an error.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests import factories as a
from tools import finishing, packaging
from tools.bench.visit import surroundings
from tools.places import LOOPBACK, REGION

NOTHING_IS_COMPILED = """
import sys
sys.path.insert(0, sys.argv[1])
given = sys.argv[2]
import importlib.machinery
def refuse(*_, **__):
    raise AssertionError("something is compiled at a start")
importlib.machinery.SourceFileLoader.source_to_code = refuse
import jinja2
jinja2.Environment.compile = refuse
"""


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    unpacked = tmp_path_factory.mktemp("finished") / "package"
    finishing.unpack(packaging.package("prod").code, unpacked)
    return unpacked


def printed(package: Path, program: str, given: object = None) -> Any:
    """What a program prints that has nothing but the package."""
    environment = {**surroundings(f"http://{LOOPBACK}:9"), "AWS_DEFAULT_REGION": REGION}
    del environment["AWS_ENDPOINT_URL"]
    done = subprocess.run(
        [sys.executable, "-S", "-B", "-c", NOTHING_IS_COMPILED + program, str(package), json.dumps(given)],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_query_is_paged(package: Path) -> None:
    program = """
import json
from botocore.stub import Stubber
from chalicelib.wiring import office
from chalicelib.storage.table import Table
table = office().records
first = {"Items": [{"PK": {"S": "a"}}], "LastEvaluatedKey": {"PK": {"S": "a"}}}
with Stubber(table.client) as stub:
    stub.add_response("query", first)
    stub.add_response("query", {"Items": [{"PK": {"S": "b"}}]})
    found = [item["PK"]["S"] for item in table.query_all("X")]
    stub.add_response("query", first)
    stub.add_response("query", {"Items": [{"PK": {"S": "b"}}]})
    asked = table.client.get_paginator("query").paginate(TableName="t", KeyConditionExpression="PK = :pk")
    by_paginator = [item["PK"]["S"] for page in asked for item in page["Items"]]
print(json.dumps([found, by_paginator]))
"""
    assert printed(package, program) == [["a", "b"], ["a", "b"]]


def test_exceptions_have_their_types(package: Path) -> None:
    program = """
import json
from botocore.stub import Stubber
from chalicelib.wiring import _client, QUICK
raised = []
for service, operation, code, asked in json.loads(given):
    client = _client(service, QUICK)
    with Stubber(client) as stub:
        stub.add_client_error(operation, code)
        try:
            getattr(client, operation)(**asked)
        except getattr(client.exceptions, code) as error:
            raised.append(type(error).__name__)
print(json.dumps(raised))
"""
    wanted = [
        ["dynamodb", "get_item", "ResourceNotFoundException", {"TableName": "t", "Key": {"PK": {"S": "x"}}}],
        ["dynamodb", "transact_write_items", "TransactionCanceledException", {"TransactItems": []}],
        ["secretsmanager", "get_secret_value", "ResourceNotFoundException", {"SecretId": "s"}],
        ["s3", "get_object", "NoSuchKey", {"Bucket": "b", "Key": "k"}],
        ["sqs", "send_message", "QueueDoesNotExist", {"QueueUrl": "https://q", "MessageBody": "m"}],
        ["sesv2", "send_email", "MessageRejected", {"Content": {}}],
    ]
    wanted[1][3]["TransactItems"] = [{"Put": {"TableName": "t", "Item": {"PK": {"S": "x"}}}}]  # type: ignore[index]

    assert printed(package, program, wanted) == [code for _, _, code, _ in wanted]


@pytest.mark.parametrize(
    ("service", "host"),
    [("dynamodb", "dynamodb"), ("s3", "s3"), ("sesv2", "email"), ("sqs", "sqs"), ("secretsmanager", "secretsmanager")],
)
def test_endpoints_are_those_of_jakarta(package: Path, service: str, host: str) -> None:
    program = """
import json
from chalicelib.wiring import _client, QUICK
print(json.dumps(_client(json.loads(given), QUICK).meta.endpoint_url))
"""
    assert printed(package, program, service) == f"https://{host}.{REGION}.amazonaws.com"


def test_a_signed_link_names_the_buckets_own_host_in_its_region(package: Path) -> None:
    program = """
import json
from urllib.parse import parse_qs, urlsplit
from chalicelib.wiring import office
link = urlsplit(office().files.link("letters/a.pdf", "surat.pdf"))
print(json.dumps([link.scheme, link.netloc, link.path, parse_qs(link.query)["X-Amz-Algorithm"][0]]))
"""
    host = f"giliran-files.s3.{REGION}.amazonaws.com"

    assert printed(package, program) == ["https", host, "/letters/a.pdf", "AWS4-HMAC-SHA256"]


def test_dates_are_written_in_both_languages(package: Path) -> None:
    program = """
import json
from datetime import date
from babel.dates import format_date
from babel.numbers import format_decimal
from chalicelib.domain.texts import Language, Message
from chalicelib.wording import wording
day = date(2021, 4, 26)
babel = [[format_date(day, "EEEE, d MMMM y", locale=name), format_decimal(37.5, locale=name)] for name in ("id", "en")]
ours = [[words.long_date(day), words.decimal_hours(2250)] for words in map(wording, Language)]
said = [words.told(Message("%(day)s sudah lewat.", {"day": day})) for words in map(wording, Language)]
print(json.dumps([babel, ours, said]))
"""
    wanted = [["Senin, 26 April 2021", "37,5"], ["Monday, 26 April 2021", "37.5"]]
    said = ["Senin, 26 April 2021 sudah lewat.", "Monday, 26 April 2021 has passed."]

    assert printed(package, program) == [wanted, wanted, said]


def test_babel_and_we_have_the_same_words(package: Path) -> None:
    program = """
import json
from babel import Locale
from chalicelib.domain.texts import Language
from chalicelib.wording import wording
different = []
for language in Language:
    words, cldr = wording(language), Locale(language.value)
    different += [n for n in range(7) if words.weekdays[n] != cldr.days["format"]["wide"][n]]
    different += [n for n in range(12) if words.months[n] != cldr.months["format"]["wide"][n + 1]]
print(json.dumps(different))
"""
    assert printed(package, program) == []


def test_a_page_is_rendered_from_compiled_templates(package: Path) -> None:
    program = """
import json
import app
request = {"httpMethod": "GET", "resourcePath": "/sign-in", "path": "/api/sign-in", "identity": {"sourceIp": "::1"}}
event = dict.fromkeys(["queryStringParameters", "pathParameters", "stageVariables", "body"])
event |= {"multiValueQueryStringParameters": None, "isBase64Encoded": False, "requestContext": request}
event |= {"headers": {"host": "x"}, "multiValueHeaders": {"host": ["x"]}}
from chalicelib.wording import wording
answers = []
for cookie, spoken in (("", 1), ("__Host-bahasa=en", 2), ("__Host-bahasa=id", 2)):
    event["headers"] = {"host": "x", "cookie": cookie}
    event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
    answer = app.app(event, None)
    answers.append([answer["statusCode"], answer["body"], wording.cache_info().currsize == spoken])
print(json.dumps(answers))
"""
    indonesian, english, again = printed(package, program)

    assert [status for status, _, _ in (indonesian, english, again)] == [200] * 3
    assert "Alamat surel dinas" in indonesian[1]
    assert "Office email address" in english[1]
    assert "Alamat surel dinas" in again[1]
    assert [as_spoken for _, _, as_spoken in (indonesian, english, again)] == [True] * 3, "read before it is spoken"


def test_a_letter_is_made(package: Path) -> None:
    program = """
import json
from datetime import datetime, UTC
import msgspec
from chalicelib.domain.letters import Letter
from chalicelib.papers.letter import letter_pdf
letter = msgspec.convert(json.loads(given), Letter)
at = datetime(2021, 4, 23, tzinfo=UTC)
made = letter_pdf(letter, verify_url="https://x/1", content_hash="0" * 64, approved_at=at)
print(json.dumps(made[:5].decode()))
"""
    assert printed(package, program, msgspec.to_builtins(a.a_letter())) == "%PDF-"


def test_what_workers_need_is_in_the_package(package: Path) -> None:
    program = """
import json
import os
os.environ |= {"GILIRAN_BASE_URL": "https://x", "GILIRAN_SENDER": "a@example.go.id", "GILIRAN_QUEUE_URL": "https://q"}
import app
from chalicelib.jobs import events
from chalicelib.wiring import backroom
from aws_lambda_powertools.metrics import single_metric
backroom()
print(json.dumps(app.work({"Records": [
    {"messageId": "1", "body": "{}", "eventSource": "aws:sqs", "attributes": {}, "messageAttributes": {},
     "receiptHandle": "r", "md5OfBody": "", "eventSourceARN": "a", "awsRegion": "r"}]}, None)))
"""
    assert printed(package, program) == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_a_years_holidays_are_read_and_a_page_does_not_import_them(package: Path) -> None:
    program = """
import json
import sys
import app
from chalicelib.workflows import almanac, calendars
before = "holidays" in sys.modules
found = almanac.holidays_of(2026)
print(json.dumps([before, len(found), sum(each.collective for each in found), found[0].name]))
"""
    assert printed(package, program) == [False, 25, 8, "Tahun Baru Masehi"]


def test_every_module_has_its_bytecode(package: Path) -> None:
    sources = [each for each in package.rglob("*.py") if "data" not in each.parts]
    version = f"cpython-{sys.version_info.major}{sys.version_info.minor}"

    assert [each for each in sources if not (each.parent / "__pycache__" / f"{each.stem}.{version}.pyc").exists()] == []


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    packed = []
    for name in ("one", "another"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "module.py").write_text('"""Doc."""\nSOME = frozenset({"a", "b", "c"})\n', encoding="utf-8")
        finishing.compile_code(folder, keep_sources=True)
        finishing.pack(folder, tmp_path / f"{name}.zip")
        packed.append((tmp_path / f"{name}.zip").read_bytes())

    assert packed[0] == packed[1]


def test_models_lose_their_documentation_and_nothing_that_is_only_called_so() -> None:
    model = {"documentation": "<p>…</p>", "members": {"documentation": {"shape": "S", "documentation": "x"}}}
    slim = {"documentation": "", "members": {"documentation": {"shape": "S", "documentation": ""}}}

    assert finishing._undocumented(model) == slim
