# SPDX-License-Identifier: Apache-2.0
"""The section of scripts/bench that asks for requests by each filter, in a small store and in a large one.

The stores are filled by relay311_seed_city and kept in the build folder (bench-cities) until what fills them changes; the gateway brings
their schema up to date as it does any store's."""
import contextlib
import hashlib
import http.client
import json
import random
import shutil
import sqlite3
import time
import urllib.parse

import measuring
from measuring import API, ROOT, Section, run, serving, until
from postgres import postgres

TIMES = 100  # each filter is asked, on one connection
GOAL = 50  # ms
SEED = ROOT / "tests/bench/city/seed_city.cpp"
EVER = "start_date=2021-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z"
PART = EVER + "&page_size=100"
MIDDLE, TOWN = (39.78, -89.65), "jurisdiction_id=springfield.example&"
WORDS = "the index of words"


def near(chance, spread=0.03):
    return MIDDLE[0] + chance.gauss(0, spread), MIDDLE[1] + chance.gauss(0, spread)


def box(chance, size):
    south, west = near(chance)
    return f"bbox={west:.5f},{south:.5f},{west + size:.5f},{south + size:.5f}"


def circle(chance, metres):
    return "lat={:.5f}&long={:.5f}&radius={}".format(*near(chance), metres)


def day(chance, first=2021, last=2025):
    return f"{chance.randint(first, last)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T00:00:00Z"


def month(chance, names):
    begin = day(chance)
    return f"{names[0]}={begin}&{names[1]}={begin[:8]}28T23:59:59Z"


# What is asked, by which index it is answered, and the query; `chance` makes each asking another where places or times differ.
# Words stand for: POT and dog the commonest and the rarest service, "pothole" in one of four descriptions, "zeppelin" in one of 50,000.
FILTERS = [
    ("`service_request_id`, 20", "requests_id", lambda c, ids: "service_request_id=" + ",".join(c.sample(ids, 20))),
    ("nothing: the last 100", "requests_newest", lambda c, _: PART),
    ("`page=100`", "requests_newest", lambda c, _: PART + "&page=100"),
    ("`cursor` of page 100", "requests_newest", "cursor"),
    ("`order=asc`", "requests_newest", lambda c, _: PART + "&order=asc"),
    ("`start_date`, `end_date`: days of one month", "requests_newest", lambda c, _: month(c, ("start_date", "end_date")) + "&page_size=100"),
    ("`service_code`, common", "requests_newest_of_service", lambda c, _: PART + "&service_code=POT"),
    ("`service_code`, three rare", "requests_newest_of_service", lambda c, _: PART + "&service_code=DOG,PLY,CAR"),
    ("`status=open`", "requests_newest", lambda c, _: PART + "&status=open"),
    ("`status=open,closed`", "requests_newest", lambda c, _: PART + "&status=open,closed"),
    ("`status=investigating,planned`, finer", WORDS, lambda c, _: PART + "&status=investigating,planned&extensions=true"),
    ("`status=investigating`, finer", WORDS, lambda c, _: PART + "&status=investigating&extensions=true"),
    ("`updated_after`, `updated_before`: days of one month", "requests_updated", lambda c, _: month(c, ("updated_after", "updated_before")) + "&page_size=100"),
    ("`updated_after`: a day at the end", "requests_updated", lambda c, _: "updated_after=2025-12-30T00:00:00Z&end_date=2026-01-01T00:00:00Z&page_size=100"),
    ("`sort=-updated_datetime`", "requests_updated", lambda c, _: PART + "&sort=-updated_datetime"),
    ("`sort=updated_datetime`, `page=100`", "requests_updated", lambda c, _: PART + "&sort=updated_datetime&page=100"),
    ("`bbox` of a street", WORDS, lambda c, _: PART + "&" + box(c, 0.002)),
    ("`bbox` of a quarter", WORDS, lambda c, _: PART + "&" + box(c, 0.02)),
    ("`bbox` of the town", WORDS, lambda c, _: PART + "&bbox=-90,39.5,-89.3,40.1"),
    ("`bbox` where nobody is", WORDS, lambda c, _: PART + "&bbox=10,50,10.1,50.1"),
    ("`radius` of 100 m", WORDS, lambda c, _: PART + "&" + circle(c, 100)),
    ("`radius` of 2 km", WORDS, lambda c, _: PART + "&" + circle(c, 2000)),
    ("`address_string`: a street", WORDS, lambda c, _: PART + "&address_string=Alalal+str"),
    ("`address_string`: in a quarter", WORDS, lambda c, _: PART + "&address_string=Street"),
    ("`agency_responsible`", WORDS, lambda c, _: PART + "&agency_responsible=Parking"),
    ("`interface_used`, rare", WORDS, lambda c, _: PART + "&interface_used=call+centre"),
    ("`has_photo=true`", WORDS, lambda c, _: PART + "&has_photo=true"),
    ("`has_photo=false`", WORDS, lambda c, _: PART + "&has_photo=false"),
    ("`q`, a rare word", WORDS, lambda c, _: PART + "&q=zeppelin"),
    ("`q`, a frequent word", WORDS, lambda c, _: PART + "&q=pothole"),
    ("`q`, two words", WORDS, lambda c, _: PART + "&q=school+pothole"),
    ("`q`, a rare and a frequent word", WORDS, lambda c, _: PART + "&q=zeppelin+pothole"),
    ("`q` frequent, `order=asc`", WORDS, lambda c, _: PART + "&q=pothole&order=asc"),
    ("`q` frequent, `page=100`", WORDS, lambda c, _: PART + "&q=pothole&page=100"),
    ("`q` frequent, `sort=-updated_datetime`", WORDS, lambda c, _: PART + "&q=pothole&sort=-updated_datetime"),
    ("`q` rare, `sort=-updated_datetime`", WORDS, lambda c, _: PART + "&q=zeppelin&sort=-updated_datetime"),
    ("`bbox`, `status`, `service_code`", WORDS, lambda c, _: PART + "&" + box(c, 0.02) + "&status=open&service_code=POT"),
    ("`bbox`, `q`, `has_photo`", WORDS, lambda c, _: PART + "&" + box(c, 0.02) + "&q=pothole&has_photo=true"),
    ("`agency_responsible`, `updated_after`", WORDS, lambda c, _: PART + "&agency_responsible=Parking&updated_after=" + day(c, 2025, 2025)),
    ("`bbox`, `sort=-updated_datetime`", WORDS, lambda c, _: PART + "&" + box(c, 0.02) + "&sort=-updated_datetime"),
    ("`q` frequent, days of one month", WORDS, lambda c, _: month(c, ("start_date", "end_date")) + "&page_size=100&q=pothole"),
]


