"""PDF files made here: any Unicode text through a ToUnicode map, and no font in the file."""

import io
from pathlib import Path

import pypdf
import pytest

from graph.documents import Document
from graph.documents.reading import read
from graph.errors import DocumentError

Line = tuple[int, int, str]  # from the left, from the bottom, text in the order of the signs on the page


def pdf(*pages: list[Line]) -> bytes:
    code = {
        char: number
        for number, char in enumerate(sorted({c for page in pages for _, _, t in page for c in t}), 1)
    }
    maps = "\n".join(f"<{number:04X}> <{char.encode('utf-16-be').hex()}>" for char, number in code.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(code)} beginbfchar\n{maps}\nendbfchar\n"
        "endcmap end end"
    )
    kids = " ".join(f"{7 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 5 0 R /DW 500"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800"
        " /Descent -200 /CapHeight 700 /StemV 80 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    for at, page in enumerate(pages):
        shown = " ".join(
            f"1 0 0 1 {x} {y} Tm <{''.join(f'{code[char]:04X}' for char in text)}> Tj" for x, y, text in page
        )
        body = f"BT /F1 10 Tf {shown} ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {8 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(body)} >>\nstream\n{body}\nendstream",
        ]
    data, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{each}\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{p:010} 00000 n \n" for p in places
    )
    return f"{data}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode(
        "latin-1"
    )


def down(*texts: str, left: int = 60, top: int = 780) -> list[Line]:
    return [(left, top - 14 * at, text) for at, text in enumerate(texts)]


def only(tmp_path: Path, data: bytes) -> Document:
    file = tmp_path / "act.pdf"
    file.write_bytes(data)
    (found,) = read(file)
    return found


def texts(document: Document) -> list[str]:
    return [each.text for each in document.paragraphs]


LEFT = ("The General Assembly,", "Recalling the bees of the town, which", "are many, and mindful of the parks in", "which they live, and of the roofs, on", "which nobody would look for them at all", "and that they have all been counted", "in the parks, and on all of the roofs,", "1. Decides to keep the bees of the town", "and of the parks for ever and a day, as", "they have been kept in former times;")  # fmt: skip
RIGHT = ("2. Requests the keeper of the bees to", "count the bees of the parks each year,", "and to report on them to the people;", "3. Invites the people of the town to", "look after the bees of their own roofs", "and not to be afraid of the wasps which", "live beside them in the same trees;", "4. Thanks the keeper of the bees for the", "honey that was given to the people in", "the last of the years gone by.")  # fmt: skip


@pytest.mark.parametrize("by_row", [False, True])
def test_two_columns_are_read_one_after_the_other(tmp_path: Path, by_row: bool) -> None:
    left, right = down(*LEFT, top=700), down(*RIGHT, left=320, top=700)
    columns = [line for pair in zip(left, right, strict=True) for line in pair] if by_row else left + right
    title = [(60, 740, "74/173. Keeping the bees of the town and of all the parks in it, for ever and a day")]
    found = only(tmp_path, pdf(title + columns))
    assert [each.path for each in found.paragraphs] == [
        *("front/p/1", "formula", "pp/1", "op/1", "op/2", "op/3", "op/4")
    ]
    assert texts(found)[4] == "Requests the keeper of the bees to count the bees of the parks each year, and to report on them to the people;"  # fmt: skip


def test_a_table_of_short_cells_is_no_page_of_columns(tmp_path: Path) -> None:
    rows = [
        line
        for at in range(20)
        for line in ((60, 700 - 14 * at, f"the bees of {at}"), (330, 700 - 14 * at, f"{at}"))
    ]
    found = only(tmp_path, pdf(rows))
    assert "the bees of 3 3" in " ".join(texts(found))


