"""An Elasticsearch of a test's own, from what tools/services.sh installs: it may be killed, stopped and broken."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.servers import free_port

BY_ITSELF, OF_SERVICES = "linli-elastic", "linli-services"
PATIENCE = 900.0


def installed() -> Path:
    """Where the engine's files lie, as tools/services.sh lays them."""
    usual = Path(os.environ.get("TMPDIR", "/tmp")) / OF_SERVICES
    return Path(os.environ.get("SERVICES_DIR") or usual) / "elasticsearch"


class OwnEngine:
    """One process on ports and a folder of its own; the folder outlives the process, as a disk does."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="own-engine-"))
        self.port, self.inner_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None
        self.folder.chmod(0o755)
        (self.folder / "kept").mkdir()
        shutil.copytree(installed() / "config", self.folder / "config", ignore=shutil.ignore_patterns("*.keystore*"))
        if os.geteuid() == 0:
            for each in [self.folder, *self.folder.rglob("*")]:
                shutil.chown(each, BY_ITSELF)

    def start(self) -> None:
        """Returns once it answers; raises RuntimeError with what it said last where it does not."""
        options = {
            "http.port": self.port,
            "transport.port": self.inner_port,
            "path.data": self.folder / "kept",
            "path.logs": self.folder / "logs",
        }
        command = [str(installed() / "bin" / "elasticsearch")]
        command += [part for name, value in options.items() for part in ("-E", f"{name}={value}")]
        if os.geteuid() == 0:
            command = ["runuser", "-u", BY_ITSELF, "--", *command]
        java = next(Path("/usr/lib/jvm").glob("java-17-openjdk-*"))
        environment = os.environ | {
            "ES_JAVA_HOME": str(java),
            # It lives for a minute: what compiles well takes longer than it saves.
            "ES_JAVA_OPTS": "-Xms256m -Xmx256m -XX:TieredStopAtLevel=1",
            "ES_PATH_CONF": str(self.folder / "config"),
        }
        with (self.folder / "said").open("w") as said:
            self.process = subprocess.Popen(
                command, env=environment, stdout=said, stderr=said, start_new_session=True, cwd=self.folder
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.5)
        raise RuntimeError((self.folder / "said").read_text(errors="replace")[-2000:])

    def _answers(self) -> bool:
        try:
            address = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s"
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def signal(self, which: signal.Signals) -> None:
        """To the process and whatever it started, which are a group of their own."""
        assert self.process is not None
        os.killpg(self.process.pid, which)

    def kill(self) -> None:
        """As a power cut does; nothing is said goodbye to."""
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.process.wait()
        self.process = None

    def throw_away(self) -> None:
        self.kill()
        shutil.rmtree(self.folder)
