"""Every spelling of a symbol that the project knows, and what is refused."""

import gzip
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.errors import UsageError
from graph.grammar import tables
from graph.grammar.spelling import of_roman, to_roman
from graph.symbols import (
    AmbiguousSymbol,
    Kind,
    Status,
    Symbol,
    SymbolError,
    doubts,
    members,
    nearest,
    parse,
    session_window,
    symbol_of_path,
)

NBSP = "\u00a0"

SPELLINGS = [
    # The Assembly, from its 31st session
    ("A/RES/74/173", "A/RES/74/173"),
    ("a/res/74/173", "A/RES/74/173"),
    ("A/RES/74/173 ", "A/RES/74/173"),
    (f"A/RES/74/173{NBSP}", "A/RES/74/173"),
    ("A / RES / 74 / 173", "A/RES/74/173"),
    ("A/RES/074/0173", "A/RES/74/173"),
    ("A/RES/74/173*", "A/RES/74/173"),
    ("A/RES/74/173²", "A/RES/74/173"),
    ("(A/RES/74/173).", "A/RES/74/173"),
    ("“A/RES/74/173”", "A/RES/74/173"),
    ("A∕RES∕74∕173", "A/RES/74/173"),
    ("Ａ／ＲＥＳ／７４／１７３", "A/RES/74/173"),
    ("\u200fA/RES/74/173\u200e", "A/RES/74/173"),
    ("GA/RES/74/173", "A/RES/74/173"),
    ("A/RES/57/283B", "A/RES/57/283B"),
    ("A/RES/57/283 B", "A/RES/57/283B"),
    (f"A/RES/57/283{NBSP}B", "A/RES/57/283B"),
    ("a/res/57/283b", "A/RES/57/283B"),
    ("A/RES/57/283/B", "A/RES/57/283B"),
    ("A/RES/57/283 В", "A/RES/57/283B"),  # Cyrillic
    ("A/RES/71/101/A-B", "A/RES/71/101A-B"),
    ("A/RES/71/101 A and B", "A/RES/71/101A-B"),
    ("A/RES/43/222 A to E", "A/RES/43/222A-E"),
    ("A/RES/43/222 A–E", "A/RES/43/222A-E"),
    # Until its 30th
    ("A/RES/1514(XV)", "A/RES/1514(XV)"),
    ("A/RES/1514 (XV)", "A/RES/1514(XV)"),
    (f"a/res/1514{NBSP}(xv)", "A/RES/1514(XV)"),
    ("A/RES/3367A(XXX)", "A/RES/3367A(XXX)"),
    ("A/RES/3367 A (XXX)", "A/RES/3367A(XXX)"),
    ("A/RES/3367(XXX)A", "A/RES/3367A(XXX)"),
    ("A/RES/3367 А (ХХХ)", "A/RES/3367A(XXX)"),  # Cyrillic
    ("3367 A (XXX)", "A/RES/3367A(XXX)"),
    ("1514 (XV)", "A/RES/1514(XV)"),
    ("217 A (III)", "A/RES/217A(III)"),
    ("General Assembly resolution 217 (III) A", "A/RES/217A(III)"),
    # Special and emergency special sessions
    ("A/RES/S-20/2", "A/RES/S-20/2"),
    ("A/RES/ES-10/15", "A/RES/ES-10/15"),
    ("A/RES/3201(S-VI)", "A/RES/3201(S-VI)"),
    ("A/RES/S-6/3201", "A/RES/3201(S-VI)"),
    ("A/RES/186(S-2)", "A/RES/186(S-II)"),
    ("3201 (S-VI)", "A/RES/3201(S-VI)"),
    ("2252 (ES-V)", "A/RES/2252(ES-V)"),
    ("General Assembly resolution S-20/2", "A/RES/S-20/2"),
    ("A/DEC/74/567", "A/DEC/74/567"),
    ("A/DEC/S-25/1", "A/DEC/S-25/1"),
    # The Security Council
    ("S/RES/1373(2001)", "S/RES/1373(2001)"),
    ("S/RES/1373 (2001)", "S/RES/1373(2001)"),
    ("s/res/1373/(2001)", "S/RES/1373(2001)"),
    ("S/RES/2337", "S/RES/2337(2017)"),
    ("SC/RES/1373(2001)", "S/RES/1373(2001)"),
    ("S/PRST/2014/5", "S/PRST/2014/5"),
    # The Economic and Social Council
    ("E/RES/2019/19", "E/RES/2019/19"),
    ("E/RES/2021/2B", "E/RES/2021/2B"),
    ("E/RES/155 C (VII)", "E/RES/155C(VII)"),
    ("E/RES/131/(VI)", "E/RES/131(VI)"),
    ("155 C (VII)", "E/RES/155C(VII)"),
    ("1818 (LV)", "E/RES/1818(LV)"),
    ("E/DEC/2021/249", "E/DEC/2021/249"),
    # The Human Rights Council and the Commission before it
    ("A/hrc/RES/12/10", "A/HRC/RES/12/10"),
    ("HRC/RES/12/10", "A/HRC/RES/12/10"),
    ("A/HRC/RES/S-5/1", "A/HRC/RES/S-5/1"),
    ("A/HRC/PRST/15/2", "A/HRC/PRST/15/2"),
    ("A/HRC/PRST/OS/12/1", "A/HRC/PRST/OS/12/1"),
    ("A/HRC/DEC/2/102", "A/HRC/DEC/2/102"),
    ("CHR/RES/2005/44", "CHR/RES/2005/44"),
    ("Commission on Human Rights resolution 8 (XXIII)", "CHR/RES/8(XXIII)"),
    # Other bodies
    ("UNEP/EA.5/RES.3", "UNEP/EA.5/RES.3"),
    ("UNEP/EA.5/Res.3", "UNEP/EA.5/RES.3"),
    ("UNEP/GC/SS.XII/3", "UNEP/GC/SS.XII/3"),
    ("HSP/HA.1/Res.2", "HSP/HA.1/Res.2"),
    ("HSP/HA.1/RES.2", "HSP/HA.1/Res.2"),
    ("HSP/GC/19/11", "HSP/GC/19/11"),
    ("CCPCJ/RES/26/4", "CCPCJ/RES/26/4"),
    ("ccpcj/res/26/4", "CCPCJ/RES/26/4"),
    ("E/CN.15/RES/26/4", "CCPCJ/RES/26/4"),
    # Documents
    ("E/CN.15/2021/1", "E/CN.15/2021/1"),
    ("A/C.3/74/L.5", "A/C.3/74/L.5"),
    ("A/74/400", "A/74/400"),
    ("A/72/439/ADD.2", "A/72/439/Add.2"),
    ("A/520/REV.20/AMEND.1", "A/520/Rev.20/Amend.1"),
    ("A/72/L.59/REV.1/ADD.1", "A/72/L.59/Rev.1/Add.1"),
    ("A/HRC/RES/27/31/CORR.1", "A/HRC/RES/27/31/Corr.1"),
    ("A/80/6 (Sect. 16)", "A/80/6(Sect.16)"),
    ("A/75/5 (Vol. II)", "A/75/5(Vol.II)"),
    ("A/75/3(PARTI)", "A/75/3(PartI)"),
    ("E/1996/25(SUPP)", "E/1996/25(Supp)"),
    ("S/PV.4772 (Resumption 1)", "S/PV.4772(Resumption1)"),
    ("TD/B/EX(68)/2", "TD/B/EX(68)/2"),
    ("S/AGENDA/8979", "S/Agenda/8979"),
    ("E/CN.4/SUB.2/2003/12/REV.2", "E/CN.4/Sub.2/2003/12/Rev.2"),
    ("UNODC/CCPCJ/EG.4/2020/2", "UNODC/CCPCJ/EG.4/2020/2"),
    ("UNEP/EA.1/L.13", "UNEP/EA.1/L.13"),
    ("A/S30/L.1", "A/S-30/L.1"),
    ("A/78/L..9", "A/78/L.9"),
    ("ECE/BATUMI./CONF/2016/2//Add.1", "ECE/BATUMI.CONF/2016/2/Add.1"),
    ("A/70/357-S/2015/682", "A/70/357-S/2015/682"),
    ("a/70/357–s/2015/682", "A/70/357-S/2015/682"),
    # Phrases
    ("General Assembly resolution 74/173", "A/RES/74/173"),
    ("the General Assembly's resolution 74/173", "A/RES/74/173"),
    ("resolution 74/173 of the General Assembly", "A/RES/74/173"),
    ("General Assembly resolution 74/173 of 18 December 2019", "A/RES/74/173"),
    ("resolution 74/173", "A/RES/74/173"),
    ("UNGA Res 74/173", "A/RES/74/173"),
    ("GA resolution A/RES/74/173", "A/RES/74/173"),
    ("GA Res 74/173 (18 December 2019) UN Doc A/RES/74/173", "A/RES/74/173"),
    ("General Assembly decision 74/567", "A/DEC/74/567"),
    ("General Assembly resolution 57/283 B", "A/RES/57/283B"),
    ("General Assembly resolutions 71/101 A and B", "A/RES/71/101A-B"),
    ("Security Council resolution 1373 (2001)", "S/RES/1373(2001)"),
    (f"Security Council resolution 1373{NBSP}(2001)", "S/RES/1373(2001)"),
    ("resolution 1373 (2001)", "S/RES/1373(2001)"),
    ("1373 (2001)", "S/RES/1373(2001)"),
    ("UNSC Res 1373", "S/RES/1373(2001)"),
    ("Economic and Social Council resolution 2019/19", "E/RES/2019/19"),
    ("ECOSOC decision 2021/249", "E/DEC/2021/249"),
    ("Commission on Crime Prevention and Criminal Justice resolution 22/8", "CCPCJ/RES/22/8"),
    ("Commission on Crime Prevention and Criminal Justice (CCPCJ) resolution 22/8", "CCPCJ/RES/22/8"),
    ("CCPCJ resolution 22/8", "CCPCJ/RES/22/8"),
    ("CCPCJ 22/8", "CCPCJ/RES/22/8"),
    ("ccpcj 22/8", "CCPCJ/RES/22/8"),
    ("CCPCJ decision 22/8", "CCPCJ/DEC/22/8"),
    ("Human Rights Council resolution 22/8", "A/HRC/RES/22/8"),
    ("Human Rights Council resolution S-30/1", "A/HRC/RES/S-30/1"),
    ("Commission on Human Rights resolution 2005/44", "CHR/RES/2005/44"),
    ("Commission on Narcotic Drugs resolution 5 (XXXIX)", "CND/RES/5(XXXIX)"),
    ("United Nations Environment Assembly resolution 5/3", "UNEP/EA.5/RES.3"),
    ("UN-Habitat Assembly resolution 1/2", "HSP/HA.1/Res.2"),
    # A short name with the number's shape
    ("Council resolution 1373 (2001)", "S/RES/1373(2001)"),
    ("Council resolution 2019/19", "E/RES/2019/19"),
    ("Council resolution 22/8", "A/HRC/RES/22/8"),
    # Chinese
    ("大会第 74/173 号决议", "A/RES/74/173"),
    ("大会第74/173号决议", "A/RES/74/173"),
    ("大会2019年12月18日第74/173号决议", "A/RES/74/173"),
    ("大会第74/567号决定", "A/DEC/74/567"),
    ("预防犯罪和刑事司法委员会第 22/8 号决议", "CCPCJ/RES/22/8"),
    ("安全理事会第1373(2001)号决议", "S/RES/1373(2001)"),
    ("安全理事会第1373（2001）号决议", "S/RES/1373(2001)"),
    ("经济及社会理事会第2019/19号决议", "E/RES/2019/19"),
    ("联合国环境大会第5/3号决议", "UNEP/EA.5/RES.3"),
    # Other languages
    ("résolution 74/173 de l’Assemblée générale", "A/RES/74/173"),
    ("résolution 155 C (VII) du Conseil économique et social", "E/RES/155C(VII)"),
    ("Resolución 1373 (2001) del Consejo de Seguridad", "S/RES/1373(2001)"),
    ("резолюция 74/173 Генеральной Ассамблеи", "A/RES/74/173"),
    ("قرار الجمعية العامة ٦٥/٢٣٠", "A/RES/65/230"),
    # Addresses and files
    ("https://undocs.org/en/A/RES/74/173", "A/RES/74/173"),
    ("http://undocs.org/E/CN.15/2021/1", "E/CN.15/2021/1"),
    ("https://undocs.org/A/RES/2625%20(XXV)", "A/RES/2625(XXV)"),
    ("https://docs.un.org/en/A/80/6(Sect.16)", "A/80/6(Sect.16)"),
    ("https://undocs.org/Home/Mobile?FinalSymbol=A%2FRES%2F74%2F173&Language=E", "A/RES/74/173"),
    ("http://www.un.org/ga/search/view_doc.asp?symbol=A/70/472", "A/70/472"),
    ("https://digitallibrary.un.org/record/3814466/files/E_RES_2019_19-EN.pdf", "E/RES/2019/19"),
    ("A_RES_80_251.pdf", "A/RES/80/251"),
    ("A_80_6_Sect.16.docx", "A/80/6(Sect.16)"),
]


