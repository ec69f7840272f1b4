"""Mandates: on passages that these tests write in the style of UN texts, in six languages."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.documents import Document, Kind, Metadata, Paragraph
from graph.extract.citations import citations
from graph.extract.claims import Due, Effect, Mandate, TermStated
from graph.extract.mandates import mandates
from graph.grammar.tables import Kind as ActKind


def act(
    *texts: str | tuple[str, str],
    body: str | None = "ga",
    language: str = "en",
    kind: ActKind = ActKind.RESOLUTION,
) -> Document:
    """A document whose operative paragraphs are the texts, numbered unless they come with their path."""
    paragraphs = tuple(
        Paragraph(text[0], Kind.OPERATIVE, text[0].rpartition("/")[2], text[1])
        if isinstance(text, tuple)
        else Paragraph(f"op/{number}", Kind.OPERATIVE, str(number), text)
        for number, text in enumerate(texts, 1)
    )
    return Document(language, paragraphs, metadata=Metadata(kind=kind, body=body))


def found(
    *texts: str | tuple[str, str], body: str | None = "ga", language: str = "en"
) -> tuple[Mandate, ...]:
    document = act(*texts, body=body, language=language)
    return mandates(document, citations(document))


def told(claims: tuple[Mandate, ...]) -> list[str]:
    """Verb and addressees of each mandate."""
    return [" ".join([one.verb, *(actor.code for actor in one.addressees)]) for one in claims]


CARRIED = [
    ("Requests the Secretary-General to report on the matter;", ["requests secretary-general"]),
    ("Strongly urges Member States to act;", ["urges memberStates"]),
    ("Reiterates its request to the Secretary-General to act;", ["requests secretary-general"]),
    ("Decides to remain seized of the matter.", ["decides ga"]),
    ("Decides that the term begins in May;", ["decides"]),
    ("Welcomes the report, and requests the Secretary-General to go on;", ["requests secretary-general"]),
    (
        "Calls upon Member States to pay, and in this regard requests the Secretary-General to remind them;",
        ["callsUpon memberStates", "requests secretary-general"],
    ),
    ("Requests the Secretary-General, in consultation with Member States, to act;", ["requests secretary-general"]),
    ("Calls for the full use of the fund;", ["callsUpon"]),
    ("Notes the report;", []),
    ("Stresses that Member States should pay;", []),
    ("Expresses concern at requests for money from Member States;", []),
    ("Recalls resolution 75/1, in which it requested the Secretary-General to act;", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CARRIED, ids=[text for text, _ in CARRIED])
def test_a_paragraph_gives_a_mandate_for_each_verb_that_assigns(text: str, expected: list[str]):
    assert told(found(text)) == expected


def test_items_have_the_verb_and_the_addressees_of_what_stands_above_them():
    claims = found(
        ("op/1", "Requests the Secretary-General:"),
        ("op/1/a", "To inform Member States;"),
        ("op/1/b", "The costs of the fund;"),
        ("op/2", "Stresses the need:"),
        ("op/2/a", "To inform Member States;"),
    )
    assert [(one.paragraph, one.verb) for one in claims] == [("op/1", "requests"), ("op/1/a", "requests")]
    assert {told((one,))[0] for one in claims} == {"requests secretary-general"}


def test_a_duty_to_report_says_who_to_whom_when_and_on_what():
    (mandate,) = found(
        "Requests the Secretary-General to submit to the General Assembly at its seventy-sixth session a report "
        "on the implementation of the present resolution, within existing resources;"
    )
    duty = mandate.reporting
    assert duty is not None
    assert [actor.code for actor in duty.reporters] == ["secretary-general"]
    assert duty.recipients == ("ga",)
    assert duty.due == (Due(body="ga", session="76"),)
    assert duty.on_present_act
    assert mandate.funding == ("withinExistingResources",)


def test_an_extension_has_its_new_end():
    (mandate,) = found("Decides to extend until 31 October 2026 the mandate of UNFICYP;", body="sc")
    assert mandate.effect is Effect.EXTENDS
    assert mandate.term == TermStated(until=dt.date(2026, 10, 31))
    assert [actor.code for actor in mandate.objects] == ["unficyp"]


CHAPEAUX = [
    (
        "Decides to renew the mandate of the Special Rapporteur on the right to food for three years:",
        "To visit countries;",
        "decides special-rapporteur-food",
    ),
    ("Decides:", "To request the Secretary-General to act;", "decides secretary-general"),
    ("Decides:", "That the Secretary-General shall act;", "decides secretary-general"),
    ("Decides:", "That the report shall be short;", "decides"),
    ("Urges Member States to end the practice by:", "Adopting laws;", "urges memberStates"),
    ("Urges Member States, and invites donors, to end it by:", "Adopting laws;", "urges memberStates"),
    ("Urges Member States to:", "end the practice;", "urges memberStates"),
]


@pytest.mark.parametrize(("above", "item", "expected"), CHAPEAUX, ids=[row[0] for row in CHAPEAUX])
def test_an_item_asks_whom_its_chapeau_leaves_to_act(above: str, item: str, expected: str):
    claims = found(("op/1", above), ("op/1/a", item))
    assert expected in told(tuple(one for one in claims if one.paragraph == "op/1/a"))


NO_ITEMS = [
    ("Requests the Secretary-General to report on the following:", "The costs of the fund;"),
    ("Decides that the measures shall not apply to:", "Supplies of food;"),
    ("Notes with concern:", "To this day no answer has come;"),
    ("Stresses the need:", "To end the practice;"),
]


@pytest.mark.parametrize(("above", "item"), NO_ITEMS)
def test_what_states_no_action_under_a_chapeau_is_no_mandate(above: str, item: str):
    assert [one for one in found(("op/1", above), ("op/1/a", item)) if one.paragraph == "op/1/a"] == []


PASSIVES = [
    ("Member States are invited to pay;", ["invites memberStates"]),
    ("The Secretary-General is authorized to act;", ["authorizes secretary-general"]),
    ("Notes that Member States are invited to pay;", []),
]


@pytest.mark.parametrize(("text", "expected"), PASSIVES)
def test_an_assignment_may_be_in_the_passive(text: str, expected: list[str]):
    assert told(found(text)) == expected


DUTIES = [
    ("to report to the General Assembly every two years;", ("ga",), (), "P2Y"),
    ("to brief the Security Council within 90 days;", ("sc",), (Due(period="P90D"),), None),
    ("to submit to it a report by 31 March 2021;", ("ga",), (Due(date=dt.date(2021, 3, 31)),), None),
    ("to submit a report to it by March 2021;", ("ga",), (Due(month="2021-03"),), None),
    ("to submit a report to it by the end of 2021;", ("ga",), (Due(year=2021),), None),
    ("to keep the Security Council regularly informed;", ("sc",), (), None),
    (
        "to report to the General Assembly at its seventy-first and seventy-third sessions;",
        ("ga",),
        (Due(body="ga", session="71"), Due(body="ga", session="73")),
        None,
    ),
    (
        "to report to the Economic and Social Council at its 2021 session;",
        ("ecosoc",),
        (Due(body="ecosoc", session="2021"),),
        None,
    ),
    ("to report to the Assembly, at its tenth special session;", ("ga",), (Due("ga", "S-10"),), None),
    (
        "to report to the Security Council by 1 March and 1 September 2021;",
        ("sc",),
        (Due(date=dt.date(2021, 3, 1)), Due(date=dt.date(2021, 9, 1))),
        None,
    ),
    (
        "to report to the Security Council ten months after the adoption;",
        ("sc",),
        (Due(period="P10M"),),
        None,
    ),
    ("to report on it to the General Assembly no later than in 2019;", ("ga",), (Due(year=2019),), None),
    (
        "to report to the Human Rights Council at its fifth session and to the General Assembly at its ninth session;",
        ("hrc", "ga"),
        (Due("hrc", "5"), Due("ga", "9")),
        None,
    ),
    (
        "to report to the General Assembly, through the Economic and Social Council at its session of 2001;",
        ("ga", "ecosoc"),
        (Due("ecosoc", "2001"),),
        None,
    ),
    ("to provide a report at the third session of the General Assembly;", ("ga",), (Due("ga", "3"),), None),
    (
        "to submit to the General Assembly a report on the decisions adopted at its tenth session;",
        ("ga",),
        (),
        None,
    ),
    ("to inform Governments of it and to report to the General Assembly;", ("ga",), (), None),
    ("to keep the African Union, IGAD and the Security Council informed;", ("au", "igad", "sc"), (), None),
    ("to write a report, with a view to its use, and to submit it to the Assembly;", ("ga",), (), None),
    ("to report to the Security Council on its support to the African Union;", ("sc",), (), None),
    (
        "to submit a report to the Third Committee of the General Assembly at its ninth session;",
        ("ga-c3",),
        (Due("ga", "9"),),
        None,
    ),
    (
        "to prepare a report for consideration by the relevant bodies, including the Security Council;",
        ("sc",),
        (),
        None,
    ),
    ("to provide briefings on the act negotiated at the fifth session of the Assembly;", (), (), None),
    ("to submit a report, to be considered by the General Assembly;", ("ga",), (), None),
    (
        "to report to the Security Council on 1 May 2021, 1 July 2021 and 10 October 2021;",
        ("sc",),
        tuple(Due(date=dt.date(2021, month, day)) for month, day in ((5, 1), (7, 1), (10, 10))),
        None,
    ),
    ("to brief each committee ten months from the date of adoption;", (), (Due(period="P10M"),), None),
    (
        "to submit a report to the Assembly on the meeting to be held at its sixth session;",
        ("ga",),
        (),
        None,
    ),
    ("to prepare a study; the report, to be presented to the General Assembly;", ("ga",), (), None),
    (
        "to report to the Human Rights Council and the General Assembly at the third and the fifth session "
        "respectively;",
        ("hrc", "ga"),
        (Due("hrc", "3"), Due("ga", "5")),
        None,
    ),
    ("to transmit to the Assembly the report of the Commission on its tenth session;", ("ga",), (), None),
    ("to report to the Security Council in two week intervals;", ("sc",), (), None),
    ("to report on it, for the consideration and decision of the General Assembly;", ("ga",), (), None),
    ("to go on so that it may submit to the General Assembly a report;", ("ga",), (), None),
    (
        "to report to the General Assembly at its fifth session, the Human Rights Council and others;",
        ("ga",),
        (Due("ga", "5"),),
        None,
    ),
]


@pytest.mark.parametrize(("text", "recipients", "due", "often"), DUTIES, ids=[row[0] for row in DUTIES])
def test_when_and_how_often_a_report_is_due(
    text: str, recipients: tuple[str, ...], due: tuple[Due, ...], often: str | None
):
    (mandate,) = found(f"Requests the Secretary-General {text}")
    assert mandate.reporting is not None
    assert (mandate.reporting.recipients, mandate.reporting.due) == (recipients, due)
    assert mandate.reporting.frequency == often


@pytest.mark.parametrize(
    "text",
    [
        "Requests the Secretary-General to prepare a study;",
        "Requests the Secretary-General to take note of the report to the General Assembly;",
        "Encourages Member States to use the annual report;",
        "Requests the Secretary-General to ask for comments, taking into account the annual report;",
        "Invites Member States to submit their views for inclusion in the report;",
        "Invites Member States to report on their steps to the Secretary-General;",
        "Urges Member States to enable journalists to report independently;",
        "Invites States that are unable to submit their reports to ask for help;",
        "Requests the Secretary-General to circulate the report;",
        "Decides to resume at its sixtieth session its consideration of the report;",
        "Urges the parties to communicate or update their targets;",
        "Invites the Committee to give attention to needs in its work on the reports of States parties;",
        "Requests the Secretary-General to keep Member States informed;",
        "Requests the Secretary-General to submit to the Committee a plan for the information centres;",
        "Requests the Secretary-General to undertake by May 2020 a study of the report;",
    ],
)
def test_what_is_no_duty_to_report(text: str):
    (mandate,) = found(text)
    assert mandate.reporting is None


@pytest.mark.parametrize(
    ("text", "reporters"),
    [
        ("Requests that the Secretary-General reports to the Security Council;", ["secretary-general"]),
        ("Requests that the Secretary-General report to the Security Council;", ["secretary-general"]),
        ("Requests that the Secretary-General brief the Security Council;", ["secretary-general"]),
        ("Requests that the Secretary-General submit a report;", ["secretary-general"]),
        ("Requests the Secretary-General to invite Member States to report to it;", ["memberStates"]),
        (
            "Requests the Secretary-General to invite Member States and to report to it;",
            ["secretary-general"],
        ),
        ("Decides to extend the mandate of UNMISS, to watch and report on the truce;", ["unmiss"]),
    ],
)
def test_who_reports_may_be_others_than_those_asked(text: str, reporters: list[str]):
    (mandate,) = found(text, body="sc")
    assert mandate.reporting is not None
    assert [actor.code for actor in mandate.reporting.reporters] == reporters


def test_at_that_session_is_the_session_named_before():
    *_, mandate = found(
        "Decides to resume the matter at its tenth session, and requests the Secretary-General to submit at that "
        "session a report to it;"
    )
    assert mandate.reporting is not None
    assert mandate.reporting.due == (Due("ga", "10"),)


CONDITIONS = [
    ("Requests the Secretary-General to help States, upon their request;", ("uponRequest",)),
    ("Urges States to act, in accordance with national legislation;", ("inAccordanceWithDomesticLaw",)),
    ("Urges States to act in full accordance with international law;", ("inAccordanceWithInternationalLaw",)),
    ("Urges States to act, as appropriate;", ("asAppropriate",)),
    ("Invites the Economic and Social Council to act, within its mandate;", ("withinMandate",)),
    ("Requests the Secretary-General to act, based on national needs;", ("basedOnNationalNeeds",)),
    ("Requests the Secretary-General to act with all appropriate means;", ()),
]


@pytest.mark.parametrize(("text", "expected"), CONDITIONS)
def test_conditions_of_an_action(text: str, expected: tuple[str, ...]):
    (mandate,) = found(text)
    assert mandate.conditions == expected


EFFECTS = [
    ("Decides to establish the Fund for Peace;", Effect.ESTABLISHES, "Fund for Peace"),
    ("Decides to convene the Congress on Crime in 2020;", Effect.CONVENES, "Congress on Crime"),
    ("Decides to postpone the session;", Effect.POSTPONES, None),
    ("Decides to terminate the mandate of the mission;", Effect.TERMINATES, None),
    ("Requests the Secretary-General to create the conditions for peace;", None, None),
    ("Calls upon States to establish a national committee;", None, None),
]


@pytest.mark.parametrize(("text", "effect", "name"), EFFECTS, ids=[row[0] for row in EFFECTS])
def test_what_a_paragraph_does_to_a_body_or_meeting(text: str, effect: Effect | None, name: str | None):
    (mandate,) = found(text)
    assert (mandate.effect, mandate.named) == (effect, name)


def test_a_short_name_means_the_full_one_before_it_or_the_speaker():
    claims = found(
        "Recalls the work of the Committee on the Peaceful Uses of Outer Space;",
        "Requests the Committee to report to the Assembly;",
    )
    assert told(claims) == ["requests copuos"]
    assert claims[0].reporting is not None
    assert claims[0].reporting.recipients == ("ga",)


def test_a_paragraph_of_a_draft_or_an_annex_gives_no_mandate():
    text = "Requests the Secretary-General to act;"
    assert found(("draft/1/op/1", text), ("annex/op/1", text)) == ()


IN_OTHER_LANGUAGES = [
    ("fr", "Prie le Secrétaire général de lui présenter un rapport ;", ["requests secretary-general"]),
    ("fr", "Demande instamment aux États Membres de coopérer ;", ["urges memberStates"]),
    ("fr", "Décide de rester saisie de la question.", ["decides ga"]),
    ("fr", "Note que les États Membres sont invités à agir ;", []),
    (
        "fr",
        "Se félicite du rapport et encourage les États Membres à agir, en coopération avec le Secrétaire général ;",
        ["encourages memberStates"],
    ),
    ("es", "Solicita al Secretario General que presente un informe;", ["requests secretary-general"]),
    ("es", "Exhorta a los Estados a cooperar, e invita a los Estados Miembros a actuar;", ["callsUpon states", "invites memberStates"]),
    ("es", "Observa que los Estados Miembros han actuado;", []),
    ("es", "Decide seguir ocupándose de la cuestión.", ["decides ga"]),
    ("ru", "просит Генерального секретаря представить доклад;", ["requests secretary-general"]),
    ("ru", "настоятельно призывает государства-члены принять меры;", ["urges memberStates"]),
    ("ru", "постановляет продолжать заниматься этим вопросом.", ["decides ga"]),
    ("ru", "отмечает, что государства-члены приняли меры;", []),
    ("zh", "请秘书长提交报告；", ["requests secretary-general"]),
    ("zh", "吁请会员国和民间社会合作，并请秘书长协助；", ["callsUpon civilSociety memberStates", "requests secretary-general"]),
    ("zh", "决定继续处理此案。", ["decides ga"]),
    ("zh", "注意到会员国已采取措施；", []),
    ("ar", "تطلب إلى الأمين العام أن يقدم تقريرا؛", ["requests secretary-general"]),
    ("ar", "ترحب بالتقرير، وتحث الدول الأعضاء على العمل؛", ["urges memberStates"]),
    ("ar", "تلاحظ أن الدول الأعضاء اتخذت تدابير؛", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), IN_OTHER_LANGUAGES)
def test_mandates_in_the_other_official_languages(language: str, text: str, expected: list[str]):
    assert told(found(text, language=language)) == expected


REPORTS = [
    ("fr", "Prie le Secrétaire général de lui présenter à sa soixante-dix-septième session un rapport sur l’application de la présente résolution ;"),
    ("es", "Solicita al Secretario General que le presente en su septuagésimo séptimo período de sesiones un informe sobre la aplicación de la presente resolución;"),
    ("ru", "просит Генерального секретаря представить Генеральной Ассамблее на ее семьдесят седьмой сессии доклад об осуществлении настоящей резолюции;"),
    ("zh", "请秘书长向大会第七十七届会议提交报告，说明本决议的执行情况；"),
    ("ar", "تطلب إلى الأمين العام أن يقدم إلى الجمعية العامة في دورتها السابعة والسبعين تقريرا عن تنفيذ هذا القرار؛"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), REPORTS, ids=[row[0] for row in REPORTS])
def test_duties_to_report_in_the_other_official_languages(language: str, text: str):
    (mandate,) = found(text, language=language)
    duty = mandate.reporting
    assert duty is not None
    assert (duty.recipients, duty.due, duty.on_present_act) == (("ga",), (Due("ga", "77"),), True)


@given(
    st.lists(
        st.sampled_from([text for text, _ in CARRIED] + ["(a)", "“", ";", " and ", "to", "X"]), max_size=4
    )
)
def test_spans_lie_in_the_text(parts: list[str]):
    text = " ".join(parts)
    for one in found(text):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]


def test_a_report_gives_no_mandates():
    document = act("Requests the Secretary-General to act;", kind=ActKind.DOCUMENT)
    assert mandates(document, ()) == ()


def test_items_may_each_name_whom_they_ask():
    claims = found(
        ("op/1", "Requests:"),
        ("op/1/a", "The Secretary-General to inform Member States;"),
        ("op/1/b", "Member States to pay;"),
    )
    assert told(claims) == ["requests", "requests secretary-general", "requests memberStates"]


def test_an_item_may_begin_with_a_bare_verb_and_have_a_verb_of_its_own():
    claims = found(
        ("op/1", "Demands that Member States, without delay:"),
        ("op/1/a", "Release the ships, and requests the Secretary-General to report;"),
        ("op/1/b", "Supplies of food;"),
    )
    assert told(claims) == ["demands memberStates", "demands memberStates", "requests secretary-general"]


ONE_MORE_VERB = [
    ("Gives its thanks to the donors, and calls on the parties to talk;", ["callsUpon"]),
    ("Takes notes of the plan, requests the Secretary-General to report;", ["requests"]),
    ("Recalls its resolution and, bearing in mind the report,2 decides to revert to it;", ["decides"]),
    ("Encourages States to pay; as well as encourages the donors to pay;", ["encourages", "encourages"]),
    ("Recognize the work of youth, and in this regard request the Secretary-General to help;", ["requests"]),
    ("Condemn all violence, and call upon Member States to end it;", ["callsUpon"]),
    ("We, the leaders of many States, resolve to end hunger;", ["decides"]),
    ("Due to the storm, further requests the Secretary-General to help;", ["requests"]),
    ("Recognize the need to act, and to request the help of States;", []),
]


@pytest.mark.parametrize(("text", "verbs"), ONE_MORE_VERB, ids=[row[0] for row in ONE_MORE_VERB])
def test_a_verb_may_follow_words_of_another_kind(text: str, verbs: list[str]):
    assert [one.verb for one in found(text)] == verbs


def test_the_council_may_name_itself_again_in_a_statement():
    text = "The Security Council is concerned and, as those who kill must be tried, the Council urges the parties to talk."
    document = act(("p/1", text), body="sc", kind=ActKind.PRESIDENTIAL_STATEMENT)
    assert [one.verb for one in mandates(document, ())] == ["urges"]


ITEMS = [
    ("Decides that the Conference shall:", "Contribute to the review of the plan;", ["decides"]),
    ("Urges States to end violence by, for example:", "Ensuring that courts are open;", ["urges"]),
    ("Urges States to act by taking measures such as:", "Reviewing their laws;", ["urges"]),
    ("Decides that the meetings will be held as follows:", "The chair shall open each meeting;", ["decides"]),
    ("Decides that the text shall read as follows:", "“1. The chair shall open each meeting;”", []),
    ("Authorizes the Mission to do the following tasks:", "Monitor, report and follow up on abuse;", ["authorizes"]),
    ("Welcomes:", "The naming of focal points, and requests the Secretary-General to train them;", ["requests"]),
    ("Welcomes:", "The naming of focal points in all offices;", []),
]  # fmt: skip


@pytest.mark.parametrize(("above", "item", "verbs"), ITEMS, ids=[f"{row[0]} {row[1]}" for row in ITEMS])
def test_what_an_item_states_under_its_chapeau(above: str, item: str, verbs: list[str]):
    claims = found(("op/1", above), ("op/1/a", item))
    assert [one.verb for one in claims if one.paragraph == "op/1/a"] == verbs


def test_items_under_a_heading_have_the_verb_above_it():
    claims = found(
        ("op/1", "Authorizes the Mission to perform the following tasks:"),
        ("op/1/a", "Protection of civilians"),
        ("op/1/a/i", "Work with the Government to find threats;"),
    )
    assert [one.paragraph for one in claims] == ["op/1", "op/1/a/i"]


def test_items_belong_to_the_list_before_them_whatever_their_path_says():
    claims = found(
        ("op/1", "Requests the Secretary-General to convene a committee;"),
        ("op/2", "Decides that the committee is to write an instrument with provisions:"),
        ("op/1/a", "To set its aims;"),
        ("op/1/b", "To name its parties;"),
    )
    assert [one.verb for one in claims] == ["requests", "decides", "decides", "decides"]


def test_items_with_the_numbers_of_paragraphs_may_begin_with_a_gerund():
    claims = found(
        "Requests the Secretary-General to study the matter through the following activities:",
        "Convening the experts of all regions;",
        "Compiling what is known of the matter;",
        "Recalls its last session;",
        "Noting that the experts are few;",
    )
    assert [one.paragraph for one in claims] == ["op/1", "op/2", "op/3"]


TASKS = [
    ("Decides that the responsibilities of the presence will include:", "Keeping the peace;", ["decides"]),
    ("Decides that the Mission shall have these tasks:", "In support of the Government, to keep the peace;", ["decides"]),
    ("Urges States to widen their funding, including by, but not limited to:", "Asking new donors;", ["urges"]),
    ("Requests the Secretary-General to help, taking the following action:", "Making funds ready;", ["requests"]),
    ("Decides that the Office has the following functions:", "Designing the forms;", ["decides"]),
    ("Decides that the forum:", "Shall be chaired by its President;", ["decides"]),
    ("Decides that the Mission shall have the following mandate:", "Participate in all meetings;", ["decides"]),
    ("Decides that the Mission shall have the following mandate:", "Support, in all towns, the police;", ["decides"]),
    ("Requests the Secretary-General to report on the following:", "The costs of the fund;", []),
]  # fmt: skip


@pytest.mark.parametrize(("above", "item", "verbs"), TASKS, ids=[f"{row[0]} {row[1]}" for row in TASKS])
def test_tasks_that_stand_in_a_list(above: str, item: str, verbs: list[str]):
    claims = found(("op/1", above), ("op/1/a", item))
    assert [one.verb for one in claims if one.paragraph == "op/1/a"] == verbs


def test_an_item_with_the_number_of_a_paragraph_may_begin_with_any_bare_verb():
    claims = found(
        "Requests the Secretary-General to:",
        "Support the work of the fund;",
        "Encourage donors to pay;",
        "Report on what was paid;",
        "Welcomes what was paid;",
    )
    assert [one.verb for one in claims] == ["requests"] * 4


def test_a_text_that_speaks_as_we_has_no_items_among_its_paragraphs():
    claims = found(
        "We urge all States to:", "We recognize the needs of women. We decide to pay.", "We thank the donors."
    )
    assert [one.verb for one in claims] == ["urges", "decides"]


ACTIONS = [
    ("Approves an additional amount of 1,000 dollars under section 1;", ["approves"]),
    ("Approves the recommendations of the Committee;", []),
    ("Endorses the recommendations of the group that propose a plan, which should be short;", []),
    ("Strengthens its policy on schools, and encourages research;", ["encourages"]),
    ("In order to promote expertise, the General Assembly decides to set up a programme;", ["decides"]),
    ("Recalls its plan, and in the same manner decides to pay;", ["decides"]),
    (
        "The plan shall be carried out; further, the Secretary-General is requested to be flexible.",
        ["requests"],
    ),
    ("Stresses that the plan is short; that States are urged to follow it;", []),
]


@pytest.mark.parametrize(("text", "verbs"), ACTIONS, ids=[row[0] for row in ACTIONS])
def test_what_is_done_and_what_is_only_said(text: str, verbs: list[str]):
    assert [one.verb for one in found(text)] == verbs


def test_a_statement_has_no_preamble():
    paragraphs = (Paragraph("pp/1", Kind.PREAMBULAR, "1", "The Security Council urges the parties to talk."),)
    metadata = Metadata(kind=ActKind.PRESIDENTIAL_STATEMENT, body="sc")
    claims = mandates(Document("en", paragraphs, metadata=metadata), ())
    assert [(one.paragraph, one.verb) for one in claims] == [("pp/1", "urges")]


MORE_ITEMS = [
    ("Resolves to raise investment, including, in this regard:", "Putting policies into place;", ["decides"]),
    ("Requests the Secretary-General to build the capacity of all countries:", "By joining with others;", ["requests"]),
]  # fmt: skip


@pytest.mark.parametrize(("above", "item", "verbs"), MORE_ITEMS, ids=[row[1] for row in MORE_ITEMS])
def test_items_that_tell_by_what_means(above: str, item: str, verbs: list[str]):
    claims = found(("op/1", above), ("op/1/a", item))
    assert [one.verb for one in claims if one.paragraph == "op/1/a"] == verbs


REPEATED = [
    ("Reiterates its request to country teams to plan together;", ["requests"]),
    ("Reiterates its strong encouragement of the use of the fund;", ["encourages"]),
    ("Reaffirms its decision, in its resolution 72/1, to convene a review;", ["decides"]),
    ("Further reaffirms its decision in resolution 1373 (2001) that all States shall act;", ["decides"]),
    ("Recalls its call for the use of the fund;", []),
    ("Reaffirms its decision on the fund;", []),
    ("We call, moreover, for more schools.", ["callsUpon"]),
    ("We agree to build more schools.", ["decides"]),
    ("We agree on the need for schools.", []),
]


@pytest.mark.parametrize(("text", "verbs"), REPEATED, ids=[row[0] for row in REPEATED])
def test_what_is_asked_again_is_asked(text: str, verbs: list[str]):
    assert [one.verb for one in found(text)] == verbs


def test_an_item_may_go_on_in_a_paragraph_under_it():
    claims = found(
        ("op/1", "Requests the Secretary-General to take measures aimed at:"),
        ("op/1/a", "Improving the work of the office;"),
        ("op/1/a/1", "and to report thereon to the General Assembly;"),
        ("op/2", "Decides that all States in which there are funds of:"),
        ("op/2/a", "The former leaders,"),
        ("op/2/a/1", "will keep them, unless they are claimed, and decides that none shall be claimed;"),
    )
    told_of = [(one.paragraph, one.verb) for one in claims]
    assert told_of[:4] == [
        ("op/1", "requests"),
        ("op/1/a", "requests"),
        ("op/1/a/1", "requests"),
        ("op/2", "decides"),
    ]
    assert set(told_of[4:]) == {("op/2/a/1", "decides")}


def test_a_day_is_decided_and_an_office_holder_appointed():
    claims = found("Designates 1 October as the day of the fund;", "Designates Ms. Roe as its Chair;")
    assert [one.verb for one in claims] == ["decides", "appoints"]


def test_a_first_letter_set_apart_by_a_scanner_belongs_to_its_word():
    claims = found("R equests the Secretary-General to report to the General Assembly;")
    assert [(one.verb, one.start) for one in claims] == [("requests", 1)]
