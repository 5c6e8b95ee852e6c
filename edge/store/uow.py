"""One transaction seen by nouns."""

from __future__ import annotations

from edge.store.catalog import Catalog
from edge.store.database import Connection
from edge.store.effect import Effects
from edge.store.feed import Feeds
from edge.store.lease import Leases
from edge.store.logbook import Logbook
from edge.store.member import Members
from edge.store.order import Orders, Payments, Shelves
from edge.store.people import Contacts, Parking, Staff
from edge.store.points import Points
from edge.store.returned import Returns
from edge.store.stock import Stock
from edge.store.task import Tasks
from edge.store.transfer import Transfers


class SqlUow:
    """Implements `edge.app.uow.Uow` over the writer's connection."""

    def __init__(self, connection: Connection, logbook: Logbook) -> None:
        self.orders = Orders(connection, lambda: logbook.current)
        self.payments = Payments(connection)
        self.shelves = Shelves(connection)
        self.contacts = Contacts(connection)
        self.members = Members(connection)
        self.points = Points(connection)
        self.effects = Effects(connection)
        self.stock = Stock(connection)
        self.catalog = Catalog(connection)
        self.staff = Staff(connection)
        self.parking = Parking(connection)
        self.feeds = Feeds(connection)
        self.tasks = Tasks(connection)
        self.transfers = Transfers(connection)
        self.returns = Returns(connection)
        self.lease = Leases(connection)
        self.logbook = logbook
