"""What the tests of this room share."""

from tests.sync.backups import rig
from tests.sync.guarded import guarded
from tests.sync.hubs import clock, hub, shop
from tests.sync.member_store import one, two
from tests.sync.servers import database, postgres
from tests.sync.writers import hubs

__all__ = ["clock", "database", "guarded", "hub", "hubs", "one", "postgres", "rig", "shop", "two"]
