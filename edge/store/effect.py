"""Effect rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from edge.domain.effect import Effect, EffectState
from edge.store.database import Connection

_effect = msgspec.json.Decoder(Effect)
_encode = msgspec.json.Encoder().encode


class Effects:
    """Implements `edge.app.uow.Effects`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, effect_id: str) -> Effect | None:
        row = self._connection.execute("select body from effect where effect_id=?", (effect_id,)).fetchone()
        return _effect.decode(row[0]) if row else None

    def put(self, effect: Effect) -> None:
        self._connection.execute(
            "insert into effect values (?,?,?,?,?,?,?) on conflict (effect_id) do update set "
            "state=excluded.state, body=excluded.body",
            (
                effect.effect_id,
                effect.target,
                effect.kind,
                effect.state,
                effect.due_ms,
                effect.deadline_ms,
                _encode(effect),
            ),
        )

    def among(self, states: Sequence[EffectState], *, deadline_ms: int, limit: int) -> tuple[Effect, ...]:
        marks = ",".join("?" * len(states))
        rows = self._connection.execute(
            f"select body from effect where state in ({marks}) and deadline_ms<=? "  # noqa: S608 - marks only
            "order by due_ms, effect_id limit ?",
            (*states, deadline_ms, limit),
        )
        return tuple(_effect.decode(row[0]) for row in rows)
