"""The questions of a legal researcher, asked of the released graph and of a second engine.

The answers are facts read from the documents by hand, paragraph included. A row is written
`value | value | paragraph`, in short names: `body/unodc`, `requests` for a concept, `12` for paragraph 12 of the
report, `-` where the answer is silent. No row at all is an answer too: the text does not say it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, serialize

from graph import questions, resources
from graph.bundle import Bundle
from graph.engines.embedded import EmbeddedStore
from graph.folder import DataFolder, Layers
from graph.names import DEFAULT_BASE
from graph.publish import create
from graph.release import current

TOP = Path(__file__).parent.parent
VOCABULARY = f"{DEFAULT_BASE}ontology"
REPORT = f"{DEFAULT_BASE}doc/x-src/sg-cybercrime-2021"
ASKED = [file.stem for file in resources.query_files() if file.parent.name == "report"]

# question → columns, and the rows that it must give: these and no others, each as often as it stands here
ANSWERS = {
    # ---- the report as a document
    "CQ01-submitted-to": """
        body | number | start | end | place | item | provisional | paragraph
        body/ccpcj | 30 | 2021-05-17 | 2021-05-21 | place/vienna | 6(d) | true | front
        body/ccpcj | 30 | - | - | - | - | - | summary
    """,
    "CQ02a-what-a-symbol-denotes": """
        work | class | provisional | session | paragraph
        doc/E/CN.15/2021/1 | Agenda | true | session/ccpcj/30 | fn/star
    """,
    "CQ02b-own-symbol": "symbol | paragraph",
    "CQ03-duty-discharged": """
        requestedBy | act | reporter | recipient | due | subject | paragraph
        body/ga | A/RES/74/173 | office/secretary-general | body/ccpcj | session/ccpcj/29 | A/RES/74/173 | summary
    """,
    "CQ04-discharged-when-due": """
        due | delivered | status | cause | formOfSessionDue | paragraph
        session/ccpcj/29 | session/ccpcj/30 | late | topic/covid-19-pandemic | reducedForm | summary
    """,
    "CQ05-period-covered": """
        start | end | paragraph
        2020 | 2020 | summary
    """,
    "CQ06-same-title": """
        symbol | paragraph
        A/RES/74/173 | summary
    """,
    # ---- mandates
    "CQ07-mandates-in-date-order": """
        year | organ | instrument | paragraph
        2009 | body/ga | A/RES/64/179 | 1
        2010 | body/ga | A/RES/65/230 | 2
        2011 | body/ccpcj | CCPCJ/RES/20/7 | 3
        2013 | body/ccpcj | CCPCJ/RES/22/8 | 4
        2019 | body/ga | A/RES/74/173 | 5
    """,
    "CQ09-conditional-mandates": """
        act | paragraph
        A/RES/65/230 | 2
        CCPCJ/RES/20/7 | 3
        A/RES/74/173 | 5
        A/RES/74/174 | 20
    """,
    "CQ10-doubly-conditional-mandates": """
        act | paragraph
        CCPCJ/RES/20/7 | 3
        A/RES/74/173 | 5
    """,
    "CQ11-programme-and-earlier-act": """
        programme | offices | paragraph | earlierYear | earlierAct | earlierParagraph
        programme/global-programme-cybercrime | regional offices | 5 | 2013 | CCPCJ/RES/22/8 | 4
    """,
    "CQ12-what-an-act-requests": """
        mandate | verb | addressee | programme | with | paragraph
        4/mandate/requests/1 | requests | body/unodc | programme/global-programme-cybercrime | - | 4
        4/mandate/requests/2 | requests | body/unodc | - | memberStates | 4
        4/mandate/requests/2 | requests | body/unodc | - | relevantOrganizations | 4
        4/mandate/requests/2 | requests | body/unodc | - | privateSector | 4
        4/mandate/requests/2 | requests | body/unodc | - | civilSociety | 4
    """,
    "CQ14-addressed-to-states": """
        verb | paragraph
        encourages | 15
        urges | 16
    """,
    "CQ15-who-cites-an-act": """
        paragraph | role | resolvedBy
        summary | requests | anaphora
        5 | requests | bodyPrefix
        15 | encourages | bodyPrefix
        16 | urges | anaphora
        28 | reaffirms | bodyPrefix
    """,
    # ---- lineage
    "CQ17-basis-and-later-acts": """
        direction | later | relation | earlier | paragraph
        rests on | body/egcc | establishedPursuantTo | doc/A/RES/65/230 | 35
        acted on by | doc/x-declaration/doha-2015 | updates | body/egcc | 35
        acted on by | doc/x-ccpcj/res/26/4 | continues | body/egcc | 36
        also | doc/A/RES/65/230 | endorses | doc/x-declaration/salvador-2010 | 35
        also | doc/A/RES/70/174 | endorses | doc/x-declaration/doha-2015 | 35
    """,
    "CQ19-declaration-adopted-and-endorsed": """
        adoptedBy | endorsedIn | endorsedBy | paragraph
        body/crime-congress-12 | A/RES/65/230 | body/ga | 35
    """,
    "CQ20-declaration-and-what-it-changed": """
        adoptedBy | endorsedIn | endorsedBy | updated | mandateOf | paragraph
        body/crime-congress-13 | A/RES/70/174 | body/ga | standing/egcc/comprehensive-study | body/egcc | 35
    """,
    "CQ21-what-an-act-does": """
        verb | addressee | work | fromChapter | toChapter | submitTo | paragraph
        requests | body/egcc | - | - | - | - | 36
        decides | body/egcc | doc/x-work/comprehensive-study-cybercrime | 3 | 8 | - | 36
        encourages | body/egcc | - | - | - | body/ccpcj | 36
    """,
    "CQ25-what-rests-on-an-act": """
        how | thing | paragraph
        issuedIn | 2/mandate/requests/1 | 2
        establishedPursuantTo | body/egcc | 35
        endorses | doc/x-declaration/salvador-2010 | 35
    """,
    # ---- bodies, meetings, schedules
    "CQ23-secretariat-of": """
        served | paragraph
        body/egcc | 7
        body/ahc-cybercrime | 12
        body/egcc | 35
    """,
    "CQ24-submits-results-to": """
        body | recipient | purpose | paragraph
        body/ahc-cybercrime | body/ga | consideration | 11
        body/ahc-cybercrime | body/ga | approval | 11
        body/ahc-cybercrime | session/ga/75 | consideration | 11
        body/ahc-cybercrime | session/ga/75 | approval | 11
        body/egcc | body/ccpcj | - | 36
        body/egcc | body/ccpcj | - | 39
    """,
    "CQ26-schedule-history": """
        sequence | status | start | end | duration | place | notLaterThan | earliest | decidedBy | requiredBy | notice | paragraph
        1 | planned | 2020-08 | - | P3D | place/new-york | - | - | A/RES/74/247 | - | - | 11
        2 | postponed | - | - | - | - | 2021-03-01 | earliestDateConditionsPermit | A/DEC/74/567 | - | - | 11
        3 | rescheduled | 2021-01-20 | 2021-01-22 | - | place/new-york | - | - | - | A/DEC/74/567 | 2020-10-01 | 11
        4 | postponed | 2021-05-10 | 2021-05-12 | - | - | - | - | A/DEC/75/555 | - | - | 12
    """,
    "CQ27-postponed-by-decision": """
        times | decision | organ | paragraph
        2 | A/DEC/74/567 | body/ga | 11
        2 | A/DEC/75/555 | body/ga | 12
    """,
    "CQ29-steps-at-a-place": """
        sequence | start | end | paragraph
        1 | 2020-08 | - | 11
        3 | 2021-01-20 | 2021-01-22 | 11
    """,
    "CQ31-dates-and-form-of-a-meeting": """
        sequence | fact | value | paragraph
        1 | scheduleStatus | planned | 37
        1 | plannedStart | 2020-04-06 | 37
        1 | plannedEnd | 2020-04-08 | 37
        2 | scheduleStatus | postponed | 37
        2 | cause | topic/covid-19-pandemic | 37
        3 | scheduleStatus | held | 37
        3 | actualStart | 2020-07-27 | 37
        3 | actualEnd | 2020-07-29 | 37
        3 | approvedBy | body/egcc-bureau | 37
        - | attendanceMode | MixedEventAttendanceMode | 37
        - | presentInRoom | office/egcc-chair | 37
        - | presentInRoom | secretariatRepresentatives | 37
        - | presentOnline | otherParticipants | 37
        - | interpretationMode | simultaneousOnline | 37
    """,
    "CQ32-days-of-delay": """
        planned | actual | days | plannedIn | paragraph
        2020-04-06 | 2020-07-27 | 112 | 37 | 37
    """,
    "CQ33-meetings-held": """
        year | stated | paragraph
        2011 | 6 | 36
        2013 | 6 | 36
        2017 | 6 | 36
        2018 | 6 | 36
        2019 | 6 | 36
        2020 | 6 | 36
        2018 | - | 39
        2019 | - | 39
    """,
    "CQ35-subject-and-agreement": """
        fact | value | paragraph
        topic | topic/international-cooperation | 37
        topic | topic/cybercrime-prevention | 37
        agreement | differingViews | 37
    """,
    # ---- activities
    "CQ38-people-trained": """
        value | comparator | unit | paragraph
        2440 | equal | person | 17
        64 | equal | country | 17
    """,
    "CQ40-training-on-topics": """
        fact | value | comparator | unit | paragraph
        hasFigure | 130 | moreThan | person | 18
        location | place/m49-142 | - | - | 18
        activityPeriod | period/2020 | - | - | 18
        participantGroup | lawEnforcement | - | - | 18
        participantGroup | centralBankOfficials | - | - | 18
        participantGroup | financialIntelligenceOfficials | - | - | 18
    """,
    "CQ41-webinars": """
        fact | value | comparator | unit | paragraph
        hasFigure | 7832 | equal | person | 22
        hasFigure | 15 | equal | country | 22
        languageUsed | language/en | - | - | 22
        languageUsed | language/fr | - | - | 22
        languageUsed | language/pt | - | - | 22
        languageUsed | language/es | - | - | 22
        location | place/m49-011 | - | - | 22
        location | place/m49-419 | - | - | 22
        participantGroup | lawEnforcement | - | - | 22
        participantGroup | prosecutors | - | - | 22
        participantGroup | academics | - | - | 22
        participantGroup | ngoRepresentatives | - | - | 22
        participantGroup | generalPublic | - | - | 22
    """,
    "CQ42-courses": """
        fact | value | comparator | unit | paragraph
        hasFigure | 12 | equal | week | 23
        hasFigure | 1000 | equal | person | 23
        hasFigure | 44 | equal | country | 23
        languageUsed | language/en | - | - | 23
        languageUsed | language/es | - | - | 23
        medium | online | - | - | 23
        participantGroup | criminalJusticePractitioners | - | - | 23
        partner | body/icmec | - | - | 23
    """,
    "CQ44-training-and-its-result": """
        fact | value | comparator | unit | population | fromAge | toAge | paragraph
        hasFigure | 5600 | moreThan | person | teachers | - | - | 25
        partner | body/slv-ministry-of-education | - | - | - | - | - | 25
        partner | body/gtm-ministry-of-education | - | - | - | - | - | 25
        partner | body/hnd-ministry-of-education | - | - | - | - | - | 25
        partner | body/slv-trafficking-secretariat | - | - | - | - | - | 25
        partner | body/gtm-trafficking-secretariat | - | - | - | - | - | 25
        partner | body/hnd-trafficking-secretariat | - | - | - | - | - | 25
        resultOf | 13 | equal | person | girls | 9 | 12 | 25
    """,
    "CQ45-training-with-its-parts": """
        fact | value | comparator | unit | paragraph
        hasFigure | 655 | equal | person | 27
        participantsFrom | place/BLZ | - | - | 27
        participantsFrom | place/CRI | - | - | 27
        participantsFrom | place/SLV | - | - | 27
        participantsFrom | place/GTM | - | - | 27
        participantsFrom | place/HND | - | - | 27
        partner | technologyCompanies | - | - | 27
        partner | body/facebook | - | - | 27
        partner | body/instagram | - | - | 27
        partner | body/microsoft | - | - | 27
        partner | body/whatsapp | - | - | 27
    """,
    "CQ46-figures-of-a-platform": """
        value | comparator | unit | asOf | paragraph
        1500 | moreThan | item | 2020-12 | 29
        42 | equal | case | 2020-12 | 29
    """,
    "CQ48-campaign-in-a-place": """
        fact | value | comparator | unit | paragraph
        partner | body/tv-azteca | - | - | 33
        nameStated | 封锁时期的互联网 | - | - | 33
        hasFigure | 28500000 | equal | view | 33
    """,
    "CQ49-people-reached": """
        value | comparator | place | paragraph
        24400 | moreThan | place/m49-035 | 32
        24400 | moreThan | place/m49-002 | 32
        24400 | moreThan | place/latin-america | 32
    """,
    "CQ50-done-in-a-place-on-a-topic": """
        produced | value | comparator | unit | paragraph
        doc/x-work/slv-online-classes-incident-protocol | - | - | - | 34
        - | 650 | equal | person | 34
    """,
    "CQ51-published-in-a-period": """
        title | paragraph
        东南亚暗网网络犯罪威胁评估 | 31
    """,
    "CQ52-where-based-and-since-when-remote": """
        who | fact | value | start | paragraph
        mentors | basedIn | place/AUT | - | 13
        mentors | basedIn | place/SLV | - | 13
        mentors | basedIn | place/GTM | - | 13
        mentors | basedIn | place/SEN | - | 13
        mentors | basedIn | place/THA | - | 13
        programme/global-programme-cybercrime | operatingMode | fullyRemote | 2020-03 | 13
    """,
    "CQ54-partners-named": """
        partner | paragraph
        body/interpol | 8
        body/itu | 8
        body/europol | 8
        body/ecteg | 8
        body/world-bank | 8
        body/unicef | 8
        body/asean | 8
        body/end-violence-partnership | 8
        body/gfce | 8
    """,
    # ---- figures
    "CQ56-figures-of-a-place-and-period": """
        value | comparator | unit | base | paragraph
        263 | equal | case | - | 21
        40 | equal | percent | 263 | 21
        32 | equal | percent | 263 | 21
    """,
    "CQ58-ratio-in-a-place": """
        value | outOf | population | base | paragraph
        7 | 10 | girls | - | 21
    """,
    "CQ59-share-and-its-base": """
        share | unit | shareOf | base | countedTopic | paragraph
        85 | percent | topic/online-child-sexual-exploitation | 39 | topic/sexual-offences | 21
        85 | percent | topic/online-child-sexual-exploitation | 39 | topic/financial-offences | 21
    """,
    # ---- citations as a whole
    "CQ61a-acts-cited-by-number": """
        kind | organ | acts | mentions
        Resolution | body/ga | 6 | 11
        Decision | body/ga | 2 | 3
        Resolution | body/ccpcj | 3 | 4
    """,
    "CQ61b-mentions-by-number": """
        symbol | paragraph
        A/RES/74/173 | summary
        A/RES/64/179 | 1
        A/RES/65/230 | 2
        CCPCJ/RES/20/7 | 3
        CCPCJ/RES/22/8 | 4
        A/RES/74/173 | 5
        A/RES/74/247 | 10
        A/DEC/74/567 | 11
        A/DEC/74/567 | 11
        A/DEC/75/555 | 12
        A/RES/74/173 | 15
        A/RES/74/174 | 20
        A/RES/74/173 | 28
        CCPCJ/RES/22/8 | 28
        A/RES/65/230 | 35
        A/RES/70/174 | 35
        CCPCJ/RES/26/4 | 36
        A/RES/74/247 | 37
    """,
    # ---- from other documents
    "CX2-recommended-by": """
        recommending | adoptedOn | recommendedBy | report | identical | compared | certainty | paragraph
        E/RES/2019/19 | 2019-07-23 | body/ccpcj | E/2019/30 | 30 | 30 | derived | doc/E/RES/2019/19/en/op/1
    """,
    "CX3-was-the-date-kept": """
        plannedStart | plannedEnd | actualStart | actualEnd | kept | place | plannedIn | paragraph
        2021-05-10 | 2021-05-12 | 2021-05-10 | 2021-05-12 | true | place/new-york | 12 | doc/A/RES/75/282/en/op/3
    """,
    "CX5-asked-for-earlier": """
        earlier | provision | verb | paragraph
        doc/x-declaration/salvador-2010 | doc/x-declaration/salvador-2010/p/42 | - | doc/A/RES/74/173/en/pp/1
        doc/x-declaration/salvador-2010 | - | invites | doc/E/RES/2012/19/en/pp/7
    """,
    "CX6-cited-as-mandate-in-budget": """
        fascicle | entity | subprogramme | paragraph
        A/80/6(Sect.16) | body/unodc | 1 | doc/A/80/6(Sect.16)/en/mandates/1
    """,
    # ---- what a suspicious reader asks next
    "Q-agent-not-named": """
        activity | understood | paragraph
        9/activity/2 | body/unodc | 9
        18/activity/4 | body/unodc | 18
        19/activity/2 | body/sea-crypto-working-group | 19
        22/activity/1 | body/unodc | 22
        27/activity/2 | body/unodc | 27
        30/activity/2 | body/unodc | 30
        32/activity/3 | body/unodc | 32
        32/activity/4 | body/unodc | 32
        33/activity/2 | body/unodc | 33
        33/activity/3 | body/unodc | 33
        33/activity/4 | body/unodc | 33
        35/activity/3 | body/egcc | 35
        39/activity/1 | body/egcc | 39
    """,
    "Q-assignments-by-bindingness": """
        bindingness | verb | act | addressee | paragraph
        binding | requests | A/RES/74/173 | office/secretary-general | summary
        binding | requests | A/RES/64/179 | body/unodc | 1
        binding | requests | A/RES/65/230 | body/unodc | 2
        binding | requests | CCPCJ/RES/20/7 | body/unodc | 3
        binding | requests | CCPCJ/RES/22/8 | body/unodc | 4
        binding | requests | CCPCJ/RES/22/8 | body/unodc | 4
        binding | requests | A/RES/74/173 | body/unodc | 5
        binding | establishes | A/RES/74/247 | body/ahc-cybercrime | 10
        binding | mandates | A/RES/74/247 | body/ahc-cybercrime | 10
        binding | decides | A/RES/74/247 | body/ahc-cybercrime | 11
        binding | requests | A/RES/74/174 | body/unodc | 20
        binding | requests | CCPCJ/RES/26/4 | body/egcc | 36
        binding | decides | CCPCJ/RES/26/4 | body/egcc | 36
        binding | establishes | A/RES/74/247 | body/ahc-cybercrime | 37
        hortatory | urges | A/RES/74/173 | memberStates | 16
        invitational | encourages | A/RES/74/173 | memberStates | 15
        invitational | encourages | A/RES/74/174 | memberStates | 20
        invitational | encourages | CCPCJ/RES/26/4 | body/egcc | 36
        declaratory | reaffirms | A/RES/74/173 | body/unodc | 28
    """,
    "Q-cited-and-not-held": """
        work | symbolStatus | paragraph
        doc/A/RES/64/179 | issued | 1
        doc/A/RES/65/230 | issued | 2
        doc/x-ccpcj/res/20/7 | minted | 3
        doc/x-ccpcj/res/22/8 | minted | 4
        doc/x-work/roadmap-digital-cooperation | - | 8
        doc/A/RES/74/247 | issued | 10
        doc/A/RES/74/247 | issued | 11
        doc/A/DEC/74/567 | library | 11
        doc/A/DEC/75/555 | library | 12
        doc/x-work/fatf-virtual-assets-guidance | - | 19
        doc/x-ccpcj/res/22/8 | minted | 28
        doc/x-work/darknet-southeast-asia-2020 | - | 31
        doc/A/RES/65/230 | issued | 35
        doc/A/RES/70/174 | issued | 35
        doc/x-declaration/salvador-2010 | - | 35
        doc/x-declaration/doha-2015 | - | 35
        doc/x-ccpcj/res/26/4 | minted | 36
        doc/x-work/comprehensive-study-cybercrime | - | 36
        doc/A/RES/74/247 | issued | 37
        doc/UNODC/CCPCJ/EG.4/2020/2 | issued | 39
        doc/E/CN.15/2021/1 | issued | fn/star
    """,
    "Q-continued-without-antecedent": """
        act | addressee | paragraph
        CCPCJ/RES/20/7 | body/unodc | 3
        A/RES/74/173 | body/unodc | 5
    """,
    "Q-cooperation-asked-for": """
        act | with | how | paragraph
        CCPCJ/RES/20/7 | memberStates | asked for | 3
        CCPCJ/RES/20/7 | internationalOrganizations | asked for | 3
        CCPCJ/RES/20/7 | regionalOrganizations | asked for | 3
        CCPCJ/RES/20/7 | privateSector | as appropriate | 3
        CCPCJ/RES/22/8 | memberStates | asked for | 4
        CCPCJ/RES/22/8 | relevantOrganizations | asked for | 4
        CCPCJ/RES/22/8 | privateSector | asked for | 4
        CCPCJ/RES/22/8 | civilSociety | asked for | 4
        A/RES/74/173 | memberStates | recognized | 5
        A/RES/74/173 | internationalOrganizations | recognized | 5
        A/RES/74/173 | regionalOrganizations | recognized | 5
        A/RES/74/173 | privateSector | recognized | 5
        A/RES/74/173 | civilSociety | recognized | 5
        A/RES/74/173 | otherStakeholders | recognized | 5
    """,
    "Q-figures-that-are-bounds": """
        value | comparator | unit | printed | paragraph
        130 | moreThan | person | 130多名 | 18
        50 | moreThan | percent | 超过 50% | 21
        5600 | moreThan | person | 5,600 多名 | 25
        1500 | moreThan | item | 1,500 多项 | 29
        2800000 | moreThan | impression | 超过 280万次 | 30
        24400 | moreThan | person | 24,400 多人 | 32
    """,
    "Q-meetings-held-in-a-year": """
        meeting | body | start | end | paragraph
        meeting/sea-crypto-working-group/3 | body/sea-crypto-working-group | - | - | 19
        meeting/egcc/6 | body/egcc | - | - | 36
        meeting/egcc/6 | body/egcc | 2020-07-27 | 2020-07-29 | 37
    """,
    "Q-paragraphs-on-a-thing": """
        number | property | paragraph
        8 | mentions | 8
        8 | partner | 8
        8 | partnerOf | 8
        8 | party | 8
        8 | beneficiary | 8
    """,
    "Q-planned-and-not-done": """
        statement | start | end | paragraph | later
        session/ccpcj/30/schedule/1 | 2021-05-17 | 2021-05-21 | front | -
        12/activity/1 | - | - | 12 | -
        12/activity/2 | - | - | 12 | -
        meeting/ahc-cybercrime/organizational/schedule/4 | 2021-05-10 | 2021-05-12 | 12 | doc/A/RES/75/282/en/op/3
        meeting/egcc/7/schedule/1 | 2021-04-06 | 2021-04-08 | 36 | -
        39/activity/1 | - | - | 39 | -
    """,
    "Q-statements-with-a-cause": """
        class | statement | paragraph
        ReportingObligation | summary/mandate/requests/1 | summary
        Session | session/ccpcj/29 | summary
        Finding | summary/finding/1 | summary
        ScheduleEvent | meeting/ahc-cybercrime/organizational/schedule/2 | 11
        Activity | 13/activity/3 | 13
        Finding | 21/finding/1 | 21
        Finding | 32/finding/1 | 32
        ScheduleEvent | meeting/egcc/6/schedule/2 | 37
    """,
    "Q-what-happened-where": """
        class | statement | start | end | paragraph
        DraftingSupport | 14/activity/2 | - | - | 14
        ReportedFigure | 21/figure/6 | 2019 | 2019 | 21
        ReportedFigure | 21/figure/7 | 2019 | 2019 | 21
        Platform | platform/blz-reporting-mechanism | 2020-02 | - | 21
        Activity | 21/activity/1 | - | - | 21
        InformationSharing | 21/activity/2 | 2020 | 2020 | 21
        Finding | 21/finding/4 | 2020 | 2020 | 21
        Finding | 21/finding/5 | 2020 | 2020 | 21
        Finding | 21/finding/6 | - | - | 21
        Training | 27/activity/1 | - | - | 27
    """,
    "Q-who-changed-the-dates": """
        meeting | sequence | decidedBy | requiredBy | approvedBy | told | toldOn | paragraph
        meeting/ahc-cybercrime/organizational | 2 | A/DEC/74/567 | - | - | - | - | 11
        meeting/ahc-cybercrime/organizational | 3 | - | A/DEC/74/567 | - | memberStates | 2020-10-01 | 11
        meeting/ahc-cybercrime/organizational | 4 | A/DEC/75/555 | - | - | - | - | 12
        meeting/egcc/6 | 2 | - | - | - | - | - | 37
        meeting/egcc/6 | 3 | - | - | body/egcc-bureau | - | - | 37
    """,
}

# the same questions of other documents and things: question, parameters, columns and rows
OTHERWISE: list[tuple[str, dict[str, str | Literal], str]] = [
    (
        "CQ26-schedule-history",
        {"document": "doc/A/RES/75/282"},
        """
        sequence | status | start | end | place | paragraph
        5 | held | 2021-05-10 | 2021-05-12 | place/new-york | doc/A/RES/75/282/en/op/3
        """,
    ),
    (
        "CQ29-steps-at-a-place",
        {"document": "doc/A/RES/75/282"},
        """
        sequence | paragraph
        5 | doc/A/RES/75/282/en/op/3
        """,
    ),
    (
        "CQ23-secretariat-of",
        {"document": "doc/A/RES/75/282"},
        """
        served | paragraph
        body/ahc-cybercrime | doc/A/RES/75/282/en/op/2
        """,
    ),
    (
        "Q-what-happened-where",
        {"place": "place/SLV"},
        """
        class | statement | start | end | paragraph
        Activity | 13/activity/1 | - | - | 13
        ReportedFigure | 21/figure/1 | 2018 | 2020 | 21
        ReportedFigure | 21/figure/2 | 2018 | 2020 | 21
        ReportedFigure | 21/figure/3 | 2018 | 2020 | 21
        ReportedFigure | 21/figure/4 | 2020 | - | 21
        Training | 25/activity/1 | - | - | 25
        ToolAccess | 26/activity/1 | - | - | 26
        Training | 27/activity/1 | - | - | 27
        Campaign | 33/activity/3 | - | - | 33
        Activity | 34/activity/1 | - | - | 34
        Training | 34/activity/2 | - | - | 34
        ReportedFigure | 34/figure/1 | - | - | 34
        Work | doc/x-work/slv-online-classes-incident-protocol | - | - | 34
        """,
    ),
    ("CQ32-days-of-delay", {"meeting": "meeting/egcc/7"}, "days | paragraph"),
    ("CQ32-days-of-delay", {"meeting": "meeting/ahc-cybercrime/organizational"}, "days | paragraph"),
    ("CQ51-published-in-a-period", {"period": "period/2019"}, "title | paragraph"),
    (
        "CQ12-what-an-act-requests",
        {"act": "doc/A/RES/74/247"},
        """
        verb | addressee | paragraph
        establishes | body/ahc-cybercrime | 10
        mandates | body/ahc-cybercrime | 10
        decides | body/ahc-cybercrime | 11
        establishes | body/ahc-cybercrime | 37
        """,
    ),
    (
        "CQ17-basis-and-later-acts",
        {"body": "body/ahc-cybercrime"},
        """
        direction | later | relation | earlier | paragraph
        rests on | body/ahc-cybercrime | establishedBy | doc/A/RES/74/247 | 10
        rests on | body/ahc-cybercrime | establishedBy | doc/A/RES/74/247 | 37
        """,
    ),
    # a list by years is no lineage: nothing rests on 64/179 but what it asked for itself, and 22/8 not on 20/7
    (
        "CQ25-what-rests-on-an-act",
        {"act": "doc/A/RES/64/179"},
        """
        how | thing | paragraph
        issuedIn | 1/mandate/requests/1 | 1
        """,
    ),
    (
        "CQ25-what-rests-on-an-act",
        {"act": "doc/x-ccpcj/res/20/7"},
        """
        how | thing | paragraph
        issuedIn | 3/mandate/requests/1 | 3
        """,
    ),
    (
        "CQ25-what-rests-on-an-act",
        {"act": "doc/x-ccpcj/res/22/8"},
        """
        how | thing | paragraph
        issuedIn | 4/mandate/requests/1 | 4
        issuedIn | 4/mandate/requests/2 | 4
        pursuantTo | doc/A/RES/74/173 | 28
        pursuantTo | standing/unodc/cybercrime-repository | 28
        """,
    ),
    (
        "Q-meetings-held-in-a-year",
        {"year": Literal("2018", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))},
        """
        meeting | body | start | paragraph
        meeting/egcc/4 | body/egcc | - | 36
        meeting/egcc/4 | body/egcc | - | 39
        """,
    ),
    (
        "Q-meetings-held-in-a-year",
        {"year": Literal("2012", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))},
        "meeting | paragraph",
    ),
    (
        "Q-statements-with-a-cause",
        {"cause": "topic/ransomware"},
        """
        statement | paragraph
        6/finding/3 | 6
        """,
    ),
]


@pytest.fixture(scope="session")
def store(released: Path) -> EmbeddedStore:
    """The released graph, as a new installation makes it."""
    return current(DataFolder(released)).store()


@pytest.fixture(scope="session")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """What is stated by hand alone, released: as much as a slow engine can take."""
    folder = DataFolder(tmp_path_factory.mktemp("by-hand") / "data")
    with folder.locked("test"):
        create(folder, Bundle.installed().by_hand(), Layers())
    return current(folder).store()


@pytest.fixture(scope="session")
def elsewhere(by_hand: EmbeddedStore) -> rdflib.Dataset:
    """The same in another engine."""
    out = BytesIO()
    serialize(by_hand.named_quads(), out, RdfFormat.N_QUADS)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=out.getvalue().decode(), format="nquads")
    return dataset


Row = dict[str, str | None]
Ask = Callable[[str], list[Row]]


@pytest.fixture(scope="session")
def ask(store: EmbeddedStore) -> Ask:
    """A function that returns the rows of a query."""
    return lambda text: rows_of(store, text)


def rows_of(store: EmbeddedStore, text: str) -> list[Row]:
    answer = store.query(text)
    assert isinstance(answer, QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{name: None if row[name] is None else row[name].value for name in names} for row in answer]


def short(value: str | None) -> str:
    """Return a value as the tables write it."""
    if value is None:
        return "-"
    if value.startswith(f"{REPORT}/zh/"):
        return value.removeprefix(f"{REPORT}/zh/").removeprefix("p/")
    if value.startswith((VOCABULARY, "https://schema.org/")):
        return re.split("[#/]", value)[-1]
    return value.removeprefix(DEFAULT_BASE)


def expected(table: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the columns and the rows of a table."""
    columns, *rows = [tuple(line.strip().split(" | ")) for line in table.strip().splitlines()]
    return list(columns), rows


