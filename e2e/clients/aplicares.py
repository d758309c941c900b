"""A hospital's own client, unmodified: PyPI's bpjs-bridging creates, reads, updates and deletes a room by Aplicares.

Asks the program at SIGAP_URL as the facility SIGAP_PPK with the key SIGAP_CONS_ID / SIGAP_SECRET. With SIGAP_NEAR (lat,lon) and
SIGAP_FACILITY (its name) it also looks, as a resident without an account, whether the public list names the facility.
Every sentence is compared whole: hospital systems recognise success by it.
"""

import os
import sys
import time

import requests
from bpjs.bpjs import Bridging

URL = os.environ["SIGAP_URL"].rstrip("/")
PPK = os.environ["SIGAP_PPK"]
CONS_ID = os.environ["SIGAP_CONS_ID"]
SECRET = os.environ["SIGAP_SECRET"]
NEAR = os.environ.get("SIGAP_NEAR")
FACILITY = os.environ.get("SIGAP_FACILITY")

ROOM = {
    "kodekelas": "KL2",
    "koderuang": "MLT2",
    "namaruang": "Ruang Melati Kelas II",
    "kapasitas": 24,
    "tersedia": 7,
    "tersediapria": 3,
    "tersediawanita": 2,
    "tersediapriawanita": 2,
}
# Many hospital systems send every figure as text.
ROOM_AS_TEXT = {key: str(value) for key, value in ROOM.items()} | {"tersedia": "6"}
COUNTERS = ("kapasitas", "tersedia", "tersediapria", "tersediawanita", "tersediapriawanita")

# The client turns code 0 into 400 and keeps the sentence.
REFUSED = 400
PUBLIC_SECONDS_MAX = 5
TIMEOUT_S = 10


def client(secret=SECRET, host=f"{URL}/aplicaresws/rest/"):
    return Bridging({"host": host, "consid": CONS_ID, "secret": secret}, "aplicare")


def answer(method, path, payload=None, by=None):
    """The code and the sentence that the hospital's screen would show, and what came with them."""
    result = (by or client()).request(path, method, payload, timeout=TIMEOUT_S)
    meta = result["metaData"]
    return int(meta["code"]), meta["message"], result["response"]


def expect(found, expected):
    if found != expected:
        raise AssertionError(f"expected {expected!r}, found {found!r}")


def rooms():
    code, message, response = answer("GET", f"bed/read/{PPK}/1/100")
    expect((code, message), (1, "OK"))
    return {(room["kodekelas"], room["koderuang"]): room for room in (response or {}).get("list", [])}


def the_class_table_is_the_national_one():
    code, message, response = answer("GET", "ref/kelas")
    expect((code, message), (1, "OK"))
    names = {item["kodekelas"]: item["namakelas"] for item in response["list"]}
    expect((len(names), names["NON"], names["VVP"]), (16, "-", "VVIP"))


def a_room_never_registered_is_told_so():
    code, message, _ = answer("POST", f"bed/update/{PPK}", ROOM)
    expect((code, message.rstrip(".")), (REFUSED, "Data tidak ada di database"))


def a_room_is_registered():
    code, message, _ = answer("POST", f"bed/create/{PPK}", ROOM)
    expect((code, message), (1, "Data berhasil disimpan."))


def it_is_read_back_as_it_was_sent():
    room = rooms()[("KL2", "MLT2")]
    expect({key: int(room[key]) for key in COUNTERS}, {key: ROOM[key] for key in COUNTERS})
    expect(room["namaruang"], ROOM["namaruang"])


def figures_sent_as_text_are_figures():
    code, message, _ = answer("POST", f"bed/update/{PPK}", ROOM_AS_TEXT)
    expect((code, message), (1, "Data berhasil diupdate."))
    expect(int(rooms()[("KL2", "MLT2")]["tersedia"]), 6)


def the_address_may_be_typed_with_slashes_to_spare():
    code, message, _ = answer("GET", "ref/kelas", by=client(host=f"{URL}//aplicaresws//rest/"))
    expect((code, message), (1, "OK"))


def a_wrong_secret_is_refused_with_a_sentence():
    code, message, response = answer("GET", f"bed/read/{PPK}/1/100", by=client(secret=f"{SECRET}x"))
    expect((code != 1, bool(message), response), (True, True, None))


def another_facility_is_out_of_reach():
    code, message, _ = answer("POST", "bed/update/9999R999", ROOM)
    expect((code != 1, bool(message)), (True, True))


def shown():
    """The number a stranger is shown for the room: from the public list, and from the page of the hospital."""
    answer = requests.get(f"{URL}/api/v1/beds", params={"near": NEAR, "limit": 20}, timeout=TIMEOUT_S)
    expect(answer.status_code, 200)
    found = [item for item in answer.json()["items"] if FACILITY in item["name"]]
    pools = [pool for item in found for pool in item["pools"] if pool["class"] == "2"]
    if not pools:
        return None
    page = requests.get(f"{URL}/rs/{found[0]['id']}", headers={"Accept-Language": "id"}, timeout=TIMEOUT_S)
    expect(page.status_code, 200)
    return pools[0]["free"], pools[0]["of"], pools[0]["sources"], "6 dari 24 kosong" in page.text


def comes_to_be_shown(expected):
    """Waits for what a stranger is shown; tests that ask no stranger go on."""
    if not (NEAR and FACILITY):
        return
    until = time.monotonic() + PUBLIC_SECONDS_MAX
    while shown() != expected:
        if time.monotonic() > until:
            raise AssertionError(f"{expected} at {FACILITY} is not public after {PUBLIC_SECONDS_MAX} s: {shown()}")
        time.sleep(0.1)


def a_resident_without_an_account_sees_the_number():
    comes_to_be_shown((6, 24, ["aplicares"], True))


def the_room_is_removed():
    code, message, _ = answer("POST", f"bed/delete/{PPK}", {"kodekelas": "KL2", "koderuang": "MLT2"})
    expect((code, message), (1, "Data berhasil dihapus."))
    expect(("KL2", "MLT2") in rooms(), False)


def a_resident_sees_it_no_more():
    comes_to_be_shown(None)


# In the order of a hospital's day: each step stands on the one before.
STEPS = (
    the_class_table_is_the_national_one,
    a_room_never_registered_is_told_so,
    a_room_is_registered,
    it_is_read_back_as_it_was_sent,
    figures_sent_as_text_are_figures,
    the_address_may_be_typed_with_slashes_to_spare,
    a_wrong_secret_is_refused_with_a_sentence,
    another_facility_is_out_of_reach,
    a_resident_without_an_account_sees_the_number,
    the_room_is_removed,
    a_resident_sees_it_no_more,
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
    print(f"aplicares: {len(STEPS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
