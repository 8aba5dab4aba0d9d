"""``landstock serve``: the workspace and the interface of one data folder."""

from __future__ import annotations

import errno
import socket
import time
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from api.cli.base import LangOption, LayersOption, StoreOption, ending, err, folder_of, language, settings_of
from api.ground.hosts import answers_to_all
from api.ground.settings import Settings
from api.serving.processes import GRACE_SECONDS, Minder, Turn, lasting, share_heaps
from gis.errors import SourceError
from gis.text import Text, many
from gis.units import figure

if TYPE_CHECKING:
    from gis.inventory import Inventory

BACKLOG: Final = 2048
HEADER_BYTES: Final = 49_152
LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(message)s"},
        "access": {
            "()": "uvicorn.logging.AccessFormatter",
            "fmt": "%(asctime)s %(client_addr)s %(status_code)s %(request_line)s",
            "use_colors": False,
        },
    },
    "handlers": {
        "plain": {"class": "logging.StreamHandler", "formatter": "plain"},
        "access": {"class": "logging.StreamHandler", "formatter": "access"},
    },
    "loggers": {
        "uvicorn.error": {"handlers": ["plain"], "level": "WARNING", "propagate": False},
        "uvicorn.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        "landstock": {"handlers": ["plain"], "level": "INFO", "propagate": False},
    },
}


class PortInUse(SourceError):
    """The address cannot be listened on."""

    code = "port-in-use"


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to the address, before anything is loaded.

    Raises
    ------
    PortInUse
        Where another program holds it, or it is not an address of this machine.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, proto)
    except OSError as mistake:
        raise _not_bound(host, port, mistake) from None
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as mistake:
        bound.close()
        raise _not_bound(host, port, mistake) from None
    return bound


def _not_bound(host: str, port: int, mistake: OSError) -> PortInUse:
    free = port + 1 if 1024 <= port < 65535 else 8001
    another = Text(
        f"请关闭占用它的程序，或换一个端口：landstock serve --port {free}",
        f"stop what uses it, or take another: landstock serve --port {free}",
    )
    if mistake.errno == errno.EADDRINUSE:
        text = Text(f"端口 {port} 已被占用（{host}:{port}）", f"port {port} is in use ({host}:{port})")
        return PortInUse(text, another, host=host, port=port)
    if mistake.errno == errno.EACCES:
        text = Text(f"没有权限使用端口 {port}", f"port {port} needs more rights than this user has")
        return PortInUse(text, another, host=host, port=port)
    return PortInUse(
        Text(f"{host} 不是本机地址，无法监听", f"{host} is no address of this machine to listen at"),
        Text("本机使用 127.0.0.1，对外服务使用 0.0.0.0", "127.0.0.1 is this machine alone, 0.0.0.0 is for others too"),
        host=host,
        port=port,
    )


def serve(
    layers: LayersOption = None,
    store: StoreOption = None,
    host: Annotated[
        str | None, typer.Option(help="监听地址 / address to listen at (LANDSTOCK_HOST)", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="端口，0 为任选 / port, 0 for any (LANDSTOCK_PORT)", show_default="8000"),
    ] = None,
    lang: LangOption = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="进程数 / processes that answer (LANDSTOCK_WORKERS)", show_default="1"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="不记访问日志 / no access log")] = False,
) -> None:
    """启动服务：地图工作台与 OGC 接口 / Serve the map workspace and the OGC interface."""
    settings = settings_of(
        layers=layers,
        store=store,
        host=host,
        port=port,
        workers=workers,
        lang=lang and language(settings_of(), lang),
    )
    bound = listening(settings.host, settings.port)
    try:
        code = Minder(settings.workers, lambda turn: ending(lambda: _serve(settings, bound, turn, quiet=quiet))).mind()
    finally:
        bound.close()
    raise typer.Exit(code)


def _serve(settings: Settings, bound: socket.socket, turn: Turn, *, quiet: bool) -> None:
    with lasting():
        from api.app import create_app
        from api.serving.connections import Bounds, Server, ServerConfig

    share_heaps()
    began = time.monotonic()
    folder = folder_of(settings)
    inventory = folder.inventory()
    if turn.first:
        _say_what(inventory, time.monotonic() - began)
    # Who reads the address may come at once: the system keeps them until we answer.
    bound.listen(BACKLOG)
    if turn.first:
        _say_where(settings, bound)
        _say_altered()
    config = ServerConfig(
        create_app(settings, inventory, folder),
        bounds=Bounds(head_bytes=settings.max_url_bytes + HEADER_BYTES),
        backlog=BACKLOG,
        log_config=LOGGING,
        access_log=not quiet,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    Server(config, turn.answers).run(sockets=[bound])


def _say_what(inventory: Inventory, took: float) -> None:
    count = sum(len(layer) for layer in inventory.layers.values())
    layers, title = len(inventory.layers), inventory.catalog.title
    err().print(
        f"{title.both()}：{layers} 个图层，{count:,} 个要素 / {many(layers, 'collection')}, {many(count, 'feature')} ({figure(took, 1)} s)",
        markup=False,
    )


def _say_where(settings: Settings, bound: socket.socket) -> None:
    console = err()
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    console.print(f"地址 / address: http://{shown}:{bound.getsockname()[1]}/", style="bold", markup=False)
    if answers_to_all(settings):
        console.print(
            "以任何主机名访问都会应答，可用 LANDSTOCK_HOSTS 限定 / any host name is answered to; LANDSTOCK_HOSTS limits them",
            markup=False,
        )
    console.print("按 Ctrl+C 停止 / Ctrl+C stops", markup=False)


def _say_altered() -> None:
    """Name the browser's files that are not what was fetched."""
    from maps.assets import find_altered

    if found := find_altered():
        names = ", ".join(found)
        err().print(
            f"浏览器文件与锁定的不符：{names}；请运行 make assets / files of the browser are not what is pinned: {names}; run make assets",
            style="bold red",
            markup=False,
        )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)
