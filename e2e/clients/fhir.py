"""A hospital's own client, unmodified: PyPI's fhirpy keeps a ward and its beds by FHIR (SATUSEHAT).

Asks the program at SIGAP_URL with the key SIGAP_FHIR_ID / SIGAP_FHIR_SECRET of the facility named SIGAP_FHIR_FACILITY near SIGAP_NEAR (lat,lon),
and looks, as a resident without an account, whether the number moves.
"""

import os
import sys
import time

import requests
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import AuthorizationError, MultipleResourcesFound, OperationOutcome, ResourceNotFound

URL = os.environ["SIGAP_URL"].rstrip("/")
CLIENT_ID = os.environ["SIGAP_FHIR_ID"]
CLIENT_SECRET = os.environ["SIGAP_FHIR_SECRET"]
FACILITY = os.environ["SIGAP_FHIR_FACILITY"]
NEAR = os.environ["SIGAP_NEAR"]

BEDS = 7
IDENTIFIERS = "http://sys-ids.kemkes.go.id/location/10000099"
PUBLIC_SECONDS_MAX = 5
TIMEOUT_S = 10


def expect(found, expected):
    if found != expected:
        raise AssertionError(f"expected {expected!r}, found {found!r}")


def expect_raised(kind, deed):
    """The client turns refusals into exceptions of its own."""
    try:
        deed()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected")


def ask_token(secret=CLIENT_SECRET):
    return requests.post(
        f"{URL}/oauth2/v1/accesstoken",
        params={"grant_type": "client_credentials"},
        data={"client_id": CLIENT_ID, "client_secret": secret},
        timeout=TIMEOUT_S,
    )


def client(token=None):
    token = token or ask_token().json()["access_token"]
    return SyncFHIRClient(f"{URL}/fhir-r4/v1", authorization=f"Bearer {token}", requests_config={"timeout": TIMEOUT_S})


def operational(code):
    return {"system": "http://terminology.hl7.org/CodeSystem/v2-0116", "code": code}


def place(name, kind, **more):
    coding = {"system": "http://terminology.hl7.org/CodeSystem/location-physical-type", "code": kind}
    return {"status": "active", "mode": "instance", "name": name, "physicalType": {"coding": [coding]}, **more}


def bed(number, ward):
    second = {"system": "http://terminology.kemkes.go.id/CodeSystem/locationServiceClass-Inpatient", "code": "2"}
    return place(
        f"Bed {number}",
        "bd",
        identifier=[{"system": IDENTIFIERS, "value": f"MLT-{number}"}],
        operationalStatus=operational("U"),
        partOf={"reference": f"Location/{ward}"},
        extension=[
            {
                "url": "https://fhir.kemkes.go.id/r4/StructureDefinition/LocationServiceClass",
                "valueCodeableConcept": {"coding": [second]},
            }
        ],
    )


def beds():
    """The beds of the ward, page by page."""
    return client().resources("Location").search(**{"physical-type": "bd"}).limit(3).fetch_all()


def the_first():
    return client().resources("Location").search(identifier=f"{IDENTIFIERS}|MLT-1").get()


def a_token_is_given_as_the_original_gives_it():
    answer = ask_token()
    expect((answer.status_code, answer.json()["expires_in"], answer.json()["token_type"]), (200, "3599", "BearerToken"))


def a_wrong_secret_is_refused_in_the_words_of_the_original():
    answer = ask_token("salah")
    expect((answer.status_code, answer.json()), (401, {"ErrorCode": "invalid_client", "Error": "ClientId is Invalid"}))
    expect_raised(AuthorizationError, lambda: client("bukan-token").resources("Location").fetch())


def a_ward_and_its_beds_are_created():
    by = client()
    ward = by.resource("Location", **place("Ruang Melati", "wa"))
    ward.save()
    for number in range(1, BEDS + 1):
        one = by.resource("Location", **bed(number, ward.id))
        one.save()
        expect((bool(one.id), one.meta.versionId), (True, "1"))


