# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of our own for scripts/bench: on a free loopback port, its data in a given folder, as durable as it comes."""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from measuring import ended, free_port, until, until_up

ACCOUNT = "postgres"  # PostgreSQL does not run as root


def programs():
    versions = sorted(pathlib.Path("/usr/lib/postgresql").iterdir(), key=lambda each: float(each.name))
    return versions[-1] / "bin"


def as_account(*command):
    words = [str(word) for word in command]
    return ["setpriv", "--reuid", ACCOUNT, "--regid", ACCOUNT, "--clear-groups", "--", *words] if os.geteuid() == 0 else words


class Server:
    def __init__(self, port):
        self.port, self.made = port, 0

    def database(self):
        """The URL of a new, empty database."""
        self.made += 1
        self.execute(f"CREATE DATABASE d{self.made}")
        return f"postgresql://relay@127.0.0.1:{self.port}/d{self.made}"

    def execute(self, sql, database="postgres"):
        """Runs statements; answers what psql prints of them, columns parted by |."""
        address = database if "://" in database else f"postgresql://relay@127.0.0.1:{self.port}/{database}"
        return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", address, "-c", sql], check=True, text=True,
                              capture_output=True).stdout.strip()


@contextlib.contextmanager
def postgres(work, keep=None):
    """`work` must be on the disk that is to be measured. `keep`: a folder whose data stay for the next time."""
    home = pathlib.Path(keep or tempfile.mkdtemp(prefix="postgres-", dir=work))
    home.mkdir(parents=True, exist_ok=True)
    for folder in (home, *home.parents):  # the account must get there
        if folder == pathlib.Path(work).parent:
            break
        folder.chmod(folder.stat().st_mode | 0o711)
    if os.geteuid() == 0:
        shutil.chown(home, ACCOUNT, ACCOUNT)
    if not (home / "data/PG_VERSION").is_file():
        subprocess.run(as_account(programs() / "initdb", "-D", home / "data", "-U", "relay", "-A", "trust", "-E", "UTF8", "--locale=C"),
                       check=True, capture_output=True, text=True, cwd="/")
    port, log = free_port(), home / "log"
    with log.open("w") as out:
        process = subprocess.Popen(as_account(programs() / "postgres", "-D", home / "data", "-p", port, "-k", home, "-c",
                                              "listen_addresses=127.0.0.1", "-c", "shared_buffers=256MB"),
                                   stdout=out, stderr=out, cwd="/")
    with ended(process, signal.SIGINT):
        until_up(port, process, "PostgreSQL", log)
        until(lambda: subprocess.run([programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False).returncode == 0)
        yield Server(port)
    if not keep:
        shutil.rmtree(home)
