"""What texts in the six languages cite, by tables in the style of UN texts; the sentences are the tests' own.

The document is the General Assembly's.
"""

from __future__ import annotations

import datetime as dt

import pytest

from graph.documents import Document, Kind, Metadata, Paragraph
from graph.extract.citations import citations
from graph.extract.language import LANGUAGES, language
from graph.resources import ontology_files


def cited(language, text):
    paragraph = Paragraph("op/1", Kind.OPERATIVE, "1", text)
    return citations(Document(language, (paragraph,), metadata=Metadata(body="ga")))


TABLE = [
    # French: body and date follow the number
    ("fr", "sa résolution 46/152 du 18 décembre 1991", ["A/RES/46/152"]),
    ("fr", "sa propre résolution 46/152", ["A/RES/46/152"]),
    ("fr", "la résolution 155 C (VII) du Conseil économique et social, en date du 13 août 1948,", ["E/RES/155C(VII)"]),
    ("fr", "la résolution 26/4 de la Commission pour la prévention du crime et la justice pénale", ["CCPCJ/RES/26/4"]),
    ("fr", "les résolutions 425 (1978) et 426 (1978) du 19 mars 1978", ["S/RES/425(1978)", "S/RES/426(1978)"]),
    ("fr", "la résolution 22/8 du Conseil des droits de l’homme", ["A/HRC/RES/22/8"]),
    ("fr", "les résolutions 48/218 A et B", ["A/RES/48/218A", "A/RES/48/218B"]),
    ("fr", "le Conseil de sécurité, dans sa résolution 2199 (2015)", ["S/RES/2199(2015)"]),
    ("fr", "la décision 74/567. Dans cette décision,", ["A/DEC/74/567", "A/DEC/74/567"]),
    ("fr", "la présente résolution", []),
    # Spanish: the date between commas
    ("es", "su resolución 70/1, de 25 de septiembre de 2015, titulada “X”, y 69/313, de 27 de julio de 2015", ["A/RES/70/1", "A/RES/69/313"]),
    ("es", "resolución 1373 (2001) del Consejo de Seguridad", ["S/RES/1373(2001)"]),
    ("es", "resolución 26/4 de la Comisión de Prevención del Delito y Justicia Penal", ["CCPCJ/RES/26/4"]),
    ("es", "las resoluciones 2016/18 y 2017/19 del Consejo Económico y Social", ["E/RES/2016/18", "E/RES/2017/19"]),
    ("es", "el Consejo de Derechos Humanos, en su resolución 31/32,", ["A/HRC/RES/31/32"]),
    ("es", "la decisión 74/567; esa decisión", ["A/DEC/74/567", "A/DEC/74/567"]),
    ("es", "la presente resolución", []),
    # Russian: endings, Cyrillic letters for parts
    ("ru", "в своей резолюции 45/108 от 14 декабря 1990 года", ["A/RES/45/108"]),
    ("ru", "резолюцией 65/230 Генеральной Ассамблеи от 21 декабря 2010 года", ["A/RES/65/230"]),
    ("ru", "свои резолюции 1267 (1999) от 15 октября 1999 года и 1373 (2001)", ["S/RES/1267(1999)", "S/RES/1373(2001)"]),
    ("ru", "в резолюциях Совета Безопасности 1325 (2000) и 1820 (2008)", ["S/RES/1325(2000)", "S/RES/1820(2008)"]),
    ("ru", "резолюция 26/4 Комиссии по предупреждению преступности и уголовному правосудию", ["CCPCJ/RES/26/4"]),
    ("ru", "Генеральной Ассамблеи и резолюцией 22/8 Комиссии по предупреждению преступности и уголовному правосудию", ["CCPCJ/RES/22/8"]),
    ("ru", "резолюции 48/218 А и В", ["A/RES/48/218A", "A/RES/48/218B"]),
    ("ru", "решение 74/567; в этом решении", ["A/DEC/74/567", "A/DEC/74/567"]),
    ("ru", "настоящей резолюции", []),
    # Chinese: the date before the number, one word for the act of the whole list
    ("zh", "大会第 74/173 号决议", ["A/RES/74/173"]),
    ("zh", "大会1992年12月16日第47/91号、第48/12号决议", ["A/RES/47/91", "A/RES/48/12"]),
    ("zh", "其1994年12月23日第49/158号决议", ["A/RES/49/158"]),
    ("zh", "第1267(1999)、1325(2000)和2482(2019)号决议", ["S/RES/1267(1999)", "S/RES/1325(2000)", "S/RES/2482(2019)"]),
    ("zh", "经济及社会理事会1993年7月27日第1993/31号和第1993/34号决议", ["E/RES/1993/31", "E/RES/1993/34"]),
    ("zh", "预防犯罪和刑事司法委员会第 26/4 号决议", ["CCPCJ/RES/26/4"]),
    ("zh", "大会第 74/567 号决定；大会决定加强", ["A/DEC/74/567"]),
    ("zh", "第十三届大会第15号决议", []),
    # Arabic: "its" is an ending, Roman numerals and part letters are spelt otherwise
    ("ar", "قرارها 46 / 152 المؤرخ 18 كانون الأول/ديسمبر 1991", ["A/RES/46/152"]),
    ("ar", "قرار مجلس الأمن 1373 (2001)", ["S/RES/1373(2001)"]),
    ("ar", "قرار لجنة منع الجريمة والعدالة الجنائية 5 / 1 المؤرخ 30 أيار/مايو 1996", ["CCPCJ/RES/5/1"]),
    ("ar", "بقراريها 73/186 و 73/187 المؤرخين 17 كانون الأول/ديسمبر 2018", ["A/RES/73/186", "A/RES/73/187"]),
    ("ar", "قراراتها 73/186 و73/187", ["A/RES/73/186", "A/RES/73/187"]),
    ("ar", "قرارها ٧٣/١٨٦", ["A/RES/73/186"]),
    ("ar", "قرار المجلس الاقتصادي والاجتماعي 155 جيم (د-7)", ["E/RES/155C(VII)"]),
    ("ar", "قرار الجمعية العامة 1514 (د - 15)", ["A/RES/1514(XV)"]),
    ("ar", "المقرر 74/567", ["A/DEC/74/567"]),
    ("ar", "هذا القرار", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), TABLE)
