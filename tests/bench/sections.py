# SPDX-License-Identifier: Apache-2.0
"""The sections of scripts/bench that measure the gateway under load, with its back ends in trouble and after a restart.

Each takes a folder to work in and the options, and answers a Section. Ratios are between two measurements of the same run."""
import contextlib
import http.client
import os
import resource
import shutil
import socket
import sqlite3
import statistics
import subprocess
import threading
import time

import measuring
from filters import filters
from measuring import API, CONNECTIONS, Section, fetch, rate, result_of, run, serving, start_wrk, until, wrk
from postgres import postgres

SERVICES = API + "services.json?jurisdiction_id=calm.example"
POST = API + "requests.json"


def town(folder, answers, marker="", store="sqlite:relay311.db"):
    """A configuration with a no-op back end NAME of NAME.example for each item of {NAME: answer}. The file `marker`, if one is
    named, is made by the first call to the last of them."""
    lines = [f"store: {store}", f'plugins: ["{measuring.build / "bench"}"]', "anonymous_may: [submit]", "backends:"]
    for name, answer in answers.items():
        mark = marker if name == list(answers)[-1] else ""
        lines += [f"  {name}:", "    adapter: noop", f'    options: {{ answer: {answer}, marker: "{mark}" }}', "    deadline: 2s"]
    lines.append("jurisdictions:")
    for name in answers:
        lines += [f"  - id: {name}.example", f"    services: [{{ code: POT, name: Pothole, backend: {name} }}]"]
    config = folder / "relay311.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    config.write_text("\n".join(lines) + "\n")
    return config


def seeded_town(folder, stored, waiting, answer, marker=""):
    """springfield.example with its store filled; answers its configuration."""
    config = town(folder, {"highways": answer}, marker)
    config.write_text(config.read_text().replace("highways.example", "springfield.example"))
    run(measuring.build / "bin/relay311_seed_store", folder / "relay311.db", stored, waiting, stdout=subprocess.DEVNULL)
    return config


def post(work, options):
    """Durable POSTs by the number of clients, on either store."""
    section = Section("Durable POST by clients", "Each report and its delivery are on disk before the answer, and are handed over to a back end "
                      "that costs nothing all the while. A new store each time.", ("store", "clients", "reports/s", "p50 ms", "p99 ms"))
    for name in ("SQLite", "PostgreSQL"):
        with postgres(work) if name == "PostgreSQL" else contextlib.nullcontext() as server:
            for clients in (1, 8, 32, 128):
                results = [post_once(work, options, clients, server) for _ in range(options.rounds)]
                section.add(name, clients, f"{statistics.median(map(rate, results)):,.0f}",
                            *(f"{statistics.median(r[p] for r in results) / 1000:.1f}" for p in ("p50", "p99")))
    return section


def post_once(work, options, clients, server):
    folder = work / "post"
    config = town(folder, {"calm": "ok"}, store=server.database() if server else "sqlite:relay311.db")
    with serving(config, folder) as served:
        result = wrk(served.port, POST, "post_to.lua", options.seconds, clients, ["calm.example"])
    shutil.rmtree(folder)
    return result


def others(port, seconds):
    """Rates of 32 clients that read the services, and of 32 that post to the jurisdiction in no trouble."""
    return rate(wrk(port, SERVICES, "report.lua", seconds)), rate(wrk(port, POST, "post_to.lua", seconds, arguments=["calm.example"]))


def ratios(section, names, before, during):
    for name, first, second in zip(names, zip(*before), zip(*during)):
        share = statistics.median(b / a for a, b in zip(first, second))
        section.add(name, f"{statistics.median(first):,.0f}", f"{statistics.median(second):,.0f}", f"{share:.2f}", "≥ 0.90",
                    "yes" if share >= 0.9 else "no")


def hanging(work, options):
    """A back end that never answers, with 32 clients posting to it."""
    section = Section("One back end hangs", f"{CONNECTIONS} clients post to one back end all the while. First it takes reports at once, then it "
                      "never answers. What others get in both cases:", ("others", "it works", "it hangs", "ratio", "goal", "reached"))
    measured, posted = {"ok": [], "never": []}, {"ok": [], "never": []}
    for number in range(options.rounds):
        for answer in ("ok", "never"):
            folder = work / f"hanging-{answer}-{number}"
            with serving(town(folder, {"other": answer, "calm": "ok"}), folder) as served:
                poster = start_wrk(served.port, POST, "post_to.lua", 2 * options.seconds + 2, arguments=["other.example"])
                measured[answer].append(others(served.port, options.seconds))
                posted[answer].append(rate(result_of(poster, POST, served.port, refusals=True)))
            shutil.rmtree(folder)
    ratios(section, ("GET services.json/s", "POST to another jurisdiction/s"), measured["ok"], measured["never"])
    section.add("the clients of that back end/s", *(f"{statistics.median(posted[answer]):,.0f}" for answer in ("ok", "never")), "", "", "")
    return section