@pytest.mark.parametrize(("text", "canonical"), SPELLINGS)
def test_a_spelling_is_read_as_its_canonical_symbol(text: str, canonical: str) -> None:
    symbol = parse(text)
    assert symbol.canonical == canonical
    assert parse(symbol.canonical) == symbol
    assert symbol_of_path(symbol.path) == symbol


FIELDS = [
    Symbol("A/RES/74/173", "ga", Kind.RESOLUTION, session="74", number=173),
    Symbol("A/RES/57/283B", "ga", Kind.RESOLUTION, session="57", number=283, part="B"),
    Symbol("A/RES/3367A(XXX)", "ga", Kind.RESOLUTION, session="30", number=3367, part="A"),
    Symbol("A/RES/3201(S-VI)", "ga", Kind.RESOLUTION, session="S-6", number=3201),
    Symbol("A/RES/ES-10/15", "ga", Kind.RESOLUTION, session="ES-10", number=15),
    Symbol("A/DEC/74/567", "ga", Kind.DECISION, Status.LIBRARY, session="74", number=567),
    Symbol("S/RES/1373(2001)", "sc", Kind.RESOLUTION, number=1373, year=2001),
    Symbol("S/PRST/2014/5", "sc", Kind.PRESIDENTIAL_STATEMENT, number=5, year=2014),
    Symbol("E/RES/2019/19", "ecosoc", Kind.RESOLUTION, session="2019", number=19, year=2019),
    Symbol("E/RES/155C(VII)", "ecosoc", Kind.RESOLUTION, session="7", number=155, part="C"),
    Symbol("A/HRC/RES/S-5/1", "hrc", Kind.RESOLUTION, session="S-5", number=1),
    Symbol("A/HRC/PRST/OS/12/1", "hrc", Kind.PRESIDENTIAL_STATEMENT, session="OS-12", number=1),
    Symbol("UNEP/EA.5/RES.3", "unea", Kind.RESOLUTION, session="5", number=3),
    Symbol("CCPCJ/RES/22/8", "ccpcj", Kind.RESOLUTION, Status.MINTED, session="22", number=8),
    Symbol("CHR/RES/2005/44", "chr", Kind.RESOLUTION, Status.MINTED, session="2005", number=44, year=2005),
    Symbol("E/CN.15/2021/1", "ccpcj", Kind.DOCUMENT, number=1, year=2021),
    Symbol("A/C.3/74/L.5", "ga", Kind.DOCUMENT, session="74", number=5),
    Symbol("A/72/439/Add.2", "ga", Kind.DOCUMENT, session="72", number=439, suffixes=("Add.2",)),
    Symbol("A/80/6(Sect.16)", "ga", Kind.DOCUMENT, session="80", number=6, suffixes=("(Sect.16)",)),
    Symbol("UNODC/CCPCJ/EG.4/2020/2", "egcc", Kind.DOCUMENT, number=2, year=2020),
    Symbol("A/520/Rev.20", "ga", Kind.DOCUMENT, number=520, suffixes=("Rev.20",)),
    Symbol(
        "A/70/357-S/2015/682",
        "ga",
        Kind.DOCUMENT,
        session="70",
        number=357,
        joint=("A/70/357", "S/2015/682"),
    ),
    Symbol("A/HRC/RES/27/31/Corr.1", "hrc", Kind.DOCUMENT, session="27", number=31, suffixes=("Corr.1",)),
]


