"""The settings, and that each is documented."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer.main
from pydantic import ValidationError

from service.cli import app
from service.settings import Settings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MANDATES_{name.upper()}", raising=False)


def table(repository: Path) -> dict[str, list[str]]:
    text = (repository / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = (line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `MANDATES_"))
    return {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in rows}


def test_each_setting_is_in_the_table_and_nothing_else_is(repository):
    assert list(table(repository)) == [f"MANDATES_{name.upper()}" for name in Settings.model_fields]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_table_says_what_the_code_says(repository, name):
    field = Settings.model_fields[name]
    _, default, description = table(repository)[f"MANDATES_{name.upper()}"]
    assert description == field.description
    if field.default is not None and field.default_factory is None:
        assert default == f"`{field.default}`"


def test_each_flag_of_the_table_is_one_of_the_command(repository):
    commands = typer.main.get_command(app).commands
    flags = {flag for command in commands.values() for option in command.params for flag in option.opts}
    for flag, *_ in table(repository).values():
        assert flag == "" or flag.strip("`") in flags


def test_the_environment_is_read(monkeypatch, tmp_path):
    monkeypatch.setenv("MANDATES_DATA", str(tmp_path))
    monkeypatch.setenv("MANDATES_PORT", "1234")
    assert (Settings().data, Settings().port, Settings(port=5).port) == (tmp_path, 1234, 5)


def test_settings_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base", "https://example.org/no-slash"),
        ("base", "ftp://example.org/"),
        ("base", "https://example.org/?q=/"),
        ("port", 65536),
        ("publish", "sometimes"),
        ("default_graph", "both"),
        ("lock_wait", -1),
    ],
)
def test_a_wrong_value_is_refused(name, value):
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})
