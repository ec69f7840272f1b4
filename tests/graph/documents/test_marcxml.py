"""Records in the form of the UN library, of documents that do not exist."""

import datetime as dt
from pathlib import Path

import pytest

from graph.documents import Document, Hyperlink, Relation
from graph.documents.reading import read
from graph.errors import DocumentError


def field(tag: str, **subfields: str) -> str:
    inner = "".join(f'<subfield code="{code}">{text}</subfield>' for code, text in subfields.items())
    return f'<datafield tag="{tag}" ind1=" " ind2=" ">{inner}</datafield>'


def collection(*records: str) -> str:
    inner = "".join(f"<record><leader>00000nam a2200000 u 4500</leader>{each}</record>" for each in records)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">{inner}</collection>'


RESOLUTION = "".join(
    [
        '<controlfield tag="001">123</controlfield>',
        field("041", a="araengchi"),
        field("191", a="A/RES/74/999", b="A/", c="74"),
        field("245", a="Keeping bees in towns :", b="resolution /", c="adopted by the General Assembly"),
        field("269", a="2020-01-15"),
        field("992", a="2019-12-18"),
        field("710", a="UN. General Assembly (74th sess. : 2019-2020)"),
        field("710", a="UN. General Assembly (74th sess. : 2019-2020). 3rd Committee"),
        field("856", u="https://example.org/A_RES_74_999-EN.pdf", y="English"),
        field("991", a="A/74/251", b="70 (b)", c="Bees."),
        field("993", a="A/C.3/74/L.5/Rev.1"),
        field("993", a="A/74/PV.50"),
        field("993", a="A/74/399/Add.2"),
        field("996", a="Adopted by recorded vote of 142-1-3, 50th plenary meeting"),
    ]
)


def documents(tmp_path: Path, text: str) -> list[Document]:
    file = tmp_path / "records.xml"
    file.write_text(text, encoding="utf-8")
    return list(read(file))


def test_a_record_is_a_document_without_text(tmp_path: Path) -> None:
    (found,) = documents(tmp_path, collection(RESOLUTION))
    data = found.metadata
    assert data is not None
    assert (found.paragraphs, found.language) == ((), "en")
    assert (data.symbol, data.kind, data.body, data.session) == ("A/RES/74/999", "resolution", "ga", "74")
    assert (data.title, data.adopted_on) == ("Keeping bees in towns", dt.date(2019, 12, 18))
    assert (data.agenda_items, data.meeting, data.votes) == (("70 (b)",), 50, (142, 1, 3))
    assert (data.without_vote, data.draft) == (False, "A/C.3/74/L.5/Rev.1")
    assert (data.on_report, data.recommended_by) == ("A/74/399/Add.2", "ga-c3")
    assert data.languages == ("ar", "en", "zh")
    assert found.hyperlinks == (Hyperlink("https://example.org/A_RES_74_999-EN.pdf", ""),)
    assert data.related == (
        (Relation.AGENDA, "A/74/251"),
        (Relation.DRAFT, "A/C.3/74/L.5/Rev.1"),
        (Relation.MEETING_RECORD, "A/74/PV.50"),
        (Relation.REPORT, "A/74/399/Add.2"),
    )


def test_what_a_record_does_not_say_is_none(tmp_path: Path) -> None:
    (found,) = documents(tmp_path, collection(field("191", a="A/RES/74/999") + field("269", a="2020-01-15")))
    data = found.metadata
    assert data is not None
    assert (data.title, data.adopted_on, data.meeting, data.votes) == (None, None, None, None)
    assert (data.without_vote, data.draft, data.related, data.languages) == (None, None, (), ())


@pytest.mark.parametrize(
    ("fields", "without", "votes"),
    [
        (field("996", a="Adopted without vote, 46th plenary meeting"), True, None),
        (field("996", b="142", c="1", d="3", f="193"), False, (142, 1, 3)),
        (field("996", a="Adopted"), None, None),
    ],
)
def test_the_note_says_how_it_was_voted(
    tmp_path: Path, fields: str, without: bool | None, votes: tuple[int, int, int] | None
) -> None:
    (found,) = documents(tmp_path, collection(field("191", a="A/RES/74/999") + fields))
    assert found.metadata is not None
    assert (found.metadata.without_vote, found.metadata.votes) == (without, votes)


def test_a_second_symbol_is_the_same_document(tmp_path: Path) -> None:
    (found,) = documents(tmp_path, collection(field("191", a="A/70/357") + field("191", a="S/2015/682")))
    assert found.metadata is not None
    assert (found.metadata.symbol, found.metadata.related) == ("A/70/357", ((Relation.SAME, "S/2015/682"),))


def test_two_drafts_are_related_and_neither_is_the_draft(tmp_path: Path) -> None:
    fields = field("191", a="A/RES/74/999") + field("993", a="A/74/L.1") + field("993", a="A/74/L.2")
    (found,) = documents(tmp_path, collection(fields))
    assert found.metadata is not None
    assert found.metadata.draft is None
    assert [symbol for _, symbol in found.metadata.related] == ["A/74/L.1", "A/74/L.2"]


def test_a_malformed_record_is_named_by_its_number_and_stops_no_other(tmp_path: Path) -> None:
    bare, nonsense = field("245", a="Bees"), field("191", a="bees")
    file = tmp_path / "records.xml"
    file.write_text(collection(RESOLUTION, bare, nonsense, "<datafield/>", RESOLUTION), encoding="utf-8")
    errors: list[DocumentError] = []
    assert len(list(read(file, errors.append))) == 2
    assert [error.file.rpartition(": ")[2] for error in errors] == ["record 2", "record 3", "record 4"]
    with pytest.raises(DocumentError, match="record 2: it has no symbol"):
        list(read(file))


def test_fields_without_tag_or_code_are_left_out(tmp_path: Path) -> None:
    broken = '<datafield><subfield code="a">x</subfield></datafield><datafield tag="245"><subfield>y</subfield></datafield>'
    (found,) = documents(tmp_path, collection(broken + field("191", a="A/RES/74/999")))
    assert found.metadata is not None
    assert found.metadata.title is None


def test_records_are_read_one_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "records.xml"
    file.write_text(collection(RESOLUTION, RESOLUTION)[: -len("</record></collection>")], encoding="utf-8")
    reading = read(file)
    assert next(reading).metadata is not None
    with pytest.raises(DocumentError, match="not well-formed"):
        next(reading)


def test_a_single_record_is_a_file(tmp_path: Path) -> None:
    assert len(documents(tmp_path, f"<record>{RESOLUTION}</record>")) == 1


BOMB = '<!DOCTYPE a [<!ENTITY b "bee"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (BOMB + collection(RESOLUTION).partition("\n")[2], "DOCTYPE"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd">' + collection(RESOLUTION).partition("\n")[2], "DOCTYPE"),
        ("<collection>" + "<a>" * 300 + "</a>" * 300 + "</collection>", "nested"),
        ("<collection/>", "without a record"),
        ("<collection>", "not well-formed"),
        ("<bees><bee/></bees>", "its root is <bees>"),
    ],
)
def test_hostile_xml_is_refused(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(DocumentError, match=what):
        documents(tmp_path, text)