@pytest.mark.parametrize("symbol", FIELDS, ids=str)
def test_a_symbol_says_body_kind_session_number_part_and_year(symbol: Symbol) -> None:
    assert parse(symbol.canonical) == symbol


PATHS = [
    ("A/RES/74/173", "doc/A/RES/74/173"),
    ("S/RES/1373(2001)", "doc/S/RES/1373(2001)"),
    ("CCPCJ/RES/26/4", "doc/x-ccpcj/res/26/4"),
    ("CHR/RES/8(XXIII)", "doc/x-chr/res/8(XXIII)"),
    ("CSocD/DEC/51/101", "doc/x-csocd/dec/51/101"),
    ("A/80/6(Sect.16)", "doc/A/80/6(Sect.16)"),
]


@pytest.mark.parametrize(("canonical", "path"), PATHS)
def test_a_path_leads_back(canonical: str, path: str) -> None:
    assert parse(canonical).path == path
    assert symbol_of_path(path).canonical == canonical
    assert symbol_of_path(f"/{path}").canonical == canonical


@pytest.mark.parametrize(
    "path",
    [
        "A/RES/74/173",
        "doc/a/res/74/173",
        "doc/A/RES/74/173/",
        "doc/A/RES/57/283/B",
        "doc/CCPCJ/RES/26/4",
        "doc/x-CCPCJ/res/26/4",
        "doc/x-ga/res/74/173",
        "doc/x-declaration/salvador-2010",
        "doc/",
        "doc/CCPCJ 22/8",
    ],
)
def test_a_path_has_one_spelling(path: str) -> None:
    with pytest.raises(SymbolError):
        symbol_of_path(path)