def the_pages_of_a_search_follow_one_another():
    names = sorted(one.name for one in beds())
    expect(names, [f"Bed {number}" for number in range(1, BEDS + 1)])
    expect(client().resources("Location").search(name="bed").count(), BEDS)


def a_bed_sent_again_is_not_created_again():
    by = client()
    ward = by.resources("Location").search(name="Ruang Melati").get()
    found, is_created = (
        by.resources("Location").search(identifier=f"{IDENTIFIERS}|MLT-1").get_or_create(by.resource("Location", **bed(1, ward.id)))
    )
    expect((found.name, bool(is_created)), ("Bed 1", False))
    expect_raised(
        MultipleResourcesFound,
        lambda: by.resources("Location").search(name="Bed").get_or_create(by.resource("Location", **bed(1, ward.id))),
    )
    expect_raised(OperationOutcome, lambda: by.resource("Location", **bed(1, ward.id)).save())


def a_resident_sees_the_free_beds():
    comes_to_be_shown((BEDS, BEDS, ["fhir"]))


def a_bed_is_taken_by_a_part_of_it():
    one = the_first()
    one.patch(operationalStatus=operational("O"))
    expect((one.operationalStatus.code, one.meta.versionId), ("O", "2"))


def another_by_the_whole_of_it():
    one = next(one for one in beds() if one.name == "Bed 2")
    one["operationalStatus"] = operational("O")
    one.update()
    expect((one.operationalStatus.code, one.meta.versionId), ("O", "2"))


def another_by_one_field():
    one = next(one for one in beds() if one.name == "Bed 3")
    one["operationalStatus"] = operational("H")
    one.save(fields=["operationalStatus"])
    expect(one.operationalStatus.code, "H")


def a_resident_sees_the_number_move():
    comes_to_be_shown((BEDS - 3, BEDS, ["fhir"]))


def what_is_not_there_is_said_so():
    expect_raised(ResourceNotFound, lambda: client().get("Location", "tidak-ada"))
    wrong = expect_raised(OperationOutcome, lambda: client().resource("Location", **place(["x"], "bd")).save())
    expect("Location.name" in str(wrong), True)


def shown():
    """What a stranger is shown: the facility from the public list, its number from its own address."""
    answer = requests.get(f"{URL}/api/v1/beds", params={"near": NEAR, "limit": 20}, timeout=TIMEOUT_S)
    expect(answer.status_code, 200)
    found = [item for item in answer.json()["items"] if FACILITY in item["name"]]
    if not found:
        return None
    answer = requests.get(f"{URL}/api/v1/beds/{found[0]['id']}", timeout=TIMEOUT_S)
    expect(answer.status_code, 200)
    pools = [pool for item in answer.json()["items"] for pool in item["pools"] if pool["class"] == "2"]
    return (pools[0]["free"], pools[0]["of"], pools[0]["sources"]) if pools else None


def comes_to_be_shown(expected):
    until = time.monotonic() + PUBLIC_SECONDS_MAX
    while shown() != expected:
        if time.monotonic() > until:
            raise AssertionError(f"{expected} at {FACILITY} is not public after {PUBLIC_SECONDS_MAX} s: {shown()}")
        time.sleep(0.1)


# In the order of a hospital's day: each step stands on the one before.
STEPS = (
    a_token_is_given_as_the_original_gives_it,
    a_wrong_secret_is_refused_in_the_words_of_the_original,
    a_ward_and_its_beds_are_created,
    the_pages_of_a_search_follow_one_another,
    a_bed_sent_again_is_not_created_again,
    a_resident_sees_the_free_beds,
    a_bed_is_taken_by_a_part_of_it,
    another_by_the_whole_of_it,
    another_by_one_field,
    a_resident_sees_the_number_move,
    what_is_not_there_is_said_so,
)


def main():
    failed = 0
    for step in STEPS:
        try:
            step()
            print(f"  ok      {step.__name__}")
        except Exception as error:  # whatever it is, the step has failed and the next ones still run
            failed += 1
            print(f"  FAILED  {step.__name__}: {type(error).__name__}: {error}")
    print(f"fhir: {len(STEPS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