class Client:
    """One connection that is kept."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, query, resource="requests"):
        """Seconds, and the answer."""
        began = time.perf_counter()
        self.connection.request("GET", f"{API}{resource}.json?{TOWN}{query}")
        answer = self.connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        if answer.status != 200:
            raise SystemExit(f"bench: {query} answers {answer.status}: {body.decode(errors='replace')}")
        return took, json.loads(body), answer.getheader("Link")


def town(folder, store):
    """A configuration of the two towns, which hand nothing over."""
    lines = [f"store: {store}", f'plugins: ["{measuring.build / "bench"}"]', "backends:",
             '  highways: { adapter: noop, options: { answer: ok, marker: "" } }', "jurisdictions:"]
    for name in ("springfield", "shelbyville"):
        lines += [f"  - id: {name}.example", "    services: [{ code: POT, name: Pothole, backend: highways }]"]
    config = folder / "relay311.yaml"
    config.write_text("\n".join(lines) + "\n")
    return config


def made_of():
    return hashlib.sha256(SEED.read_bytes()).hexdigest()


@contextlib.contextmanager
def filled(kind, stored):
    """A gateway on a store that has so many requests, all of them indexed."""
    home = measuring.build / "bench-cities" / f"{kind}-{stored}"
    stamp = home / "made-of"
    fresh = not stamp.is_file() or stamp.read_text() != made_of()
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
    with postgres(measuring.build, home / "postgres") if kind == "PostgreSQL" else contextlib.nullcontext() as server:
        store = f"postgresql://relay@127.0.0.1:{server.port}/postgres" if server else "sqlite:relay311.db"
        began = time.monotonic()
        if fresh:
            run(measuring.build / "bin/relay311_seed_city", store, home, stored)
        with serving(town(home, store), home) as served:
            if not server:
                until(lambda: not_indexed(home / "relay311.db") == 0, 1800, 0.2)
            else:  # as the server does by itself within minutes
                server.execute("VACUUM ANALYZE")
            if fresh:
                print(f"  {kind} of {stored:,} made in {time.monotonic() - began:.0f} s", flush=True)
            stamp.write_text(made_of())
            yield served


def not_indexed(store):
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30)) as database:
        return database.execute("SELECT max(seq) - (SELECT seq FROM facet_progress) FROM requests").fetchone()[0]


def cursor_behind(client, pages):
    link = client.ask(f"{PART}&page={pages}")[2]
    return link[link.index("?") + 1:link.index(">")].replace(TOWN, "")


def asked(client, query, ids):
    """p50 and p99 in ms, and how many are found where one answer may have 10,000."""
    chance = random.Random(311)
    took = []
    if query == "cursor":
        behind = cursor_behind(client, 100)
        query = lambda *_: behind
    found = len(client.ask(query(random.Random(1), ids).replace("&page_size=100", "").replace("&page=100", ""))[1])
    for _ in range(TIMES):
        took.append(client.ask(query(chance, ids))[0] * 1000)
    took.sort()
    return took[len(took) // 2 - 1], took[len(took) * 99 // 100 - 1], found


def filters(work, options):
    """Each filter, in stores of two sizes."""
    small, large = options.stored, options.stored_long
    section = Section("Filters", f"GET requests over HTTP, {TIMES} times each on one connection, 100 requests an answer, in stores that hold "
                      f"{small:,} and {large:,} requests of five years in two towns: p50 / p99 in ms. `found` is what answers in the town asked for, of "
                      f"{large:,}, as far as one answer may go. Goal: none over {GOAL} ms, none that grows as the store does.",
                      ("asked for", "index", "found", *(f"{kind}, {count:,}" for kind in ("SQLite", "PostgreSQL") for count in (small, large)), "reached"))
    cells = {name: [] for name, _, _ in FILTERS}
    counts = {}
    for kind in ("SQLite", "PostgreSQL"):
        for count in (small, large):
            with filled(kind, count) as served:
                client = Client(served.port)
                ids = [one["service_request_id"] for one in client.ask(EVER)[1]]
                for name, _, query in FILTERS:
                    p50, p99, found = asked(client, query, ids)
                    cells[name].append((p50, p99))
                    counts[name] = found
                    print(f"  {kind:<11}{count:>10,} {name:<52}{p50:8.1f}{p99:8.1f}{found:>7,}", flush=True)
    for name, index, _ in FILTERS:
        good = all(p99 <= GOAL for _, p99 in cells[name])
        section.add(name, index, f"{counts[name]:,}" + (" and more" if counts[name] >= 10_000 else ""),
                    *(f"{p50:.1f} / {p99:.1f}" for p50, p99 in cells[name]), "yes" if good else "no")
    return section
