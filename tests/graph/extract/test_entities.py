"""Actors in passages written in the style of UN documents, and the tables of their names."""

import csv
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.claims import Actor, EntityKind
from graph.extract.entities import entities, short_names
from graph.grammar import entity_graph, entity_tables
from graph.names import Names
from graph.resources import data_files, ontology_files

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")

PASSAGES = [
    ("en", "Requests the Secretary-General, in consultation with Member States, to report to the Economic and Social Council", ["Secretary-General=secretary-general", "Member States=memberStates", "Economic and Social Council=ecosoc"]),
    ("en", "Invites the United Nations Office on Drugs and Crime and the United Nations to cooperate", ["United Nations Office on Drugs and Crime=unodc", "United Nations=un"]),
    ("en", "as set out in the United Nations Convention against Corruption", []),
    ("en", "companies registered in the United States of America", ["companies=businessEnterprises"]),
    ("en", "the Committee established pursuant to resolution 1267 (1999) and the 1540 Committee", ["Committee established pursuant to resolution 1267 (1999)=sc-1267", "1540 Committee=sc-1540"]),
    ("en", "the Special Rapporteur of the Human Rights Council on the right to food", ["Special Rapporteur of the Human Rights Council on the right to food=special-rapporteur-food"]),
    ("en", "the Executive Director of UN-Habitat and the Administrator of the United Nations Development Programme", ["Executive Director of UN-Habitat=un-habitat-executive-director", "Administrator of the United Nations Development Programme=undp-administrator"]),
    ("en", "the United Nations Children's Fund and the United Nations Children’s Fund", ["United Nations Children's Fund=unicef", "United Nations Children’s Fund=unicef"]),
    ("en", "AU-led operations, non-State actors, and MONUSCO’s mandate", ["non-State actors=nonStateActors", "MONUSCO=monusco"]),
    ("en", "Urges Myanmar to end it; the Burundian authorities", ["Burundian authorities=bdi-government"]),
    ("en", "the Secretary-General of the Commonwealth and the Secretary-General of the International Conference", ["Secretary-General of the Commonwealth=commonwealth-secretary-general"]),
    ("en", "the Deputy Director-General of the World Health Organization", ["World Health Organization=who"]),
    ("en", "the Deputy Secretary-General", ["Deputy Secretary-General=deputy-secretary-general"]),
    ("en", "the Council, the Committee and the Office", []),  # whom they mean is in the document
    ("fr", "Prie le Secrétaire général de présenter à l’Assemblée générale un rapport", ["Secrétaire général=secretary-general", "Assemblée générale=ga"]),
    ("fr", "invite l'Organisation mondiale de la Santé et la Directrice exécutive du Programme des Nations Unies pour l'environnement", ["Organisation mondiale de la Santé=who", "Directrice exécutive du Programme des Nations Unies pour l'environnement=unep-executive-director"]),
    ("fr", "demande aux États Membres et aux États parties d’agir", ["États Membres=memberStates", "États parties=stateParties"]),
    ("es", "Solicita al Secretario General que informe al Consejo de Derechos Humanos", ["Secretario General=secretary-general", "Consejo de Derechos Humanos=hrc"]),
    ("es", "alienta a los Estados Miembros y a la Directora Ejecutiva del PNUMA", ["Estados Miembros=memberStates", "Directora Ejecutiva del PNUMA=unep-executive-director"]),
    ("ru", "просит Генерального секретаря представить доклад Генеральной Ассамблее", ["Генерального секретаря=secretary-general", "Генеральной Ассамблее=ga"]),
    ("ru", "призывает государства-члены и предлагает Всемирной организации здравоохранения", ["государства-члены=memberStates", "Всемирной организации здравоохранения=who"]),
    ("ru", "совместно с Директором-исполнителем Программы Организации Объединенных Наций по окружающей среде", ["Директором-исполнителем Программы Организации Объединенных Наций по окружающей среде=unep-executive-director"]),
    ("zh", "请秘书长与会员国协商，向大会提交报告", ["秘书长=secretary-general", "会员国=memberStates", "大会=ga"]),
    ("ru", "просит Комитет, учрежденный резолюцией 1540 (2004), и правительство Мали", ["Комитет, учрежденный резолюцией 1540 (2004)=sc-1540", "правительство Мали=mli-government"]),
    ("ru", "заместитель Генерального секретаря", []),
    ("fr", "demande au Comité créé par la résolution 1718 (2006) et au Gouvernement centrafricain", ["Comité créé par la résolution 1718 (2006)=sc-1718", "Gouvernement centrafricain=caf-government"]),
    ("fr", "la Secrétaire générale de la Conférence et le Secrétaire général adjoint", []),
    ("es", "pide al Comité 1718 y al Gobierno del Sudán", ["Comité 1718=sc-1718", "Gobierno del Sudán=sdn-government"]),
    ("zh", "第1718(2006)号决议所设委员会和南苏丹政府", ["第1718(2006)号决议所设委员会=sc-1718", "南苏丹政府=ssd-government"]),
    ("zh", "第 1718（2006）号决议所设委员会", ["第 1718（2006）号决议所设委员会=sc-1718"]),
    ("zh", "国际电联秘书长和副秘书长", ["国际电联秘书长=itu-secretary-general"]),
    ("ar", "حكومة ميانمار واللجنة المنشأة عملا بالقرار 1718 (2006)", ["حكومة ميانمار=mmr-government", "اللجنة المنشأة عملا بالقرار 1718 (2006)=sc-1718"]),
    ("ar", "الأمين العام لجامعة الدول العربية", ["الأمين العام لجامعة الدول العربية=las-secretary-general"]),
    ("zh", "世界卫生大会、各国议会联盟和联合国毒品和犯罪问题办公室", ["世界卫生大会=wha", "各国议会联盟=ipu", "联合国毒品和犯罪问题办公室=unodc"]),
    ("ar", "تطلب إلى الأمين العام أن يقدم تقريرا إلى الجمعية العامة", ["الأمين العام=secretary-general", "الجمعية العامة=ga"]),
    ("ar", "وتدعو الدول الأعضاء ومنظمة الصحة العالمية", ["الدول الأعضاء=memberStates", "منظمة الصحة العالمية=who"]),
    ("ar", "تقريرا للجمعية العامة وبمجلس الأمن", ["للجمعية العامة=ga", "مجلس الأمن=sc"]),
    ("de", "der Generalsekretär", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), PASSAGES)
