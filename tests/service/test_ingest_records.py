"""`mandates ingest records.xml`, `mandates release`, `mandates query`: what a record of the library said is found."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sysconfig

import pytest

MANDATES = shutil.which("mandates", path=sysconfig.get_path("scripts")) or "mandates"
DOC = "https://w3id.org/un-mandates/doc/"

RECORDS = """<?xml version="1.0" encoding="UTF-8"?>
<collection xmlns="http://www.loc.gov/MARC21/slim">
<record>
 <datafield tag="041" ind1=" " ind2=" "><subfield code="a">chieng</subfield></datafield>
 <datafield tag="191" ind1=" " ind2=" "><subfield code="a">A/RES/74/173</subfield></datafield>
 <datafield tag="992" ind1=" " ind2=" "><subfield code="a">20191218</subfield></datafield>
 <datafield tag="993" ind1=" " ind2=" "><subfield code="a">A/74/400</subfield></datafield>
 <datafield tag="993" ind1=" " ind2=" "><subfield code="a">A/74/PV.50</subfield></datafield>
 <datafield tag="996" ind1=" " ind2=" "><subfield code="a">Adopted without vote, 50th plenary meeting</subfield></datafield>
</record>
<record>
 <datafield tag="191" ind1=" " ind2=" "><subfield code="a">A/74/400/Corr.1</subfield></datafield>
</record>
</collection>
"""

QUERY = """
PREFIX unm: <https://w3id.org/un-mandates/ontology#>
SELECT ?act ?day ?report ?meeting ?corrigendum (COUNT(?version) AS ?versions) WHERE {
  GRAPH ?record {
    ?act unm:adoptedOn ?day ; unm:onReport ?report ; unm:meetingRecord ?meeting ; unm:hasExpression ?version .
    ?vote unm:voteOn ?act ; unm:adoptedWithoutVote true
  }
  ?record unm:describes ?act .
  ?corrigendum unm:corrects ?report
} GROUP BY ?act ?day ?report ?meeting ?corrigendum
"""


@pytest.fixture
def mandates(tmp_path, bundle):
    """Run the command, and return what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MANDATES_")}
    own = kept | {"MANDATES_DATA": str(tmp_path / "data"), "MANDATES_BUNDLE": str(bundle)}

    def run(*words: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [MANDATES, *map(str, words)]
        done = subprocess.run(
            command, env=own, input=stdin, capture_output=True, text=True, timeout=100, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    return run


def test_what_records_say_is_found(mandates, tmp_path, act):
    records, text = tmp_path / "records.xml", tmp_path / "act.txt"
    records.write_text(RECORDS, encoding="utf-8")
    text.write_text(act(173), encoding="utf-8")
    assert "2 documents: " in mandates("ingest", records).stderr
    mandates("ingest", text)  # which takes the place of another text, and not of the record
    assert "2 unchanged" in mandates("ingest", records).stderr
    mandates("release")
    (row,) = csv.DictReader(io.StringIO(mandates("query", "-", "--format", "csv", stdin=QUERY).stdout))
    assert row == {
        "act": f"{DOC}A/RES/74/173",
        "day": "2019-12-18",
        "report": f"{DOC}A/74/400",
        "meeting": f"{DOC}A/74/PV.50",
        "corrigendum": f"{DOC}A/74/400/Corr.1",
        "versions": "2",
    }
