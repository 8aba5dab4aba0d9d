"""What is declared is tested: every abstract test of a declared class of Features has a test here that names it."""

from __future__ import annotations

import re
from pathlib import Path

from api.routes.landing import CONFORMANCE

SUITES = {
    "ogcapi-features-1/1.0/conf/core": "http root-op root-success api-definition-op api-definition-success conformance-op "
    "conformance-success crs84 fc-md-op fc-md-success fc-md-links fc-md-items fc-md-items-links fc-md-extent fc-md-extent-multi "
    "sfc-md-op sfc-md-success fc-op fc-response fc-links fc-bbox-definition fc-bbox-response fc-limit-definition fc-limit-response "
    "fc-time-definition fc-time-response fc-timeStamp fc-numberMatched fc-numberReturned query-param-invalid query-param-unknown "
    "f-op f-success f-links",
    "ogcapi-features-1/1.0/conf/geojson": "definition content",
    "ogcapi-features-1/1.0/conf/html": "definition content",
    "ogcapi-features-1/1.0/conf/oas30": "oas-definition-1 oas-definition-2 oas-impl completeness exceptions-codes security",
    "ogcapi-features-2/1.0/conf/crs": "crs-uri default-crs storageCrs crs-parameter crs-parameter-default crs-parameter-invalid "
    "crs-parameter-transform bbox-crs-parameter bbox-crs-parameter-default bbox-crs-parameter-invalid",
}


def test_every_abstract_test_of_a_declared_class_is_carried_out() -> None:
    here = Path(__file__).parent
    named = {
        name
        for path in here.glob("test_*.py")
        for name in re.findall(r"/conf/[a-z0-9]+/[\w-]+", path.read_text("utf-8"))
    }
    for suite, tests in SUITES.items():
        assert f"http://www.opengis.net/spec/{suite}" in CONFORMANCE
        letters = suite.rpartition("/")[2]
        assert {f"/conf/{letters}/{name}" for name in tests.split()} - named == set()


def test_no_class_of_features_is_declared_without_its_suite() -> None:
    parts = [uri for uri in CONFORMANCE if re.search(r"/ogcapi-features-[12]/", uri)]
    assert sorted(parts) == sorted(f"http://www.opengis.net/spec/{suite}" for suite in SUITES)
