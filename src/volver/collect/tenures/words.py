"""Words that say whether a customer has left, in small letters."""

ENDED = {
    *("yes", "y", "true", "t", "1", "ended", "left", "churned", "cancelled", "canceled", "closed"),
    *("sí", "si", "s", "verdadero", "baja", "cancelada", "cancelado", "terminada", "terminado"),
}  # fmt: skip
RUNS = {
    *("no", "n", "false", "f", "0", "running", "active", "current", "open", "stayed"),
    *("falso", "alta", "activa", "activo", "vigente"),
}  # fmt: skip
