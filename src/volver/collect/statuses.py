"""Which words of a status column mean that an order counts."""

import json

from volver.collect.mapping import Use
from volver.domain.errors import BadInput

COUNTS: Use = "counts"
EXCLUDED: Use = "excluded"

_COUNTS = (
    *("paid", "completed", "complete", "shipped", "delivered", "fulfilled", "invoiced", "closed"),
    *("processed", "dispatched", "received", "success", "succeeded", "partially shipped"),
    *("pagado", "pagada", "completado", "completada", "enviado", "enviada", "entregado"),
    *("entregada", "facturado", "facturada", "cobrado", "cobrada", "servido", "servida"),
)
_EXCLUDED = (
    *("cancelled", "canceled", "test", "draft", "unpaid", "void", "voided", "failed", "declined"),
    *("abandoned", "expired", "rejected", "payment failed", "pending payment", "awaiting payment"),
    *("cancelado", "cancelada", "anulado", "anulada", "prueba", "borrador", "impagado"),
    *("impagada", "pendiente de pago", "fallido", "fallida", "rechazado", "rechazada"),
)
KNOWN: dict[str, Use] = {
    **dict.fromkeys(_COUNTS, COUNTS),
    **dict.fromkeys(_EXCLUDED, EXCLUDED),
}
"""Words whose use goes without saying. Refunded and pending are not among them: shops differ."""


def status_word(column: str) -> str:
    """SQL: a status in small letters without blanks around it; '' where there is none."""
    return f"lower(trim(COALESCE(CAST({column} AS VARCHAR), '')))"


def ask_about(words: list[tuple[str, int, int]], column: str, source: str) -> BadInput:
    """Words nobody knows the use of: (word, how many records, first line)."""
    listed = ", ".join(f"{word!r} ({count})" for word, count, _ in words[:20])
    example = words[0][0]
    first = min(line for *_, line in words)
    where = f"{source}, line {first}, column {column}" if first else f"{source}, in column {column}"
    return BadInput(
        what=f"Column {column!r} has statuses that may or may not count, with their"
        f" records: {listed}",
        where=where,
        next_step="Say for each under sources.statuses in volver.toml:"
        f' {json.dumps(example, ensure_ascii=False)} = "counts" or "excluded".',
    )
