# SPDX-License-Identifier: Apache-2.0
"""What every section of scripts/bench uses: a gateway of its own, HTTP to it, wrk at it."""
import contextlib
import http.client
import json
import pathlib
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCRIPTS = ROOT / "tests/bench/wrk"
CITY = ROOT / "examples/springfield"
API = "/open311/v2/"
CONNECTIONS, WRK_THREADS = 32, 2
TYPES = {"Content-Type": "application/x-www-form-urlencoded"}
build = ROOT / "build/release"  # scripts/bench sets another


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, text=True, cwd=ROOT, **options)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fetch(port, method, target, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, target, body, TYPES if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def until_up(port, process, name, log=None):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    said = log.read_text(errors="replace")[-2000:] if log and log.is_file() else ""
    sys.exit(f"bench: {name} did not start\n{said}")


@contextlib.contextmanager
def ended(process, how=signal.SIGTERM):
    """Ends a server that we started, at the end of its block."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Gateway:
    """A gateway that listens; `began` and `listened` are by the monotonic clock."""

    def __init__(self, process, port, began, listened):
        self.process, self.port, self.began, self.listened = process, port, began, listened

    def resident(self):
        """MB of memory that it holds now."""
        return self.memory("VmRSS")

    def memory(self, kind):
        """MB of a kind of /proc/PID/status, such as RssAnon or VmHWM."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith(kind + ":"))) / 1024


@contextlib.contextmanager
def serving(config, data):
    """A gateway of this configuration with its state in `data`."""
    data.mkdir(parents=True, exist_ok=True)
    log = data / "gateway.log"
    with log.open("w") as out:
        began = time.monotonic()
        process = subprocess.Popen([build / "bin/relay311", "serve", "--config", config, "--listen", "127.0.0.1:0", "--data", data],
                                   stdout=subprocess.PIPE, stderr=out, cwd=ROOT, text=True)
    with ended(process):
        said = process.stdout.readline()
        listened = time.monotonic()
        if ":" not in said:
            sys.exit(f"bench: the gateway did not start\n{log.read_text(errors='replace')[-2000:]}")
        yield Gateway(process, int(said.rsplit(":", 1)[1]), began, listened)


@contextlib.contextmanager
def gateway(data, prepare=True):
    """The example city's; answers its port."""
    data.mkdir(parents=True, exist_ok=True)
    if prepare:
        run(CITY / "prepare", data)
    with serving(CITY / "relay311.yaml", data) as served:
        yield served.port


def start_wrk(port, target, script, seconds, connections=CONNECTIONS, arguments=()):
    return subprocess.Popen(["wrk", f"-c{connections}", f"-t{min(WRK_THREADS, connections)}", f"-d{seconds}s", "-s", SCRIPTS / script,
                             f"http://127.0.0.1:{port}{target}", "--", *arguments], stdout=subprocess.PIPE, text=True)


def result_of(process, target, port, refusals=False):
    """What wrk measured; ends all if it saw errors. With `refusals` 503 is one of the right answers."""
    out = process.communicate()[0]
    if process.returncode:
        sys.exit(f"bench: wrk ended with {process.returncode} at {target}")
    result = json.loads(out.strip().splitlines()[-1])
    if (result["bad_status"] and not refusals) or result["socket_errors"] or not result["requests"]:
        sys.exit(f"bench: {target} on port {port}: {result['bad_status']} answers were no 2xx or 3xx, "
                 f"{result['socket_errors']} socket errors, {result['requests']} requests")
    return result


def wrk(port, target, script, seconds, connections=CONNECTIONS, arguments=()):
    return result_of(start_wrk(port, target, script, seconds, connections, arguments), target, port)


def rate(result):
    return result["requests"] * 1e6 / result["microseconds"]


def until(what, seconds=600, look_every=0.002):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise SystemExit("bench: what was waited for did not come")
        time.sleep(look_every)
    return time.monotonic()


class Section:
    def __init__(self, title, says, head):
        self.title, self.says, self.rows = title, says, [head]

    def add(self, *cells):
        self.rows.append(cells)
        print("  " + "  ".join(str(cell) for cell in cells), flush=True)