AMBIGUOUS = [
    ("22/8", {"A/HRC/RES/22/8", "CCPCJ/RES/22/8", "HSP/GC/22/8"}),
    ("resolution 22/8", {"A/HRC/RES/22/8", "CCPCJ/RES/22/8", "HSP/GC/22/8"}),
    ("74/173", {"A/RES/74/173", "A/DEC/74/173"}),
    ("第26/4号决议", {"A/HRC/RES/26/4", "CCPCJ/RES/26/4"}),
    ("S-20/2", {"A/RES/S-20/2", "A/HRC/RES/S-20/2"}),
    ("2011/24", {"E/RES/2011/24", "E/DEC/2011/24"}),
    ("General Assembly 74/567", {"A/DEC/74/567", "A/RES/74/567"}),
    ("8 (XXIII)", {"CHR/RES/8(XXIII)", "CSW/RES/8(XXIII)"}),
    ("13 (I)", {"A/RES/13(I)"}),
    ("57/283 В", {"A/RES/57/283B", "A/DEC/57/283B"}),
]


@pytest.mark.parametrize(("text", "among"), AMBIGUOUS)
def test_where_two_acts_remain_none_is_picked(text: str, among: set[str]) -> None:
    with pytest.raises(AmbiguousSymbol) as caught:
        parse(text)
    assert among <= set(caught.value.candidates)
    assert len(caught.value.candidates) > 1
    assert isinstance(caught.value, SymbolError)
    assert all(parse(candidate).canonical == candidate for candidate in caught.value.candidates)