def test_names_in_passages(language, text, expected):
    found = [f"{text[one.start : one.end]}={one.actor.code}" for one in entities(text, language)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Myanmar ", ["mmr-government"]),
        ("the Russian Federation and Israel", ["rus-government", "isr-government"]),
        ("all parties in Yemen", ["parties"]),
        ("all parties in the Central African Republic", ["parties"]),
        ("the Government of Mali", ["mli-government"]),
    ],
)
def test_a_country_is_its_government_where_it_is_asked(text, expected):
    assert [one.actor.code for one in entities(text, "en", asked=True)] == expected
    assert [one.actor.code for one in entities(text, "en")] == [
        code for code in expected if f"{code}" in {"parties", "mli-government"}
    ]


def test_an_office_and_its_body_are_two():
    text = "the United Nations High Commissioner for Human Rights and the Office of the United Nations High Commissioner for Human Rights"
    assert [one.actor for one in entities(text, "en")] == [
        Actor(EntityKind.OFFICE, "high-commissioner-human-rights"),
        Actor(EntityKind.BODY, "ohchr"),
    ]


@pytest.mark.parametrize(
    ("actor", "language", "word"),
    [
        (Actor(EntityKind.BODY, "ccpcj"), "en", "Commission"),
        (Actor(EntityKind.BODY, "unodc"), "en", "Office"),
        (Actor(EntityKind.BODY, "unodc"), "fr", "Office"),
        (Actor(EntityKind.BODY, "sc"), "zh", "理事会"),
        (Actor(EntityKind.BODY, "monusco"), "es", "Misión"),
        (Actor(EntityKind.OFFICE, "special-rapporteur-food"), "ru", "Специального докладчика"),
        (Actor(EntityKind.BODY, "ga"), "ar", "الجمعية"),
    ],
)
def test_short_names(actor, language, word):
    assert word in short_names(actor, language)


def test_a_group_has_no_short_name():
    assert short_names(Actor(EntityKind.GROUP, "memberStates"), "en") == ()


# ------------------------------------------------------------ spans

some_names = st.sampled_from(
    [
        spelling
        for language in LANGUAGES
        for name in entity_tables.names(language)
        for spelling in name.spellings[:2]
    ]
)
texts = st.lists(st.one_of(some_names, st.text(max_size=8), st.just(" "))).map("".join)


@given(texts, st.sampled_from(LANGUAGES))
def test_spans_lie_in_the_text_in_order_and_apart(text, language):
    reached = 0
    for one in entities(text, language):
        assert reached <= one.start < one.end <= len(text)
        reached = one.end


@given(some_names, st.sampled_from(LANGUAGES))
def test_what_is_found_is_found_again_alone(text, language):
    for one in entities(f" {text} ", language):
        surface = f" {text} "[one.start : one.end]
        assert one.actor in {again.actor for again in entities(surface, language)}


# ------------------------------------------------------------ the tables