class SlowClients:
    """Connections that idle after one request, and connections that send one byte a second for as long as they are let."""

    def __init__(self, port, idle, trickling):
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        self.port, self.ended, self.reopened = port, threading.Event(), 0
        self.idle = [self.open() for _ in range(idle)]
        for one in self.idle:
            one.sendall(f"GET {SERVICES} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        for one in self.idle:
            one.recv(65536)
        self.trickling = [self.open() for _ in range(trickling)]
        self.thread = threading.Thread(target=self.trickle)
        self.thread.start()

    def open(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def trickle(self):
        while not self.ended.wait(1):
            for number, one in enumerate(self.trickling):
                try:
                    one.sendall(b"G")
                except OSError:  # the gateway has had enough of it
                    one.close()
                    self.trickling[number] = self.open()
                    self.reopened += 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        for one in self.idle + self.trickling:
            one.close()


def slow_clients(work, options):
    """2,000 idle connections and 200 that send a byte a second."""
    section = Section("Idle and slow clients", f"{options.idle:,} connections idle after a request and {options.trickling:,} send one byte a "
                      f"second. What {CONNECTIONS} others get without and with them, each from a new gateway:",
                      ("others", "without", "with", "ratio", "goal", "reached"))
    measured, memory = {False: [], True: []}, {False: [], True: []}
    for number in range(options.rounds):
        for slow in (number % 2 == 1, number % 2 == 0):
            folder = work / f"slow-clients-{number}-{slow}"
            with serving(town(folder, {"calm": "ok"}), folder) as served:
                others(served.port, 1)
                with SlowClients(served.port, options.idle, options.trickling) if slow else contextlib.nullcontext():
                    memory[slow].append(served.resident())
                    measured[slow].append(others(served.port, options.seconds))
            shutil.rmtree(folder)
    ratios(section, ("GET services.json/s", "POST/s"), measured[False], measured[True])
    without, held = statistics.median(memory[False]), statistics.median(memory[True])
    section.add("memory of the gateway", f"{without:,.0f} MB", f"{held:,.0f} MB", "", "", "")
    return section


def waiting_in(store):
    """What is left of the queue, by the gateway's own counts: to look costs the one that is measured nothing."""
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30)) as database:
        return database.execute("SELECT coalesce(sum(count), 0) FROM delivery_counts WHERE state IN ('waiting', 'sending')").fetchone()[0]


LEGACY = """CREATE TABLE work_order (wo_no bigserial PRIMARY KEY, ext_ref text UNIQUE NOT NULL, type_code text, descr text,
    latitude double precision, longitude double precision, depth_cm text)"""
STATEMENTS = """submit:
  - sql: >
      INSERT INTO work_order (ext_ref, type_code, descr, latitude, longitude, depth_cm)
      VALUES (:idempotency_key, :backend_code, :description, :latitude, :longitude, :attribute.depth)
      ON CONFLICT (ext_ref) DO UPDATE SET ext_ref = excluded.ext_ref
      RETURNING wo_no
    reference: wo_no
find:
  sql: SELECT wo_no FROM work_order WHERE ext_ref = :idempotency_key
  reference: wo_no
"""


def deliveries(work, options):
    """How fast a queue is handed over."""
    section = Section("Deliveries", "A queue that waits at the start, one destination with the default window; each delivery is begun and "
                      "settled durably in the SQLite store. The sql adapter makes work orders in a PostgreSQL on the same disk.",
                      ("adapter", "waiting", "deliveries/s"))
    rates = [drained(work, options, lambda folder: seeded_town(folder, 1, options.queue, "ok")) for _ in range(options.rounds)]
    section.add("no-op, inline", f"{options.queue:,}", f"{statistics.median(rates):,.0f}")
    with postgres(work) as server:
        rates = [drained(work, options, lambda folder: seeded_legacy(folder, options.queue, server)) for _ in range(options.rounds)]
    section.add("sql, PostgreSQL", f"{options.queue:,}", f"{statistics.median(rates):,.0f}")
    return section


def seeded_legacy(folder, waiting, server):
    legacy = server.database()
    server.execute(LEGACY, legacy)
    config = seeded_town(folder, 1, waiting, "ok")
    (folder / "legacy.sql.yaml").write_text(STATEMENTS)
    text = config.read_text().replace("adapter: noop", "adapter: sql\n    duplicate_safe: true")
    text = text.replace('{ answer: ok, marker: "" }', f'{{ database: "{legacy}", time_zone: America/Chicago, statements: legacy.sql.yaml }}')
    config.write_text(text)
    return config


def drained(work, options, prepared):
    """Deliveries a second of a gateway that starts with `options.queue` waiting."""
    folder = work / "deliveries"
    with serving(prepared(folder), folder) as served:
        took = until(lambda: waiting_in(folder / "relay311.db") == 0, look_every=0.05) - served.listened
    shutil.rmtree(folder)
    return options.queue / took


def fairness(work, options):
    """What a single report waits while another destination of the same gateway has a long queue."""
    section = Section("Fairness", "One report to a destination that is idle, from the POST to the call of its adapter; then the same while "
                      "another destination of the gateway hands over what waits for it.", ("waiting elsewhere", "median ms", "longest ms"))
    for waiting in (0, options.waiting_long):
        took = [single_report(work, waiting) * 1000 for _ in range(max(options.rounds, 3))]
        section.add(f"{waiting:,}", f"{statistics.median(took):.1f}", f"{max(took):.1f}")
    return section