def test_an_arabic_session_below_31_is_never_the_assembly() -> None:
    with pytest.raises(AmbiguousSymbol) as caught:
        parse("22/8")
    assert not [candidate for candidate in caught.value.candidates if candidate.startswith("A/RES/")]


def test_the_likelier_candidate_comes_first() -> None:
    with pytest.raises(AmbiguousSymbol) as caught:
        parse("GA 74/567")
    assert caught.value.candidates == ("A/DEC/74/567", "A/RES/74/567")


REFUSED = [
    ("", "empty"),
    ("   ", "empty"),
    ("A/", "ends after its organ"),
    ("foo", "no number"),
    ("foo 1/2", "no symbol"),
    ("A/foo/1", "'FOO' is none of its components"),
    ("X/RES/74/173", "no organ"),
    ("OT/A/73/585", "no organ"),
    ("A/74/A/74/379/ADD.1", "none of its components"),
    ("E/CN.15", "ends after its organ"),
    ("A/C.3", "no number of a document"),
    ("UNODC/CCPCJ/EG.4", "ends after its organ"),
    ("A/HRC/Add.1", "no number of a document"),
    ("A/CONF22/8", "none of its components"),
    ("A/74/400(2001)", "none of its components"),
    ("A/HRC/58B27", "none of its components"),
    ("A/RES/74/173 Promoting technical assistance", "more than a symbol"),
    ("A/RES/22/8", "from the 31st session"),
    ("A/RES/2019/19", "from the 31st session"),
    ("A/RES/1514", "not the symbol of an act"),
    ("A/RES/72/L.69", "not the symbol of an act"),
    ("A/RES/74/173AB", "not the symbol of an act"),
    ("A/RES/74/0", "from the 31st session"),
    ("A/RES/1514(XIIX)", "lies outside"),
    ("A/RES/1514(XXXI)", "lies outside"),
    ("A/RES/74/173C-A", "range of parts"),
    ("A/RES/217A(III)B", "two part letters"),
    ("E/RES/74/173", "lies outside"),
    ("S/RES/1373(1901)", "lies outside"),
    ("S/RES/9999", "no year"),
    ("Security Council resolution 9999", "no year"),
    ("resolution 1373", "no symbol"),
    ("General Assembly and Security Council resolution 1373 (2001)", "two bodies"),
    ("resolution and decision 74/173", "two kinds"),
    ("General Assembly resolution S/RES/1373 (2001)", "another body"),
    ("General Assembly resolution 22/8", "no symbol"),
    ("paragraph 8 of resolution 74/173", "no symbol"),
    ("A/RES/74/173-S/RES/1373(2001)", "joins acts"),
    ("https://unhabitat.org/sites/default/files/2019/06/a_res_73_239_e.pdf", "no symbol"),
    ("http://[", "no number"),
    ("1/2 " * 2000, "characters is not a symbol"),
    ("A/RES/74/" + "1" * 500, "characters is not a symbol"),
]


