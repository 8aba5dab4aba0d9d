"""What the routes work with: settings, the inventory at its version, the schemes. Composed once, in ``api.app``."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from starlette.applications import Starlette
from starlette.requests import Request

from api.ground.errors import SOON_AGAIN, Busy
from api.ground.kept import PortfolioAnswer
from api.ground.settings import Lang, Settings
from api.ground.turns import Turns, Work
from gis.crs import ReferenceSystem, spoken
from gis.errors import SourceError
from gis.folder import Folder
from gis.inventory import Inventory
from gis.layer import Feature, Layer
from gis.matching.portfolio.scenario import Scenario
from gis.matching.portfolio.scenario_file import load_scenarios
from gis.matching.scheme.scheme import Scheme
from gis.matching.schemes.scheme_file import load_schemes
from gis.names import ASOF
from gis.recalling.moments import read_moment
from gis.store.protocol import ChangeSet, Job
from gis.store.protocol import Work as StoreWork
from gis.store.together import Together
from gis.text import Text

Clock = Callable[[], dt.datetime]
"""Tells the time, with its zone."""
MOST_PASTS: Final = 4
MOST_FRESH: Final = 1_000
_CHANGING: Final = threading.Lock()


def utc() -> dt.datetime:
    """The system's time."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Service:
    """One inventory, served.

    Parameters
    ----------
    schemes
        By id, the matching schemes of the data folder.
    scenarios
        By id, its scenarios.
    turns
        Turns for heavy work.
    wholes
        Whole layers as they are sent, by tag and coding.
    portfolios
        The last answers about all projects, by inventory, day and question.
    clock
        Tells when a question is asked, where the folder does not name its day.
    folder
        The open data folder, with the store that takes changes and tells what was; None where there is none.
    together
        Who writes to that store, for all requests of this process.
    pasts
        The last such inventories, by version of now and moment.
    fresh
        What this process has just written and may not serve yet: by collection and id the change set and the feature, None where it was ended.
    held
        Whether what it would answer from was damaged and is being made anew.
    """

    settings: Settings
    inventory: Inventory
    schemes: Mapping[str, Scheme]
    scenarios: Mapping[str, Scenario]
    turns: Turns
    pages: dict[tuple[Lang, str], tuple[str, str]] = field(default_factory=dict)
    wholes: dict[tuple[str, str], bytes] = field(default_factory=dict)
    portfolios: dict[str, PortfolioAnswer] = field(default_factory=dict)
    clock: Clock = utc
    folder: Folder | None = None
    together: Together | None = None
    pasts: dict[tuple[str, dt.datetime], Inventory] = field(default_factory=dict)
    fresh: dict[tuple[str, str], tuple[int, Feature | None]] = field(default_factory=dict)
    held: bool = False

    @classmethod
    def of(cls, settings: Settings, inventory: Inventory, clock: Clock = utc, folder: Folder | None = None) -> Service:
        """A service with the schemes of the data folder.

        Raises
        ------
        SchemeError
            Where a scheme or a scenario cannot be used.
        """
        lists = inventory.catalog.folder
        schemes, scenarios = load_schemes(lists, inventory.catalog), load_scenarios(lists, inventory.catalog)
        return cls(
            settings=settings,
            inventory=inventory,
            schemes=schemes,
            scenarios=scenarios,
            turns=Turns(settings.busy_seconds),
            clock=clock,
            folder=folder,
            together=None if folder is None else Together(folder.store, folder.catalog),
        )

    @property
    def systems(self) -> tuple[ReferenceSystem, ...]:
        """Coordinate systems that are spoken, the default first."""
        return spoken(self.inventory.catalog.metric_crs)

    def open_folder(self) -> Folder:
        """The data folder with its store.

        Raises
        ------
        SourceError
            Where the service answers from an inventory alone.
        """
        if self.folder is None:
            raise SourceError(
                Text(
                    "本服务没有数据库，无法写入，也没有变更记录",
                    "this service has no store: it takes no changes and has no log",
                ),
                Text("请用 landstock serve 启动", "start it by landstock serve"),
            )
        return self.folder

    async def change(self, by: ChangeSet, work: StoreWork) -> Any:
        """Do the work of a change set with those of others, and give what it returns when all of it is on disk.

        Raises
        ------
        LandstockError
            What the work was refused with, or why nothing can be written; nothing is changed then.
        """
        self.open_folder()
        assert self.together is not None  # noqa: S101  it stands beside the folder
        return await asyncio.wrap_future(self.together.put(Job(by=by, work=work)))

    def layer(self, collection: str) -> Layer:
        """The layer of a collection; UnknownCollection where there is none."""
        return self.inventory.layer(collection)

    def write_down(self, change_set: int | None, written: Mapping[tuple[str, str], Feature | None]) -> None:
        """Take down what a change set made, until the inventory has it: who was answered reads it at once."""
        if change_set is None:
            return
        for place, feature in written.items():
            # A request that was sent again made it long ago: what was written since stays.
            if place in self.fresh and self.fresh[place][0] > change_set:
                continue
            self.fresh.pop(place, None)
            self.fresh[place] = (change_set, feature)
        while len(self.fresh) > MOST_FRESH:
            self.fresh.pop(next(iter(self.fresh)), None)

    def just_written(self, collection: str, key: str) -> tuple[int, Feature | None] | None:
        """What this process has written of a feature since its inventory; None where that has it all."""
        found = self.fresh.get((collection, key))
        served = getattr(self.recorded(collection), "edit", None)
        return None if found is None or served is None or served >= found[0] else found

    def recorded(self, collection: str) -> Layer:
        """A layer as it is recorded, without what reservations lay over it."""
        return self.inventory.recorded.get(collection, self.inventory.layer(collection))