def table(name):
    return list(csv.DictReader(files("graph.grammar").joinpath(name).read_text("utf-8").splitlines()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_belongs_to_two(language):
    bearers = {}
    for name in entity_tables.names(language):
        for spelling in name.spellings:
            bearers.setdefault(spelling.replace("’", "'"), set()).add((name.kind, name.code))
    assert {name: who for name, who in bearers.items() if len(who) > 1} == {}


def test_every_actor_has_one_row_and_a_name_and_every_name_a_row():
    keys = [(row.kind, row.code) for row in entity_tables.rows()]
    named = {(row["kind"], row["code"]) for row in table("entity_names.csv")} - {entity_tables.NOBODY}
    assert len(keys) == len(set(keys))
    assert named == set(keys)


def test_no_name_stands_twice():
    rows = [tuple(row.values()) for row in table("entity_names.csv")]
    assert len(rows) == len(set(rows))


def test_every_part_has_a_whole_and_every_head_a_word():
    bodies = {row.code for row in entity_tables.rows() if row.kind == "body"}
    assert {row.part_of for row in entity_tables.rows()} - {""} <= bodies
    assert {row.head for row in entity_tables.rows()} - {""} == set(entity_tables.short_names("en"))


def test_every_actor_has_an_iri_that_names_it():
    names = Names()
    for row in entity_tables.rows():
        if row.kind == "body":
            assert names.parse(names.body(row.code)).parts == (row.code,)
        elif row.kind == "office":
            assert names.parse(names.office(row.code)).parts == ("office", row.code)


def test_the_groups_are_concepts_of_the_vocabulary():
    scheme = next(path for path in ontology_files() if path.name == "actor-group.ttl").read_text("utf-8")
    notations = set(re.findall(r'skos:notation "(\w+)"', scheme))
    assert {row.code for row in entity_tables.rows() if row.kind == "group"} <= notations


def test_the_codes_of_bodies_are_those_of_the_symbols():
    codes = {row["body"] for row in table("body_names.csv")}
    assert codes <= {row.code for row in entity_tables.rows()}


def test_the_record_of_the_actors_is_that_of_the_tables():
    path = next(path for path in data_files() if path.name == entity_graph.FILE)
    hint = "write it anew: python -m graph.grammar.entity_graph > graph/data/curated/entities.trig"
    assert path.read_text("utf-8") == entity_graph.document(), hint


def test_the_record_describes_nothing_twice_and_every_whole():
    prefixed = re.compile(r"^ *((?:body|office):[a-z0-9-]+) a unm:", re.MULTILINE)
    described = [
        name
        for path in data_files()
        if path.parent.name == "curated"
        for name in prefixed.findall(path.read_text("utf-8"))
    ]
    assert len(described) == len(set(described))
    assert {f"body:{row.part_of}" for row in entity_tables.rows() if row.part_of} <= set(described)


@pytest.mark.parametrize(
    ("kind", "code", "language", "label"),
    [
        ("body", "pfii", "en", "United Nations Permanent Forum on Indigenous Issues"),
        ("body", "who", "ar", "منظمة الصحة العالمية"),
        ("office", "unep-executive-director", "en", "Executive Director of the United Nations Environment Programme"),
        ("office", "unep-executive-director", "ru", "Директор-исполнитель Программы Организации Объединенных Наций по окружающей среде"),
        ("office", "unep-executive-director", "zh", "联合国环境规划署执行主任"),
        ("office", "unep-executive-director", "fr", ""),  # “du”, “de la”, “de l’”: the tables do not say which
        ("office", "unep-executive-director", "ar", ""),
        ("office", "special-rapporteur-food", "es", "Relator Especial sobre el derecho a la alimentación"),
    ],
)  # fmt: skip
def test_labels(kind, code, language, label):
    assert entity_tables.label(kind, code, language) == label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all parties to the conflict ", ["partiesToConflict"]),
        ("all parties to armed conflicts ", ["partiesToConflict"]),
        ("all parties to the Convention ", ["stateParties"]),
        ("all parties ", ["parties"]),
        ("nongovernmental organizations and Ombudsman institutions ", ["ngos", "ombudsmanInstitutions"]),
        ("the relevant bodies of the United Nations system ", ["unSystem"]),
        ("the organizations, funds and programmes of the United Nations system ", ["unSystem"]),
        ("members of the specialized agencies and all partners ", ["memberStates", "developmentPartners"]),
        ("the Executive Chairman of the Technical Assistance Board ", ["tab-executive-chairman"]),
        ("the Chair of the 1267 Committee ", ["sc-1267-chair"]),
        ("the secretariat of the United Nations Forum on Forests ", ["unff-secretariat"]),
    ],
)
def test_bodies_and_groups_that_are_asked(text, expected):
    assert [one.actor.code for one in entities(text, "en", asked=True)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("international, regional and subregional organizations", ["internationalOrganizations", "regionalOrganizations"]),
        ("intergovernmental and non-governmental organizations", ["internationalOrganizations", "ngos"]),
        ("developed and developing countries", ["developedCountries", "developingCountries"]),
        ("international non-governmental organizations", ["ngos"]),
        ("at the international and regional levels", []),
    ],
)  # fmt: skip
def test_an_adjective_may_share_the_noun_of_another(text, expected):
    assert [one.actor.code for one in entities(text, "en")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "the Governments of Mali, the Sudan and Chad",
            ["mli-government", "sdn-government", "tcd-government"],
        ),
        ("the Governments of the region", ["countriesOfTheRegion"]),
        ("Governments, and parties in Chad", ["governments", "parties"]),
    ],
)
def test_governments_are_those_of_the_countries_behind_them(text, expected):
    assert [one.actor.code for one in entities(text, "en")] == expected
    assert [one.actor.code for one in entities(text, "en", asked=True)] == expected