@pytest.mark.parametrize(("text", "what"), REFUSED)
def test_nonsense_is_refused_with_what_was_expected(text: str, what: str) -> None:
    with pytest.raises(SymbolError, match=re.escape(what)) as caught:
        parse(text)
    assert not isinstance(caught.value, AmbiguousSymbol)
    assert caught.value.hint
    assert isinstance(caught.value, UsageError)


def test_the_members_of_a_range_are_acts_of_their_own() -> None:
    assert [str(member) for member in members(parse("A/RES/43/222A-C"))] == [
        "A/RES/43/222A",
        "A/RES/43/222B",
        "A/RES/43/222C",
    ]
    assert [str(member) for member in members(parse("A/RES/2200A-B(XXI)"))] == [
        "A/RES/2200A(XXI)",
        "A/RES/2200B(XXI)",
    ]
    single = parse("A/RES/57/283B")
    assert members(single) == (single,)


DOUBTFUL = [
    ("A/RES/74/567", "401"),
    ("A/DEC/74/173", "401"),
    ("E/RES/2019/219", "100"),
    ("E/DEC/2019/19", "201"),
    ("S/RES/1989(2001)", "another session or year"),
    ("A/RES/574(XXVII)", "another session or year"),
]


@pytest.mark.parametrize(("canonical", "what"), DOUBTFUL)
def test_an_unusual_number_is_a_doubt_and_no_error(canonical: str, what: str) -> None:
    [sentence] = doubts(parse(canonical))
    assert what in sentence


@pytest.mark.parametrize(
    "canonical",
    ["A/RES/74/173", "A/DEC/74/567", "A/RES/1514(XV)", "S/RES/1373(2001)", "E/RES/2019/19", "A/74/567"],
)
def test_a_usual_number_raises_no_doubt(canonical: str) -> None:
    assert doubts(parse(canonical)) == ()


def test_a_session_has_its_window() -> None:
    assert session_window(74) == (date(2019, 9, 1), date(2020, 9, 30))
    assert session_window("31") == (date(1976, 9, 1), date(1977, 9, 30))


@pytest.mark.parametrize("session", [30, "S-20", "2019", "", "７４", -74])
def test_other_sessions_have_none(session: int | str) -> None:
    with pytest.raises(SymbolError):
        session_window(session)