def projected(rows: list[Row], columns: list[str]) -> list[tuple[str, ...]]:
    return [tuple(short(row[column]) for column in columns) for row in rows]


# ---------------------------------------------------------------- the answers


@pytest.mark.parametrize("name", ASKED)
def test_the_answer_is_what_the_documents_say(name: str, ask: Ask) -> None:
    columns, rows = expected(ANSWERS[name])
    assert sorted(projected(ask(questions.load(name).text), columns)) == sorted(rows)


@pytest.mark.parametrize(
    ("name", "terms", "table"), OTHERWISE, ids=[f"{name} {[*terms.values()]}" for name, terms, _ in OTHERWISE]
)
def test_other_terms_give_other_answers(
    name: str, terms: dict[str, str | Literal], table: str, ask: Ask
) -> None:
    given = {
        key: [term if isinstance(term, Literal) else NamedNode(DEFAULT_BASE + term)]
        for key, term in terms.items()
    }
    columns, rows = expected(table)
    assert sorted(projected(ask(questions.load(name).with_terms(**given)), columns)) == sorted(rows)


@pytest.mark.parametrize("name", ["CQ07-mandates-in-date-order", "CQ26-schedule-history"])
def test_what_has_an_order_comes_in_it(name: str, ask: Ask) -> None:
    columns, rows = expected(ANSWERS[name])
    assert projected(ask(questions.load(name).text), columns) == rows


