import io
import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from graph.errors import DocumentError
from service.cli import app
from service.extraction import extract

ACT = """Resolution adopted by the General Assembly on 18 December 2019

74/173. Keeping bees in towns

The General Assembly,

Recalling its resolution 73/186 of 17 December 2018,

1. Requests a report on the bees.
"""
FIELDS = {"file", "symbol", "kind", "body", "adopted_on", "title", "language"}


def lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_record_for_the_document_and_one_for_each_citation(tmp_path: Path) -> None:
    file = write(tmp_path, "act.txt", ACT)
    stream = io.BytesIO()
    assert extract([file], stream, lambda _: None)
    document, citation = lines(stream.getvalue())
    assert document == {
        "file": str(file),
        "symbol": "A/RES/74/173",
        "kind": "resolution",
        "body": "ga",
        "adopted_on": "2019-12-18",
        "title": "Keeping bees in towns",
        "language": "en",
    }
    assert (citation["target"], citation["paragraph"], citation["date"]) == (
        "A/RES/73/186",
        "pp/1",
        "2018-12-17",
    )
    assert citation["text"] == "Recalling its resolution 73/186 of 17 December 2018,"
    assert citation["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_a_bad_file_is_complained_of_and_the_others_come_out(tmp_path: Path) -> None:
    bad, good = write(tmp_path, "bad.txt", ""), write(tmp_path, "act.txt", ACT)
    complaints: list[DocumentError] = []
    stream = io.BytesIO()
    assert not extract([bad, good], stream, complaints.append)
    assert [error.file for error in complaints] == [str(bad)]
    assert set(lines(stream.getvalue())[0]) >= FIELDS


def test_the_command_exits_with_1_if_a_file_failed(tmp_path: Path) -> None:
    bad, good = write(tmp_path, "bad.txt", ""), write(tmp_path, "act.txt", ACT)
    fine = CliRunner().invoke(app, ["extract", str(good)])
    failed = CliRunner().invoke(app, ["extract", str(bad), str(good)])
    assert (fine.exit_code, failed.exit_code) == (0, 1)
    assert len(lines(fine.stdout_bytes)) == 2
    assert lines(failed.stdout_bytes) == lines(fine.stdout_bytes)
    assert fine.stderr == ""
    assert "bad.txt: the file is empty" in failed.stderr


def test_the_command_writes_a_file_also_if_another_failed(tmp_path: Path) -> None:
    bad, good, out = write(tmp_path, "bad.txt", ""), write(tmp_path, "act.txt", ACT), tmp_path / "out.jsonl"
    result = CliRunner().invoke(app, ["extract", str(bad), str(good), "--out", str(out)])
    assert result.exit_code == 1
    assert len(lines(out.read_bytes())) == 2


def test_a_bad_line_does_not_stop_the_next(tmp_path: Path) -> None:
    record = {
        "symbol": "A/X",
        "paragraphs": [{"text": "Recalling the bees of the town,", "type": "paragraph"}],
    }
    file = write(tmp_path, "c.jsonl", "{\n" + json.dumps(record) + "\n")
    complaints: list[DocumentError] = []
    stream = io.BytesIO()
    assert not extract([file], stream, complaints.append)
    assert [error.file for error in complaints] == [f"{file}:1"]
    assert len(lines(stream.getvalue())) == 1
