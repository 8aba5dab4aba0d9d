"""nginx as an office runs it before the service: it publishes it below a path of its host, and everything else there is something else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

PREFIX: Final = "/gis/landstock"
_PATHS: Final = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
_SECTION: Final = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  proxy_max_temp_file_size 0;
  client_max_body_size 4m;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location {prefix}/ {{
      proxy_pass {service}{end};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      {said}
    }}
    location / {{ return 404; }}
  }}
}}
"""


def free_port() -> int:
    """A port of the loopback that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def publishing(folder: Path, port: int, service: str, *, strips: bool, says: bool) -> Iterator[None]:
    """Run nginx at a port.

    Parameters
    ----------
    strips
        Whether it takes the prefix away from the paths that it passes on.
    says
        Whether it says in headers under which prefix it publishes.
    """
    program = shutil.which("nginx", path=_PATHS)
    if program is None:
        words = "no nginx here: apt-get install nginx"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    said = f"proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Prefix {PREFIX};" if says else ""
    end = "/" if strips else ""
    written = folder / "nginx.conf"
    written.write_text(_SECTION.format(folder=folder, port=port, prefix=PREFIX, service=service, end=end, said=said))
    running = subprocess.Popen([program, "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(written)])
    try:
        _until_it_listens(running, port)
        yield
    finally:
        running.terminate()
        running.wait(10)


def _until_it_listens(running: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert running.poll() is None, "nginx ended"
            assert time.monotonic() < end, "nginx does not listen"
            time.sleep(0.02)
        else:
            return