def single_report(work, waiting):
    """Seconds from the POST to the call."""
    folder = work / "fairness"
    marker = folder / "marker"
    config = town(folder, {"highways": "ok", "calm": "ok"}, marker)
    config.write_text(config.read_text().replace("highways.example", "springfield.example"))
    run(measuring.build / "bin/relay311_seed_store", folder / "relay311.db", 1, waiting, stdout=subprocess.DEVNULL)
    with serving(config, folder) as served:
        if waiting:
            until(lambda: waiting_in(folder / "relay311.db") < waiting)
        began = time.monotonic()
        status, answer = fetch(served.port, "POST", POST, "jurisdiction_id=calm.example&service_code=POT&lat=1&long=2&description=single")
        if not 200 <= status < 300:
            raise SystemExit(f"bench: POST answers {status}: {answer.decode(errors='replace')}")
        took = until(marker.exists) - began
        if waiting and waiting_in(folder / "relay311.db") == 0:
            raise SystemExit("bench: the queue was handed over too soon to tell anything")
    shutil.rmtree(folder)
    return took


def restart(work, options):
    """How long a gateway with a long past takes to come up."""
    section = Section("Restart", "From the start of the process, its store's pages in the system's cache.",
                      ("stored", "waiting", "it listens after", "goal", "first delivery after", "goal"))
    folder = work / "restart"
    marker = folder / "marker"
    config = seeded_town(folder, options.stored_long, options.waiting_long, "ok", marker)
    listened, delivered = [], []
    for _ in range(options.rounds):
        marker.unlink(missing_ok=True)
        with serving(config, folder) as served:
            delivered.append(until(marker.exists) - served.began)
            listened.append(served.listened - served.began)
    shutil.rmtree(folder)
    section.add(f"{options.stored_long:,}", f"{options.waiting_long:,}", f"{statistics.median(listened):.2f} s", "≤ 2 s",
                f"{statistics.median(delivered):.2f} s", "≤ 3 s")
    return section


def memory(work, options):
    """What a long queue costs in memory: it stays on disk."""
    section = Section("Memory with many waiting", "The back end is down; resident memory after the first attempts.", ("waiting", "MB"))
    for waiting in (1, options.waiting_memory):
        folder = work / f"memory-{waiting}"
        marker = folder / "marker"
        config = seeded_town(folder, 1, waiting, "down", marker)
        with serving(config, folder) as served:
            until(marker.exists)
            others_read = wrk(served.port, API + "services.json", "report.lua", 1)
            section.add(f"{waiting:,}", f"{served.resident():,.0f}")
            assert others_read["requests"]
        shutil.rmtree(folder)
    return section


def uploads(work, options):
    """What many large photos at once cost in memory."""
    section = Section("Uploads", "16 clients post a report with a photo of 10 MB each, all at once, again and again; every photo is on disk before "
                      "the answer. Memory is the most that the process ever held (VmHWM), before the first upload and after the last.",
                      ("clients", "photos", "reports/s", "MB/s", "memory before", "memory at its peak"))
    folder = work / "uploads"
    with serving(town(folder, {"calm": "ok"}), folder) as served:
        before, each = served.memory("VmHWM"), 2 * options.rounds
        clients = [threading.Thread(target=upload, args=(served.port, number, each)) for number in range(16)]
        began = time.monotonic()
        for one in clients:
            one.start()
        for one in clients:
            one.join()
        took = time.monotonic() - began
        photos = photos_in(folder / "relay311.db")
        if photos != 16 * each:
            raise SystemExit(f"bench: {photos} of {16 * each} photos were taken")
        section.add(16, f"{photos} of 10 MB", f"{photos / took:,.1f}", f"{10 * photos / took:,.0f}", f"{before:,.0f} MB",
                    f"{served.memory('VmHWM'):,.0f} MB")
    shutil.rmtree(folder)
    return section


def photos_in(store):
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30)) as database:
        return database.execute("SELECT count(*) FROM request_media").fetchone()[0]


def upload(port, number, times):
    """Posts `times` reports, each with a photo of its own."""
    fields = {"jurisdiction_id": "calm.example", "service_code": "POT", "lat": "1", "long": "2", "description": "upload"}
    text = "".join(f'--b311b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    before = (text + '--b311b\r\nContent-Disposition: form-data; name="photo1"; filename="a.jpg"\r\n\r\n').encode()
    pixels = os.urandom(1 << 20) * 10
    for turn in range(times):
        photo = (b"\xff\xd8\xff" + f"{number}/{turn}/".encode() + pixels)[:10 << 20]
        body = before + photo + b"\r\n--b311b--\r\n"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("POST", POST, body, {"Content-Type": "multipart/form-data; boundary=b311b"})
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"bench: POST answers {answer.status}: {told.decode(errors='replace')}")


ALL = {"post": post, "hanging": hanging, "slow-clients": slow_clients, "deliveries": deliveries, "fairness": fairness,
       "restart": restart, "memory": memory, "uploads": uploads, "filters": filters}
