"""Lines in the form that UN documents have them, of acts that do not exist."""

import pytest

from graph.documents import Kind, Metadata
from graph.documents.resolution_text import parse

ACT = {
    "en": ("Resolution adopted by the General Assembly on 18 December 2019", "The General Assembly,", "1. Decides to keep the bees."),
    "fr": ("Résolution adoptée par l’Assemblée générale le 18 décembre 2019", "L’Assemblée générale,", "1. Décide de les garder."),
    "es": ("Resolución aprobada por la Asamblea General el 18 de diciembre de 2019", "La Asamblea General,", "1. Decide tenerlas."),
    "ru": ("Резолюция, принятая Генеральной Ассамблеей 18 декабря 2019 года", "Генеральная Ассамблея,", "1. постановляет держать пчел."),
    "zh": ("2019年12月18日大会决议", "大会，", "1. 决定养蜜蜂。"),
    "ar": ("قرار اتخذته الجمعية العامة في 18 كانون الأول/ديسمبر 2019", "إن الجمعية العامة،", "1 - تقرر أن تربي النحل."),
}  # fmt: skip


def said(language: str, *lines: str, back: str = "") -> Metadata:
    adopted, formula, operative = ACT[language]
    text = "\n".join([adopted, *lines, "74/999. X", formula, operative, "b" * 200, back])
    data = parse(text, language=language).metadata
    assert data is not None
    return data


def test_lines_of_the_front_stand_apart_in_a_text_of_broken_lines() -> None:
    text = "Seventy-fourth session\nAgenda item 19 (c)\nResolution adopted by the General Assembly\n[on the report of the Third\nCommittee (A/74/400)]\n\nThe General Assembly,\n\nRecalling\nthe bees,\n\n1. Decides to\nkeep the bees.\n\n54th (resumed) plenary meeting\n18 December 2019"
    data = parse(text).metadata
    assert data is not None
    assert (data.agenda_items, data.on_report, data.recommended_by) == (("19 (c)",), "A/74/400", "ga-c3")
    assert data.meeting == 54


@pytest.mark.parametrize(
    ("language", "line", "report", "body", "draft"),
    [
        ("en", "[on the report of the Third Committee (A/74/400)]", "A/74/400", "ga-c3", None),
        ("en", "[on the report of the Third Committee (A/74/400, para. 26)]", "A/74/400", "ga-c3", None),
        ("en", "[on the report of the Special Political and Decolonization Committee (Fourth Committee) (A/74/400 and Corr.1)]", "A/74/400", "ga-c4", None),
        ("en", "[on the report of the Second Committee (A/74/400/Add.1)]", "A/74/400/Add.1", "ga-c2", None),
        ("en", "[on the recommendation of the Commission on Crime Prevention and Criminal Justice (E/2019/30)]", "E/2019/30", "ccpcj", None),
        ("en", "[on the recommendation of the Committee on Beekeeping (E/2019/30)]", "E/2019/30", None, None),
        ("en", "[on the report of the Fifth Committee ()]", None, "ga-c5", None),
        ("en", "[without reference to a Main Committee (A/74/L.26 and A/74/L.26/Add.1)]", None, None, "A/74/L.26"),
        ("en", "[on a proposal considered in plenary meeting (E/2019/L.8)]", None, None, "E/2019/L.8"),
        ("en", "[without reference to a Main Committee (A/74/676, para. 4)]", None, None, None),
        ("en", "The Third Committee made the report A/74/400.", None, None, None),
        ("fr", "[sur le rapport de la Troisième Commission (A/74/400)]", "A/74/400", "ga-c3", None),
        ("fr", "[sans renvoi à une grande commission (A/74/L.26)]", None, None, "A/74/L.26"),
        ("fr", "[sur la recommandation de la Commission du développement social (E/2019/26)]", "E/2019/26", "csocd", None),
        ("es", "[sobre la base del informe de la Tercera Comisión (A/74/400)]", "A/74/400", "ga-c3", None),
        ("es", "[sin remisión previa a una Comisión Principal (A/74/L.26)]", None, None, "A/74/L.26"),
        ("ru", "[по докладу Третьего комитета (A/74/400)]", "A/74/400", "ga-c3", None),
        ("ru", "[без передачи в главные комитеты (A/74/L.26)]", None, None, "A/74/L.26"),
        ("zh", "[根据第三委员会的报告(A/74/400)通过]", "A/74/400", "ga-c3", None),
        ("zh", "[未经发交主要委员会而通过(A/74/L.26)]", None, None, "A/74/L.26"),
        ("ar", "[بناء على تقرير اللجنة الثالثة (A/74/400)]", "A/74/400", "ga-c3", None),
        ("ar", "[دون الإحالة إلى لجنة رئيسية (A/74/L.26)]", None, None, "A/74/L.26"),
    ],
)  # fmt: skip
def test_the_line_in_brackets_names_report_committee_or_draft(
    language: str, line: str, report: str | None, body: str | None, draft: str | None
) -> None:
    data = said(language, line)
    assert (data.on_report, data.recommended_by, data.draft) == (report, body, draft)