KNOWN = (
    "A/DEC/74/567",
    "A/RES/65/230",
    "A/RES/74/173",
    "A/RES/74/174",
    "CCPCJ/RES/20/7",
    "CCPCJ/RES/22/8",
    "E/RES/2019/19",
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("22/8", "CCPCJ/RES/22/8"),
        ("A/RES/22/8", "CCPCJ/RES/22/8"),
        ("A/HRC/RES/22/8", "CCPCJ/RES/22/8"),
        ("A/RES/74/175", "A/RES/74/174"),
        ("General Assembly resolution 74/567", "A/DEC/74/567"),
        ("a/res/65/230", "A/RES/65/230"),
        ("E/RES/2019/91", "E/RES/2019/19"),
    ],
)
def test_the_nearest_known_symbol_comes_first(text: str, first: str) -> None:
    found = nearest(text, KNOWN)
    assert found[0] == first
    assert set(found) <= set(KNOWN)


def test_nothing_is_near_to_nonsense() -> None:
    assert nearest("zzz", KNOWN) == ()
    assert nearest("A/RES/74/173", ()) == ()
    assert len(nearest("A/RES/74/175", KNOWN, limit=1)) == 1


# ---------------------------------------------------------------- the tables


def test_a_minted_symbol_begins_with_the_code_of_its_body() -> None:
    minted = [form for form in tables.forms() if form.status is Status.MINTED]
    assert minted
    for form in minted:
        prefix, kind, _ = form.form.split("/", 2)
        assert prefix.casefold() == form.body
        assert kind == {Kind.RESOLUTION: "RES", Kind.DECISION: "DEC"}[form.kind]


def test_no_two_bodies_share_a_form() -> None:
    texts = [form.form for form in tables.forms()]
    assert len(texts) == len(set(texts))


def test_every_body_that_adopts_acts_has_a_name_and_every_name_a_body() -> None:
    adopting = {form.body for form in tables.forms()}
    codes = set().union(*(name.bodies for name in tables.body_names()))
    assert codes == adopting
    for body in adopting:
        own = [name for name in tables.body_names() if name.bodies == {body}]
        assert len(own) > 1, f"{body} has no name but its code"


def test_running_numbers_rise() -> None:
    for body, known in tables.running_numbers().items():
        numbers = [number for row in known for number in (row.first, row.last)]
        assert numbers == sorted(numbers), body


# ---------------------------------------------------------------- properties


@given(st.integers(1, 399))
def test_roman_numerals_lead_back(number: int) -> None:
    assert of_roman(to_roman(number)) == number


@given(st.text("IVXLC", max_size=8))
def test_only_well_formed_numerals_have_a_value(numeral: str) -> None:
    value = of_roman(numeral)
    assert value == 0 or to_roman(value) == numeral


@st.composite
def acts(draw: st.DrawFn) -> Symbol:
    """An act of any form within its range."""
    form = draw(st.sampled_from(tables.forms()))
    counted = draw(st.integers(form.first, form.last))
    part = draw(st.sampled_from(["", "A", "C", "A-D"])) if "{part}" in form.form else ""
    canonical = form.form.format(
        session=counted,
        year=counted,
        roman=to_roman(counted) if "{roman}" in form.form else "",
        number=draw(st.integers(1, 99_999)),
        part=part,
    )
    return parse(canonical)


SPACES = st.sampled_from(["", " ", NBSP, "\u2009", "  "])


@given(st.data())
def test_any_spelling_of_an_act_gives_it_back(data: st.DataObject) -> None:
    act = data.draw(acts())
    spelt = "".join(
        data.draw(SPACES) + char if char in "/(" else char + data.draw(SPACES) if char in "/)" else char
        for char in data.draw(st.sampled_from([act.canonical, act.canonical.lower(), act.canonical.upper()]))
    )
    assert parse(spelt) == act
    assert parse(f"  {spelt}. ") == act


@given(acts())
def test_an_act_is_canonical_and_its_path_legal(act: Symbol) -> None:
    assert parse(act.canonical) == act
    assert symbol_of_path(act.path) == act
    assert re.fullmatch(r"doc/[A-Za-z0-9./()-]+", act.path)
    assert act.is_act