def test_the_mentions_by_number_are_eighteen_of_eleven_acts(ask: Ask) -> None:
    mentions = ask(questions.load("CQ61b-mentions-by-number").text)
    kinds = ask(questions.load("CQ61a-acts-cited-by-number").text)
    assert (len(mentions), len({row["symbol"] for row in mentions})) == (18, 11)
    assert sum(int(row["mentions"] or 0) for row in kinds) == 18
    assert {symbol for row in kinds for symbol in (row["symbols"] or "").split()} == {
        row["symbol"] for row in mentions
    }
    assert {paragraph for row in kinds for paragraph in (row["paragraphs"] or "").split()} == {
        row["paragraph"] for row in mentions
    }


# ---------------------------------------------------------------- what holds for all of them


@pytest.mark.parametrize("name", ASKED)
def test_each_row_names_the_paragraph_that_says_so(name: str, ask: Ask) -> None:
    for row in ask(questions.load(name).text):
        said = (row.get("paragraph") or row.get("paragraphs") or "").split()
        assert said, row
        for text in said:
            assert ask(f"SELECT ?is {{ <{text}> a <{VOCABULARY}#ProvisionText> . BIND(1 AS ?is) }}"), text


@pytest.mark.parametrize("name", [name for name in ASKED if "document" in questions.load(name).parameters])
def test_a_document_that_says_nothing_has_no_answer(name: str, ask: Ask) -> None:
    nobody = NamedNode(f"{DEFAULT_BASE}doc/x-src/nothing")
    assert ask(questions.load(name).with_terms(document=[nobody])) == []


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib's own use of what it gives up
@pytest.mark.parametrize("name", ASKED)
def test_another_engine_gives_the_same_answer(
    name: str, by_hand: EmbeddedStore, elsewhere: rdflib.Dataset
) -> None:
    text = questions.load(name).text
    solutions = elsewhere.query(text)
    theirs = [
        {
            str(variable): None if row[variable] is None else str(row[variable])
            for variable in solutions.vars or []
        }
        for row in solutions
        if isinstance(row, rdflib.query.ResultRow)
    ]
    assert sorted(map(fingerprint, theirs)) == sorted(map(fingerprint, rows_of(by_hand, text)))


