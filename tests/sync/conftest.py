"""What the tests of this room share."""

from tests.sync.backups import rig
from tests.sync.hubs import clock, hub, shop
from tests.sync.servers import database, postgres

__all__ = ["clock", "database", "hub", "postgres", "rig", "shop"]