def replace_folder(app: Starlette, folder: Folder) -> None:
    """Have an app answer from a folder that is declared otherwise now.

    Raises
    ------
    SchemeError, SourceError
        Where a scheme or a scenario, or the store, cannot be used; what is served stays.
    """
    inventory = folder.inventory()
    with _CHANGING:
        served: Service = app.state.service
        made = Service.of(served.settings, inventory, served.clock, folder)
        if served.together is not None:
            served.together.follow(folder.catalog)
        app.state.service = replace(made, turns=served.turns, together=served.together)


def replace_inventory(app: Starlette, inventory: Callable[[Inventory], Inventory]) -> None:
    """Have an app answer with another inventory from now on; who is being answered keeps the one that the answer began with."""
    with _CHANGING:
        served: Service = app.state.service
        found = inventory(served.inventory)
        if found is not served.inventory:
            app.state.service = replace(served, inventory=found, pages={}, wholes={}, pasts={}, held=False)


def hold(app: Starlette) -> None:
    """Have an app answer nothing but to come again until it is given another inventory: no answer is better than a wrong one."""
    with _CHANGING:
        app.state.service = replace(app.state.service, held=True)


def serving(app: Any) -> Service:
    """The service of an app for a question that is asked now: at midnight it begins another day.

    Raises
    ------
    Busy
        Where its data are being made anew.
    """
    served: Service = app.state.service
    if served.held:
        raise Busy(
            Text("数据文件受损，正在重新生成", "data files were damaged and are being made anew"),
            SOON_AGAIN,
        )
    now = served.clock()
    if served.inventory.at(now) is not served.inventory:
        replace_inventory(app, lambda inventory: inventory.at(now))
    return cast("Service", app.state.service)


async def service(request: Request) -> Service:
    """The service of the app that answers this request: as things are, or as they were at the moment that ``asof`` names."""
    return await as_of_request(request, serving(request.app))


async def as_of_request(request: Request, served: Service) -> Service:
    """The service for the moment that a request names; itself where it names none.

    Raises
    ------
    NoSuchMoment
        Where it cannot be read, or the log does not tell of it.
    """
    asked = request.query_params.get(ASOF)
    if asked is None:
        return served
    moment = read_moment(asked, served.inventory.catalog)
    key = (served.inventory.version, moment)
    if key not in served.pasts:
        past = await served.turns.run(
            Work.MATCHES, request, served.open_folder().inventory_at, moment, served.inventory
        )
        served.pasts[key] = past
        while len(served.pasts) > MOST_PASTS:
            served.pasts.pop(next(iter(served.pasts)), None)
    return replace(served, inventory=served.pasts[key], pages={}, wholes={}, portfolios={}, clock=lambda: moment)