def fingerprint(row: Row) -> list[tuple[str, list[str]]]:
    """Return a row for comparison; the order within a concatenated group is the engine's own."""
    return [
        (name, sorted((value or "").split()) if name.endswith("s") else [value or ""])
        for name, value in sorted(row.items())
    ]


# ---------------------------------------------------------------- the files


def test_every_question_has_its_answer_here() -> None:
    assert sorted(ANSWERS) == sorted(ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_each_file_says_what_it_asks(name: str) -> None:
    question = questions.load(name)
    assert question.title.endswith("?")
    assert question.description
    assert question.parameters
    assert question.text.splitlines()[1] == "#"


def documented() -> Iterator[tuple[str, str, str]]:
    """Yield title, path and parameters of each question in the documentation."""
    text = (TOP / "docs/questions.md").read_text(encoding="utf-8")
    yield from re.findall(r"^\| (.+) \| \[`.+`\]\(\.\./(.+)\) \| (.+) \|$", text, re.MULTILINE)


def test_the_documentation_lists_every_file_with_its_title_and_parameters() -> None:
    there = []
    for file in resources.query_files():
        question = questions.load(file.stem)
        parameters = ", ".join(f"`{name}`" for name in question.parameters) or "none"
        there.append((question.title, file.relative_to(TOP).as_posix(), parameters))
    assert sorted(documented()) == sorted(there)
