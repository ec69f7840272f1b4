import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from graph.documents import Document, Hyperlink, Kind, reading
from graph.documents.reading import read
from graph.errors import DocumentError

ACT = """Resolution adopted by the General Assembly on 18 December 2019
74/173. Keeping bees in towns
The General Assembly,
Recalling the bees of the towns and all that was said of them,
1. Decides to keep the bees:
(a) In the parks;
(b) On the roofs;
2. Requests a report on the bees.
50th plenary meeting
18 December 2019
"""
PATHS = ["front/p/1", "front/p/2", "formula", "pp/1", "op/1", "op/1/a", "op/1/b", "op/2"]


def only(file: Path) -> Document:
    (document,) = read(file)
    return document


def pdf(*pages: str, password: str | None = None) -> bytes:
    """A PDF with the lines of each page in Helvetica."""
    bodies = [
        "BT /F1 10 Tf 50 800 Td 14 TL "
        + " ".join(
            f"({line.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj T*"
            for line in page.splitlines()
        )
        + " ET"
        for page in pages
    ]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, body in enumerate(bodies):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(body)} >>\nstream\n{body}\nendstream",
        ]
    data, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{data.index('xref')}\n%%EOF\n"
    if password is None:
        return data.encode("latin-1")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data.encode("latin-1")))
    writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def zipped(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return stream.getvalue()


# ---------------------------------------------------------------- each format


def test_plain_text_of_an_act(tmp_path: Path) -> None:
    file = tmp_path / "act.txt"
    file.write_text(ACT, encoding="utf-8")
    found = only(file)
    assert [each.path for each in found.paragraphs][:8] == PATHS
    assert found.metadata is not None
    assert found.metadata.symbol == "A/RES/74/173"


@pytest.mark.parametrize(
    ("language", "front", "title", "formula", "symbol", "day"),
    [
        ("fr", "Résolution adoptée par l’Assemblée générale le 1er décembre 2019", "74/173. Les abeilles dans les villes", "L’Assemblée générale,", "A/RES/74/173", "2019-12-01"),
        ("es", "Resolución aprobada por la Asamblea General el 18 de diciembre de 2019", "74/173. Las abejas en las ciudades", "La Asamblea General,", "A/RES/74/173", "2019-12-18"),
        ("ru", "Резолюция, принятая Генеральной Ассамблеей 18 декабря 2019 года", "74/173. Пчелы в городах", "Генеральная Ассамблея,", "A/RES/74/173", "2019-12-18"),
        ("zh", "2019年12月18日大会决议", "74/173. 城市里的蜜蜂", "大会，", "A/RES/74/173", None),
        ("ar", "قرار اتخذته الجمعية العامة في 18 كانون الأول/ديسمبر 2019", "74/173 - النحل في المدن", "إن الجمعية العامة،", "A/RES/74/173", "2019-12-18"),
    ],
)  # fmt: skip
def test_acts_in_five_more_languages(
    tmp_path: Path, language: str, front: str, title: str, formula: str, symbol: str, day: str | None
) -> None:
    body = {
        "fr": "Rappelant les abeilles de la ville,\n1. Décide de les garder dans les parcs ;",
        "es": "Recordando las abejas de la ciudad,\n1. Decide tenerlas en los parques;",
        "ru": "ссылаясь на пчел,\n1. постановляет держать пчел;",
        "zh": "回顾蜜蜂，\n1. 决定养蜜蜂；",
        "ar": "إذ تشير إلى النحل،\n1 - تقرر أن تربي النحل؛",
    }[language]
    file = tmp_path / "act.txt"
    file.write_text("\n\n".join([front, title, formula, *body.split("\n")]), encoding="utf-8")
    data = only(file).metadata
    assert data is not None
    assert (data.language, data.symbol) == (language, symbol)
    assert (data.adopted_on.isoformat() if data.adopted_on else None) == day
    assert [each.path for each in only(file).paragraphs][2:] == ["formula", "pp/1", "op/1"]


def test_a_report_is_read_as_before_and_is_a_document(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(
        "E/CN.15/2021/1\n\nThe bees of the town\n\n1. The bees are in the town.\n\n2. They stay.\n",
        encoding="utf-8",
    )
    found = only(file)
    assert [each.path for each in found.paragraphs] == ["front", "p/1", "p/2"]
    assert found.metadata is not None
    assert (found.metadata.symbol, found.metadata.kind) == ("E/CN.15/2021/1", "document")


def test_html_has_blocks_lists_and_tables(tmp_path: Path) -> None:
    file = tmp_path / "act.html"
    file.write_text(
        "<html><head><title>x</title><style>p {}</style></head><body><p>74/173. Bees</p>"
        "<p><i>The General Assembly</i>,</p><p>Recalling the bees of the town,</p>"
        "<ol><li>Keeps&nbsp;the bees of the town;<li><p>Asks for them.</p></ol><script>no()</script>"
        "<table><tr><td>Bees</td><td>and wasps</td></tr></table></body></html>",
        encoding="utf-8",
    )
    found = only(file)
    assert [(each.path, each.text) for each in found.paragraphs] == [
        ("front/p/1", "74/173. Bees"),
        ("formula", "The General Assembly,"),
        ("pp/1", "Recalling the bees of the town,"),
        ("op/1", "Keeps the bees of the town;"),
        ("op/2", "Asks for them."),
        ("op/2/1", "Bees | and wasps"),
    ]
    assert found.paragraphs[-1].kind is Kind.ROW


def test_a_pdf_is_read_without_running_heads(tmp_path: Path) -> None:
    lines = ACT.splitlines()
    file = tmp_path / "act.pdf"
    file.write_bytes(
        pdf("\n".join(["A/RES/74/173", *lines[:5]]), "\n".join(["A/RES/74/173", *lines[5:], "19-12345 2/2"]))
    )
    found = only(file)
    assert [each.path for each in found.paragraphs if not each.path.startswith(("front", "back"))] == PATHS[
        2:
    ]
    assert sum("A/RES/74/173" in each.text for each in found.paragraphs) == 1
    assert found.metadata is not None
    assert found.metadata.symbol == "A/RES/74/173"


def automatic(paragraph: Any, number: int, level: int) -> None:
    """Put the paragraph into a list of the file."""
    properties = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", number)):
        child = OxmlElement(name)
        child.set(qn("w:val"), str(value))
        properties.append(child)
    paragraph._p.get_or_add_pPr().append(properties)


def test_a_docx_has_automatic_numbers_and_rows(tmp_path: Path) -> None:
    word = docx.Document()
    numbering = word.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    numbering.append(
        docx.oxml.parse_xml(
            '<w:abstractNum xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:abstractNumId="7">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>'
            "</w:abstractNum>"
        )
    )
    numbering.append(
        docx.oxml.parse_xml(
            '<w:num xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:numId="3">'
            '<w:abstractNumId w:val="7"/></w:num>'
        )
    )
    word.add_paragraph("74/173. Bees")
    word.add_paragraph("The General Assembly,")
    word.add_paragraph("Recalling the bees of the town,")
    for text, level in (
        ("Keeps the bees of the town:", 0),
        ("In parks;", 1),
        ("On roofs;", 1),
        ("Asks for them.", 0),
    ):
        automatic(word.add_paragraph(text), 3, level)
    table = word.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Bees", "and wasps"
    word.save(str(tmp_path / "act.docx"))
    found = only(tmp_path / "act.docx")
    assert [each.path for each in found.paragraphs] == [
        *("front/p/1", "formula", "pp/1", "op/1", "op/1/a", "op/1/b", "op/2", "op/2/1")
    ]
    assert found.paragraphs[-1].text == "Bees | and wasps"


def styled(word: Any, text: str, level: int) -> None:
    word.add_paragraph(text, style=f"Heading {level}")


def test_rows_of_a_docx_stand_under_the_headings_above_them(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("1. The bees of the town and of the parks are counted in this report on bees.")
    styled(word, "Mandates", 1)
    for part, table in (("Bees", "Resolutions"), ("Wasps", "Decisions")):
        styled(word, part, 2)
        styled(word, f"The keeping of {part}", 2)
        styled(word, table, 3)
        word.add_table(rows=1, cols=2).rows[0].cells[0].text = f"On {part}"
    word.save(str(tmp_path / "report.docx"))
    found = only(tmp_path / "report.docx")

    def above(path: str | None) -> list[str]:
        return [] if path is None else [*above(found.by_path[path].container), found.by_path[path].text]

    rows = [each for each in found.paragraphs if each.kind is Kind.ROW]
    assert [above(row.container) for row in rows] == [
        ["Mandates", "Bees", "The keeping of Bees", "Resolutions"],
        ["Mandates", "Wasps", "The keeping of Wasps", "Decisions"],
    ]


def test_a_docx_has_its_symbol_above_the_text(tmp_path: Path) -> None:
    word = docx.Document()
    section = word.sections[0]
    section.different_first_page_header_footer = True
    table = section.first_page_header.add_table(rows=1, cols=2, width=100)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "United Nations", "A/74/123"
    section.header.paragraphs[0].text = "The bees in short"
    word.add_paragraph("1. The bees of the town and of the parks are counted in this report on bees.")
    word.save(str(tmp_path / "report.docx"))
    found = only(tmp_path / "report.docx")
    assert [each.text for each in found.paragraphs][:2] == ["United Nations", "A/74/123"]
    assert found.metadata is not None
    assert found.metadata.symbol == "A/74/123"


def test_html_with_the_head_of_xml_is_html(tmp_path: Path) -> None:
    file = tmp_path / "act.xml"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body>'
        "<p>The General Assembly,</p><p>Recalling the bees of the town,</p></body></html>",
        encoding="utf-8",
    )
    assert [each.path for each in only(file).paragraphs] == ["formula", "pp/1"]


def test_headings_of_html_hold_what_is_below_them(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(
        "<html><body><h1>Bees</h1><p>1. The bees of the town are in the town.</p><h2>Parks</h2><p>2. Here.</p>"
        "<h2>Roofs</h2><p>3. The bees are there.</p><h1>Wasps</h1><p>4. The wasps of the town.</p></body></html>",
        encoding="utf-8",
    )
    headings = [each for each in only(file).paragraphs if each.kind is Kind.HEADING]
    assert [(each.text, each.container) for each in headings] == [
        ("Bees", None),
        ("Parks", headings[0].path),
        ("Roofs", headings[0].path),
        ("Wasps", None),
    ]


def test_addresses_that_a_paragraph_links_to_are_kept(tmp_path: Path) -> None:
    page = tmp_path / "act.html"
    page.write_text(
        '<html><body><p>The General Assembly,</p><p>Recalling <a href="https://undocs.org/A/RES/1/2">the bees</a>'
        ' of the <a href="#top">town</a>,</p></body></html>',
        encoding="utf-8",
    )
    word = docx.Document()
    word.add_paragraph("The General Assembly,")
    paragraph = word.add_paragraph("Recalling the bees of the town and of the parks ")
    identifier = word.part.relate_to(
        "https://undocs.org/A/RES/1/2",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), identifier)
    paragraph._p.append(link)
    word.save(str(tmp_path / "act.docx"))
    for file in (page, tmp_path / "act.docx"):
        assert only(file).hyperlinks == (Hyperlink("https://undocs.org/A/RES/1/2", "pp/1"),)


# ---------------------------------------------------------------- what is refused

_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("empty.txt", lambda: b"", "empty"),
        ("blank.txt", lambda: b" \n\n", "empty"),
        ("latin.txt", lambda: "Résolution".encode("latin-1"), "not UTF-8"),
        ("greek.txt", "Οι μέλισσες της πόλης είναι πολλές".encode, "none of the UN's six languages"),
        ("german.txt", lambda: b"Die Bienen der Stadt sind viele und sie bleiben in den Parks", "none of the UN's"),
        ("old.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protected with a password"),
        ("cut.pdf", lambda: pdf(ACT)[:300], "PDF"),
        ("noise.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 8, "PDF"),
        ("scan.pdf", lambda: pdf(""), "pictures"),
        ("locked.pdf", lambda: pdf(ACT, password="bee"), "protected with a password"),
        ("cut.docx", lambda: zipped({"word/document.xml": "<w/>"})[:40], "not a DOCX file"),
        ("other.zip", lambda: zipped({"a.txt": "bees"}), "but not a DOCX file"),
        ("hollow.docx", lambda: zipped({"word/document.xml": "<w/>", "_rels/.rels": _RELS}), "not a DOCX file"),
        ("entities.docx", lambda: zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "entities"),
        ("bomb.xml", lambda: b'<!DOCTYPE a [<!ENTITY b "bee">]><record/>', "DOCTYPE"),
        ("other.xml", lambda: b"<?xml version='1.0'?><bees/>", "XML of another kind"),
        ("cut.xml", lambda: b"<akomaNtoso>", "not well-formed"),
        ("bytes.txt", lambda: bytes(range(128, 256)), "not UTF-8"),
        ("void.html", lambda: b"<html><body><script>1</script></body></html>", "without text"),
        ("broken.jsonl", lambda: b"{", "not JSON"),
        ("blank.jsonl", lambda: b" \n", "no document"),
        ("cut.jsonl.gz", lambda: b"\x1f\x8b\x08\x00", "cannot be read"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, name: str, data: Callable[[], bytes], what: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data())
    with pytest.raises(DocumentError) as caught:
        list(read(file))
    assert name in caught.value.file
    assert what in caught.value.what


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.documents.docx.LARGEST", 100_000)
    file = tmp_path / "bomb.docx"
    file.write_bytes(zipped({"word/document.xml": " " * 200_000}))
    with pytest.raises(DocumentError, match="unpacks to more than"):
        list(read(file))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    with file.open("wb") as stream:
        stream.write(b"The bees")
        stream.truncate(reading.LARGEST + 1)
    with pytest.raises(DocumentError, match="larger than"):
        list(read(file))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No such file"):
        list(read(tmp_path / "none.txt"))


# ---------------------------------------------------------------- real files


@pytest.mark.shared
def test_the_pdf_of_a_resolution_as_issued(shared: Path) -> None:
    found = only(shared / "corpus/files/A_RES_80_251.pdf")
    data = found.metadata
    assert data is not None
    assert (data.symbol, data.body) == ("A/RES/80/251", "ga")
    assert data.adopted_on is not None
    assert data.adopted_on.isoformat() == "2026-03-31"
    operative = [each.path for each in found.paragraphs if each.kind is Kind.OPERATIVE]
    assert [path for path in operative if path.count("/") == 1] == [f"op/{number}" for number in range(1, 34)]
    assert [f"op/1/{letter}" in operative for letter in "abcdefghijklmn"] == [True] * 14


@pytest.mark.shared
def test_the_docx_of_a_budget_fascicle_as_issued(shared: Path) -> None:
    found = only(shared / "corpus/files/A_80_6_Sect.16.docx")
    assert {"p/16/1", "p/16/2", "p/16/10"} <= set(found.by_path)
    assert len(found.by_path) == len(found.paragraphs)
    assert any(each.kind is Kind.ROW and each.text.startswith("S-20/2 | ") for each in found.paragraphs)