def test_arabic_comes_out_in_the_order_of_reading_and_in_letters(tmp_path: Path) -> None:
    # As such a file has it: letters from left to right as they look, figures from left to right.
    shown = [
        (300, 700, "،ﺔﻣﺎﻌﻟﺍ ﺔﻴﻌﻤﺠﻟﺍ ﻥﺇ"),
        (300, 680, "ﺥﺭﺆﻤﻟﺍ 65/230 ﺎﻫﺭﺍﺮﻗ ﻰﻟﺇ ﺮﻴﺸﺗ ﺫﺇ"),
        (300, 660, "ﺥﺭﺆﻤﻟﺍ ٦٥/٢٣٠ ﺎﻫﺭﺍﺮﻗ ﻰﻟﺇ ﺮﻴﺸﺗ ﺫﺇ"),
    ]
    found = only(tmp_path, pdf(shown))
    assert found.language == "ar"
    assert texts(found)[0] == "إن الجمعية العامة،"
    assert "إذ تشير إلى قرارها 65/230 المؤرخ" in " ".join(texts(found))
    assert "إذ تشير إلى قرارها ٦٥/٢٣٠ المؤرخ" in " ".join(texts(found))


def test_chinese_lines_join_without_spaces(tmp_path: Path) -> None:
    lines = (
        "大会，",
        "回顾其关于城市和公园里的蜜蜂的第65/230",
        "号决议，并铭记城市和公园里的一切蜜蜂都",
        "是人们的朋友，",
        "1. 决定养蜜蜂。",
    )
    found = only(tmp_path, pdf(down(*lines)))
    assert (found.language, texts(found)[0]) == ("zh", "大会，")
    assert "第65/230号决议，并铭记城市和公园里的一切蜜蜂都是人们的朋友，" in texts(found)[1]


def test_a_hyphen_at_the_end_goes_where_the_whole_word_is_known(tmp_path: Path) -> None:
    lines = (
        "The report says which of the bees are neces-",
        "sary, and that low-",
        "income towns have fewer of the bees that are",
        "necessary than the others have of them.",
    )
    whole = " ".join(texts(only(tmp_path, pdf(down(*lines)))))
    assert "which of the bees are necessary, and that low-income towns" in whole


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    one = [
        (60, 800, "A/RES/74/173"),
        *down(
            "The General Assembly,",
            "1. Decides to keep the bees of the town and of the parks that belong to",
            top=700,
        ),
    ]
    two = [
        (60, 800, "A/RES/74/173"),
        *down(
            "the town, as long as there are bees;",
            "2. Requests a report on the bees of the town and of the parks in the year.",
            top=760,
        ),
    ]
    found = only(tmp_path, pdf(one, two))
    assert [each.path for each in found.paragraphs] == ["front/p/1", "formula", "op/1", "op/2"]
    assert texts(found)[2].endswith("that belong to the town, as long as there are bees;")


def test_russian_in_western_letters_becomes_cyrillic(tmp_path: Path) -> None:
    plain = (
        "Генеральная Ассамблея,",
        "ссылаясь на пчел города и на пчел в парках,",
        "1. постановляет держать пчел в парках и на крышах.",
    )
    found = only(tmp_path, pdf(down(*(line.encode("cp1251").decode("cp1252") for line in plain))))
    assert (found.language, texts(found)[0]) == ("ru", "Генеральная Ассамблея,")


def test_signs_without_characters_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="which characters their signs are"):
        only(tmp_path, pdf(down(*["\ue001\ue002\ue003 \ue004\ue005\ue001\ue002"] * 6)))


@pytest.mark.parametrize(("user", "reads"), [("", True), ("bee", False)])
def test_an_encrypted_file_is_read_where_it_needs_no_password(tmp_path: Path, user: str, reads: bool) -> None:
    lines = ("The General Assembly,", "1. Decides to keep the bees of the town and of the parks.")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(down(*lines))))
    writer.encrypt(user, "owner", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    if reads:
        assert texts(only(tmp_path, stream.getvalue()))[0] == "The General Assembly,"
    else:
        with pytest.raises(DocumentError, match="protected with a password"):
            only(tmp_path, stream.getvalue())
