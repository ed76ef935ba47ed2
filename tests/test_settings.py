"""Settings: whatever the deployment forgot is named."""

import pytest

from chalicelib.settings import MissingSetting, PostSettings, Settings, post_settings, settings

OF_ANY_FUNCTION = {
    "GILIRAN_TABLE": "table",
    "GILIRAN_TRAIL": "trail",
    "GILIRAN_BUCKET": "bucket",
    "GILIRAN_KEYS": "keys",
    "GILIRAN_CITY": "Pekanbaru",
}
OF_A_WORKER = {
    "GILIRAN_BASE_URL": "https://giliran.example",
    "GILIRAN_SENDER": "giliran@kota.example",
    "GILIRAN_QUEUE_URL": "https://queue.example/1",
}


def test_every_function_reads_its_settings() -> None:
    expected = Settings(table="table", trail="trail", bucket="bucket", keys="keys", city="Pekanbaru")

    assert settings(OF_ANY_FUNCTION) == expected


def test_a_worker_reads_what_it_needs_to_write_to_people() -> None:
    expected = PostSettings(
        base_url="https://giliran.example", sender="giliran@kota.example", queue_url="https://queue.example/1"
    )

    assert post_settings(OF_A_WORKER) == expected


@pytest.mark.parametrize("name", OF_ANY_FUNCTION)
def test_a_variable_that_is_missing_or_empty_is_named(name: str) -> None:
    missing = {key: value for key, value in OF_ANY_FUNCTION.items() if key != name}

    for environment in (missing, {**OF_ANY_FUNCTION, name: ""}):
        with pytest.raises(MissingSetting, match=f"^{name} is not set$"):
            settings(environment)


@pytest.mark.parametrize("name", OF_A_WORKER)
def test_a_workers_variable_that_is_missing_or_empty_is_named(name: str) -> None:
    missing = {key: value for key, value in OF_A_WORKER.items() if key != name}

    for environment in (missing, {**OF_A_WORKER, name: ""}):
        with pytest.raises(MissingSetting, match=f"^{name} is not set$"):
            post_settings(environment)


@pytest.mark.parametrize("typed", ["https://giliran.example", "https://giliran.example/"])
def test_the_base_address_ends_without_a_slash(typed: str) -> None:
    assert post_settings({**OF_A_WORKER, "GILIRAN_BASE_URL": typed}).base_url == "https://giliran.example"


def test_a_stage_in_the_base_address_is_kept() -> None:
    typed = "https://giliran.example/api/"

    assert post_settings({**OF_A_WORKER, "GILIRAN_BASE_URL": typed}).base_url == "https://giliran.example/api"