@given(st.data())
def test_a_phrase_gives_the_act_that_its_body_kind_and_number_say(data: st.DataObject) -> None:
    form = data.draw(
        st.sampled_from([form for form in tables.forms() if form.form.startswith(("A/", "E/", "S/"))])
    )
    counted, number = data.draw(st.integers(form.first, form.last)), data.draw(st.integers(1, 99_999))
    canonical = form.form.format(
        session=counted,
        year=counted,
        roman=to_roman(counted) if "{roman}" in form.form else "",
        number=number,
        part="",
    )
    act = parse(canonical)
    name = {"ga": "General Assembly", "sc": "Security Council", "ecosoc": "ECOSOC", "hrc": "HRC"}[form.body]
    cited = canonical.split("/", 3 if form.body == "hrc" else 2)[-1]
    kind = form.kind.value.replace("-", " ")
    assert parse(f"{name} {kind} {cited}") == act
    assert parse(f"the {kind} {cited} of the {name}") == act
    assert parse(f"{name} {kind} {canonical}") == act


@given(st.text(max_size=60) | st.text("ARESCN/.()-0123456789 XVIL", max_size=40))
def test_whatever_the_text_it_is_a_symbol_or_a_symbol_error(text: str) -> None:
    try:
        symbol = parse(text)
    except SymbolError as error:
        assert error.message
        return
    assert parse(symbol.canonical) == symbol
    assert symbol_of_path(symbol.path) == symbol
    assert re.fullmatch(r"[A-Za-z0-9./()-]+", symbol.canonical)


@given(st.text(max_size=40))
def test_nearest_never_fails(text: str) -> None:
    assert set(nearest(text, KNOWN)) <= set(KNOWN)


@given(acts())
def test_the_members_of_an_act_have_one_part_each(act: Symbol) -> None:
    assume(act.part is not None)
    for member in members(act):
        assert member.part is not None
        assert len(member.part) == 1
        assert (member.body, member.session, member.number) == (act.body, act.session, act.number)


# ---------------------------------------------------------------- the corpus

ODDITIES = [
    (
        r"A/RES/([1-9]|[12]\d|30)/\d+",
        "an act of the Human Rights Council or of a commission given to the Assembly",
    ),
    (r"A/RES/72/L\.69(/ADD\.1)?", "a draft, A/72/L.69, called a resolution"),
    (r"A/74/A/74/379/ADD\.1", "the session twice"),
    (r"OT/A/73/585", "two letters before the symbol"),
    (r"2011/24", "a number without its body"),
]
ADDRESS = re.compile(r"(?i)https?://|mailto:")


def corpus_symbols(shared: Path) -> set[str]:
    found: set[str] = set()
    with gzip.open(shared / "corpus/documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            found.add(document["symbol"])
            found.update(link[1] for paragraph in document["paragraphs"] for link in paragraph["links"])
    for line in (shared / "corpus/programme-budget-2026.jsonl").read_text("utf-8").splitlines():
        found.update(json.loads(line).get("links") or ())
    return {symbol for symbol in found if not ADDRESS.match(symbol)}


@pytest.mark.shared
def test_every_symbol_of_the_corpus_is_read_or_known_to_be_odd(shared: Path) -> None:
    symbols = corpus_symbols(shared)
    assert len(symbols) > 7000
    odd = {symbol for symbol in symbols if any(re.fullmatch(pattern, symbol) for pattern, _ in ODDITIES)}
    for symbol in odd:
        with pytest.raises(SymbolError):
            parse(symbol)
    for pattern, reason in ODDITIES:
        assert any(re.fullmatch(pattern, symbol) for symbol in odd), f"no longer there: {reason}"
    for symbol in symbols - odd:
        parsed = parse(symbol)
        assert parse(parsed.canonical) == parsed
        assert symbol_of_path(parsed.path) == parsed


@pytest.mark.shared
def test_the_symbols_of_held_documents_are_canonical_but_for_their_case_and_separators(shared: Path) -> None:
    with gzip.open(shared / "corpus/documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        held = [json.loads(line)["symbol"] for line in lines]
    bare = re.compile(r"[/.]")
    changed = [
        symbol
        for symbol in held
        if bare.sub("", parse(symbol).canonical).casefold() != bare.sub("", symbol).casefold()
    ]
    assert changed == []