@pytest.mark.parametrize(
    ("language", "back", "meeting"),
    [
        ("en", "50th plenary meeting", 50),
        ("en", "2112th plenary meeting 18 December 2019", 2112),
        ("en", "54th (resumed) plenary meeting", 54),
        ("fr", "50e séance plénière", 50),
        ("es", "50ª sesión plenaria", 50),
        ("es", "50a. sesión plenaria", 50),
        ("ru", "50-е пленарное заседание", 50),
        ("zh", "2019年12月18日\n第50次全体会议", 50),
        ("ar", "الجلسة العامة 50", 50),
        ("ar", "الجلسة العامة ٥٠", 50),
        ("en", "Sixty more", None),
    ],
)
def test_the_back_matter_names_the_meeting(language: str, back: str, meeting: int | None) -> None:
    assert said(language, back=back).meeting == meeting


def test_the_front_of_a_council_names_the_meeting() -> None:
    text = "Resolution 2282 (2016)\n\nAdopted by the Security Council at its 7680th meeting, on 27 April 2016\n\nThe Security Council,\n\nRecalling the bees of the towns,\n\n1. Keeps the bees of the towns."
    data = parse(text).metadata
    assert data is not None
    assert data.meeting == 7680


@pytest.mark.parametrize(
    ("language", "line", "without", "votes"),
    [
        ("en", "[Adopted without a vote.]", True, None),
        ("en", "[Adopted by a recorded vote of 30 to 12, with 5 abstentions. The voting was as follows:", False, (30, 12, 5)),
        ("en", "[Adopted by a recorded vote of 30 to none, with 1 abstention.]", False, (30, 0, 1)),
        ("en", "Adopted at the 448th meeting by 10 votes to none, with one abstention (Beeland).", False, (10, 0, 1)),
        ("en", "[Adopted by a recorded vote.]", None, None),
        ("fr", "[Adoptée sans vote.]", True, None),
        ("fr", "Adoptée à la 2074e séance par 12 voix contre zéro, avec 2 abstentions.", False, (12, 0, 2)),
        ("es", "[Aprobada sin votación.]", True, None),
        ("es", "[Aprobada en votación registrada por 30 votos contra 12 y 5 abstenciones.", False, (30, 12, 5)),
        ("ru", "[Принята без голосования.]", True, None),
        ("zh", "[未经表决获得通过。]", True, None),
        ("zh", "[经记录表决，以30票对12票、5票弃权获得通过。", False, (30, 12, 5)),
        ("ar", "[اعتمد بدون تصويت.]", True, None),
    ],
)  # fmt: skip
def test_a_line_behind_the_act_says_how_it_was_voted(
    language: str, line: str, without: bool | None, votes: tuple[int, int, int] | None
) -> None:
    data = said(language, back=line)
    assert (data.without_vote, data.votes) == (without, votes)


@pytest.mark.parametrize(
    ("language", "line", "items"),
    [
        ("en", "Agenda item 19 (c)", ("19 (c)",)),
        ("en", "Agenda items 20 and 78 (a)", ("20", "78 (a)")),
        ("en", "Agenda items 114, 153 and 157", ("114", "153", "157")),
        ("en", "Agenda items 18 (a) and (b)", ("18 (a)", "18 (b)")),
        ("en", "Agenda item 98 (ss)", ("98 (ss)",)),
        ("en", "Item 4 of the provisional agenda*", ("4",)),
        ("en", "Agenda item 19 of bees", ()),
        ("fr", "Point 19 c) de l’ordre du jour", ("19 (c)",)),
        ("es", "Tema 19 c) del programa", ("19 (c)",)),
        ("ru", "Пункт 19 повестки дня", ("19",)),
        ("zh", "议程项目19(c)", ("19 (c)",)),
        ("ar", "البند 19 من جدول الأعمال", ("19",)),
    ],
)
def test_the_front_names_the_items_of_the_agenda(language: str, line: str, items: tuple[str, ...]) -> None:
    assert said(language, line).agenda_items == items


@pytest.mark.parametrize(
    ("language", "line", "original"),
    [
        ("en", "Original: English", "en"),
        ("en", "ORIGINAL: ENGLISH", "en"),
        ("en", "Original: English and French", None),
        ("fr", "Original : anglais", "en"),
        ("es", "Original: español", "es"),
        ("ru", "Original: English", None),
        ("zh", "原件：英文", "en"),
        ("ar", "الأصل: بالإنكليزية", "en"),
    ],
)
def test_the_front_names_the_language_of_the_original(language: str, line: str, original: str | None) -> None:
    assert said(language, line).original_language == original


def test_what_is_not_said_is_none() -> None:
    data = said("en")
    assert (data.meeting, data.agenda_items, data.on_report, data.draft) == (None, (), None, None)
    assert (data.without_vote, data.votes, data.original_language) == (None, None, None)


def test_an_operative_paragraph_that_says_adopted_is_no_vote() -> None:
    found = parse("74/999. X\n\nThe General Assembly,\n\n1. Adopts the rules without a vote.\n\n2. Ends.")
    assert [each.kind for each in found.paragraphs][-1] is Kind.OPERATIVE
    assert found.metadata is not None
    assert found.metadata.without_vote is None