def test_a_text_cites(language, text, expected):
    assert [each.target for each in cited(language, text)] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "its resolution 46/152 of 18 December 1991"),
        ("fr", "sa résolution 46/152 du 18 décembre 1991"),
        ("es", "su resolución 46/152, de 18 de diciembre de 1991,"),
        ("ru", "в своей резолюции 46/152 от 18 декабря 1991 года"),
        ("zh", "其1991年12月18日第46/152号决议"),
        ("ar", "قرارها 46/152 المؤرخ 18 كانون الأول/ديسمبر 1991"),
    ],
)
def test_a_date_of_adoption_is_read(language, text):
    (found,) = cited(language, text)
    assert (found.target, found.date, found.method) == ("A/RES/46/152", dt.date(1991, 12, 18), "possessive")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "paragraph 5 of resolution 74/173"),
        ("fr", "au paragraphe 5 de la résolution 74/173"),
        ("es", "en el párrafo 5 de la resolución 74/173"),
        ("ru", "в пункте 5 резолюции 74/173"),
        ("zh", "第74/173号决议第5段"),
        ("ar", "الفقرة 5 من القرار 74/173"),
    ],
)
def test_a_pinpoint_is_read(language, text):
    assert [each.pinpoint for each in cited(language, text)] == ["op/5"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_roles_and_verbs_are_notations_of_the_schemes(code):
    schemes = {file.name: file.read_text("utf-8") for file in ontology_files()}
    known = language(code)
    for verb in (*known.leading, *known.before, *known.reported):
        assert bool(verb.role) != bool(verb.verb)
        assert verb.role is None or f'skos:notation "{verb.role}"' in schemes["citation-role.ttl"]
        assert verb.verb is None or f'skos:notation "{verb.verb}"' in schemes["action-verb.ttl"]
