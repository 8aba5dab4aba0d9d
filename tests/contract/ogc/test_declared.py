"""What is declared is tested: every abstract test of a declared class of Features has a test here that names it."""

from __future__ import annotations

import re
from pathlib import Path

from api.routes.landing import CONFORMANCE, CONFORMANCE_OF_A_STORE
from tests.contract.ogc import table

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
    "ogcapi-features-3/1.0/conf/queryables": "get-conformance get-queryables-uris get-queryables",
    "ogcapi-features-3/1.0/conf/queryables-query-parameters": "get-conformance query-param",
    "ogcapi-features-3/1.0/conf/filter": "get-conformance filter-param filter-lang-default expression-construction "
    "filter-crs-wgs84 filter-crs-param get-functions",
    "ogcapi-features-3/1.0/conf/features-filter": "get-conformance get-collections get-collection filter-on-items mixing-expression",
    "ogcapi-features-4/1.0/conf/create-replace-delete": "options create create-content-type replace replace-content-type replace-rid "
    "replace-exceptions delete",
    "ogcapi-features-4/1.0/conf/update": "options update update-content-type update-rid",
    "ogcapi-features-4/1.0/conf/optimistic-locking-etags": "get-etag replace update delete",
    # Creating by PUT, GML and schemas are other classes, or none that this service keeps.
    "ogcapi-features-4/1.0/conf/features": "endpoints crs geojson json-merge-patch",
    "ogcapi-tiles-1/1.0/conf/core": "conformance-success tc-op tc-success tc-error tc-tilematrix-definition tc-tilerow-definition "
    "tc-tilecol-definition",
    "ogcapi-tiles-1/1.0/conf/tileset": "conformance-success description",
    "ogcapi-tiles-1/1.0/conf/tilesets-list": "conformance-success tileset-links",
    "ogcapi-tiles-1/1.0/conf/geodata-tilesets": "conformance-success desc-links operation",
    "ogcapi-tiles-1/1.0/conf/mvt": "content",
    "ogcapi-tiles-1/1.0/conf/oas30": "completeness operation-id",
}


def test_every_abstract_test_of_a_declared_class_is_carried_out() -> None:
    here = Path(__file__).parent
    named = {
        name
        for path in here.glob("test_*.py")
        for name in re.findall(r"/conf/[a-z0-9-]+/[\w-]+", path.read_text("utf-8"))
    }
    for suite, tests in SUITES.items():
        assert f"http://www.opengis.net/spec/{suite}" in (*CONFORMANCE, *CONFORMANCE_OF_A_STORE)
        letters = suite.rpartition("/")[2]
        assert {f"/conf/{letters}/{name}" for name in tests.split()} - named == set()


def test_no_class_of_features_is_declared_without_its_suite() -> None:
    parts = [
        uri for uri in (*CONFORMANCE, *CONFORMANCE_OF_A_STORE) if re.search(r"/ogcapi-(features-[1234]|tiles-1)/", uri)
    ]
    assert sorted(parts) == sorted(f"http://www.opengis.net/spec/{suite}" for suite in SUITES)


def test_the_table_of_the_documents_is_that_of_the_tests() -> None:
    assert table.TABLE.read_text("utf-8") == table.text(), "run python -m tests.contract.ogc.table"
