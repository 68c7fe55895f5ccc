"""What each kind of source can hold: its fields, their types, and the names files give them.

Names are written as `synonyms.normal` leaves them. `words` are those whose meaning goes without
saying, in small letters; a mapping adds a company's own.
"""

from volver.collect.company.fields import Field, Kind
from volver.collect.synonyms import SYNONYMS
from volver.collect.tenures.words import ENDED, RUNS
from volver.collect.truths import TRUTH

_LEFT = dict.fromkeys(ENDED, "true") | dict.fromkeys(RUNS, "false")


def _words(**groups: tuple[str, ...]) -> dict[str, str]:
    """The words of each choice, the choice itself among them."""
    return {word: choice for choice, words in groups.items() for word in (choice, *words)}


_CURRENCY = Field("currency", "text", "ISO code of the currency", SYNONYMS["currency"])
_CHANNEL_NAMES = ("channel", "canal", "medium", "medio")
_CAMPAIGN = Field(
    "campaign",
    "text",
    "the campaign behind it",
    ("campaign", "campaign name", "campana", "campaña"),
)


def _customer(*, needed: bool) -> Field:
    names = (*SYNONYMS["customer"], "account", "cuenta", "id cuenta", "subscriber id", "abonado")
    return Field("customer", "id", "the customer, as in the orders", names, needed=needed)


def _product(*, needed: bool) -> Field:
    names = tuple(n for n in SYNONYMS["product"] if "name" not in n and "desc" not in n)
    return Field("product", "id", "the product, as in the orders", names, needed=needed)


CUSTOMERS = Kind(
    "customers",
    (
        _customer(needed=True),
        Field(
            "first_contact", "day", "day of the first contact",
            ("first contact", "first contact date", "signup date", "sign up date", "signed up",
             "registration date", "registered at", "customer since", "member since", "created at",
             "primer contacto", "fecha alta", "fecha de alta", "fecha registro",
             "fecha de registro", "cliente desde", "alta"), is_past=True,
        ),
        Field(
            "channel", "text", "the channel that brought them",
            ("acquisition channel", "channel of acquisition", "referral source", "lead source",
             "canal de captacion", "canal captacion", "canal de adquisicion", "utm source",
             "source", "origen", *_CHANNEL_NAMES),
        ),
        _CAMPAIGN,
        Field(
            "referred_by", "id", "the customer who recommended us",
            ("referred by", "referrer", "referrer id", "recommended by", "recomendado por",
             "referido por", "padrino"),
        ),
        Field(
            "country", "text", "country or region",
            ("country", "country code", "pais", "region", "state", "provincia"),
        ),
        Field("gender", "text", "gender", ("gender", "sex", "genero", "sexo")),
        Field(
            "birth_year", "whole", "year of birth",
            ("birth year", "year of birth", "ano de nacimiento", "ano nacimiento"),
        ),
        Field(
            "birth_date", "day", "day of birth, of which the year is kept",
            ("birth date", "date of birth", "dob", "birthday", "fecha nacimiento",
             "fecha de nacimiento"), is_past=True, first_year=1900,
        ),
    ),
    key=("customer",),
    signs=(("customer", "birth_date"), ("customer", "birth_year"), ("customer", "gender"),
           ("customer", "first_contact", "country"), ("customer", "first_contact", "channel")),
)  # fmt: skip

ATTRIBUTES = Kind(
    "attributes",
    (
        _customer(needed=True),
        Field("name", "text", "the attribute", ("attribute", "attribute name", "atributo"), True),
        Field("value", "text", "its value", ("attribute value", "value", "valor"), True),
    ),
    key=("customer", "name"),
    signs=(("customer", "name", "value"),),
)

PRODUCTS = Kind(
    "products",
    (
        _product(needed=True),
        Field(
            "name", "text", "what it is called",
            ("product name", "item name", "name", "title", "nombre", "nombre producto",
             "nombre del producto", "descripcion", "description"),
        ),
        Field("category", "text", "its category", SYNONYMS["category"]),
        Field("brand", "text", "its brand", ("brand", "marca", "manufacturer", "fabricante")),
        Field(
            "price", "money", "list price of one piece",
            ("list price", "product price", "unit price", "price", "precio", "pvp", "tarifa"),
        ),
        Field(
            "cost", "money", "cost of one piece",
            ("product cost", "unit cost", "standard cost", "cost", "coste", "costo",
             "coste unitario", "precio coste"),
        ),
        _CURRENCY,
    ),
    key=("product",),
    signs=(("product", "cost"), ("product", "price"), ("product", "name", "category")),
)  # fmt: skip

SPEND = Kind(
    "spend",
    (
        Field(
            "day", "day", "the day it was spent for",
            ("day", "date", "week", "month", "dia", "fecha", "semana", "mes"), needed=True,
        ),
        Field(
            "amount", "money", "what was spent; a credit note is below zero",
            ("spend", "amount spent", "ad spend", "gasto", "inversion", "amount", "importe", "cost",
             "coste"), needed=True, may_be_negative=True,
        ),
        Field(
            "purpose", "choice", "acquire or retain", ("purpose", "objetivo", "proposito", "fin"),
            words=_words(
                acquire=("acquisition", "adquisición", "adquisicion", "captación", "captacion",
                         "captar", "adquirir", "new customers", "nuevos clientes"),
                retain=("retention", "retención", "retencion", "fidelización", "fidelizacion",
                        "retener", "fidelizar", "loyalty"),
            ),
        ),
        Field(
            "category", "choice", "marketing, advertising, commissions or other",
            ("category", "categoria", "concept", "concepto", "cost type", "tipo de gasto"),
            words=_words(
                marketing=("mercadotecnia", "márketing"),
                advertising=("ads", "ad", "media", "publicidad", "anuncios", "paid media"),
                commissions=("commission", "comisiones", "comisión", "comision", "affiliates",
                             "afiliados", "afiliación"),
                other=("others", "otros", "otro", "otras", "resto"),
            ),
        ),
        Field("channel", "text", "the channel", (*_CHANNEL_NAMES, "platform", "plataforma")),
        _CAMPAIGN,
        _CURRENCY,
    ),
    signs=(("day", "amount", "channel"), ("day", "amount", "campaign")),
)  # fmt: skip

INTERACTIONS = Kind(
    "interactions",
    (
        Field(
            "interaction", "id", "the source's number of it",
            ("interaction id", "ticket id", "call id", "case id", "contact no", "event id",
             "ticket number", "id llamada", "id ticket", "id caso", "id incidencia",
             "id interaccion", "numero de caso"),
        ),
        _customer(needed=False),
        Field(
            "opened", "moment", "when it was opened",
            ("opened", "opened at", "submitted at", "created at", "created", "timestamp",
             "start time", "date", "abierto", "fecha apertura", "fecha de apertura", "apertura",
             "fecha", "call date", "fecha llamada"), needed=True, is_past=True,
        ),
        Field(
            "time", "text", "its time of day, where that stands in a column of its own",
            ("time", "hora", "call time", "hora llamada"),
        ),
        Field("channel", "text", "phone, e-mail, chat, web, search ...", _CHANNEL_NAMES),
        _CAMPAIGN,
        Field(
            "direction", "choice", "in or out", ("direction", "direccion", "sentido"),
            words={
                **dict.fromkeys(("in", "inbound", "incoming", "received", "entrante", "entrada",
                                 "recibida", "recibido"), "in"),
                **dict.fromkeys(("out", "outbound", "outgoing", "sent", "saliente", "salida",
                                 "emitida", "enviado", "enviada"), "out"),
            },
        ),
        Field(
            "type", "text", "visit, open, click, call, ticket, return ...",
            ("interaction type", "contact type", "event type", "type", "tipo", "tipo de contacto"),
        ),
        Field(
            "reason", "text", "why they got in touch",
            ("reason", "topic", "subject", "motivo", "asunto", "tema", "contact reason"),
        ),
        Field(
            "area", "text", "the area of the company it falls to",
            ("area", "department", "departamento", "team", "equipo"),
        ),
        Field(
            "complaint", "truth", "whether it is a complaint",
            ("complaint", "is complaint", "queja", "es queja", "reclamacion", "reclamo"),
            words=TRUTH | _words(true=("complaint", "queja", "reclamación", "reclamacion")),
        ),
        Field(
            "first_response", "moment", "when it was first answered",
            ("first response", "first response at", "first reply at", "primera respuesta",
             "fecha primera respuesta"), is_past=True,
        ),
        Field(
            "response_seconds", "number", "seconds to the first response",
            ("response seconds", "speed of answer in seconds", "segundos de espera"),
        ),
        Field(
            "response_minutes", "number", "minutes to the first response",
            ("response minutes", "first response time minutes", "minutos de respuesta"),
        ),
        Field(
            "response_hours", "number", "hours to the first response",
            ("response hours", "first response time hours", "horas de respuesta"),
        ),
        Field(
            "resolved", "moment", "when it was resolved",
            ("resolved at", "closed at", "resolved on", "resolution date", "close date",
             "fecha resolucion", "fecha de resolucion", "fecha cierre", "fecha de cierre",
             "cerrado", "resuelto el"), is_past=True,
        ),
        Field(
            "resolution_minutes", "number", "minutes to the resolution",
            ("resolution minutes", "resolution time minutes", "minutos de resolucion"),
        ),
        Field(
            "resolution_hours", "number", "hours to the resolution",
            ("resolution hours", "resolution time hours", "horas de resolucion"),
        ),
        Field("state", "text", "as the source writes it", ("state", "status", "estado")),
        Field("agent", "text", "who handled it", ("agent", "agente", "handled by", "operador")),
        Field("owner", "text", "who answers for it", ("owner", "responsable", "propietario")),
        Field("outcome", "text", "how it ended", ("outcome", "result", "resultado", "desenlace")),
        Field("promise", "text", "what was promised", ("promise", "promesa", "compromiso")),
        Field(
            "promise_due", "day", "by when",
            ("promise due", "due date", "fecha compromiso", "fecha limite"),
        ),
        Field(
            "next_contact", "day", "when to get in touch again",
            ("next contact", "follow up date", "proximo contacto", "siguiente contacto"),
        ),
        _product(needed=False),
        Field("cost", "money", "what it cost", ("cost", "contact cost", "coste", "costo")),
        _CURRENCY,
    ),
    key=("interaction",),
    signs=(("interaction", "opened"), ("opened", "agent"), ("customer", "opened", "reason"),
           ("customer", "opened", "direction"), ("customer", "opened", "complaint")),
)  # fmt: skip

SUBSCRIPTIONS = Kind(
    "subscriptions",
    (
        Field(
            "subscription", "id", "the subscription; without it a customer has one",
            ("subscription id", "contract id", "subscription", "id suscripcion", "id contrato",
             "numero de contrato", "suscripcion", "contrato"),
        ),
        _customer(needed=True),
        Field(
            "started", "day", "first day at this amount",
            ("started", "start date", "starts on", "start", "fecha inicio", "fecha de inicio",
             "inicio", "fecha alta", "fecha de alta"),
        ),
        Field(
            "ended", "day", "first day no longer at it; empty: it runs",
            ("ended", "end date", "ends on", "cancelled at", "cancellation date", "fecha fin",
             "fecha de fin", "fin", "fecha baja", "fecha de baja"),
        ),
        Field(
            "tenure_months", "whole", "months it has lasted, where no day is known; needs as_of",
            ("tenure months", "tenure", "months", "antiguedad", "meses", "antiguedad meses"),
        ),
        Field(
            "left", "truth", "whether it has ended, where no day says so; needs as_of",
            ("churn", "churned", "left", "has left", "baja", "abandono"), words=_LEFT | TRUTH,
        ),
        Field(
            "amount", "money", "recurring revenue in a month; in a year with period = \"year\"",
            ("mrr", "mrr amount", "monthly amount", "monthly charges", "monthly fee", "cuota",
             "cuota mensual", "importe mensual", "amount", "importe"), needed=True,
        ),
        Field(
            "plan", "text", "the plan",
            ("plan", "plan tier", "plan name", "tariff", "tarifa", "contract", "modalidad"),
        ),
        Field(
            "reason", "text", "why it ended",
            ("reason", "reason code", "churn reason", "motivo", "motivo de baja", "motivo baja"),
        ),
        Field(
            "involuntary", "truth", "it ended because a payment failed",
            ("involuntary", "payment failed", "involuntaria", "impago"), words=TRUTH,
        ),
        _CURRENCY,
    ),
    key=("subscription", "started"),
    signs=(("subscription", "customer", "started", "amount"), ("customer", "started", "ended"),
           ("customer", "tenure_months", "left")),
)  # fmt: skip

RANGES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
"""The lowest and the highest score of a question."""

ANSWERS = Kind(
    "answers",
    (
        Field(
            "id", "id", "the source's number of it",
            ("answer id", "response id", "survey response key", "id respuesta"),
        ),
        _customer(needed=False),
        Field(
            "day", "day", "the day of the answer",
            ("answered at", "answered on", "response date", "survey date", "date", "day", "fecha",
             "fecha respuesta", "fecha encuesta"), needed=True, is_past=True,
        ),
        Field(
            "kind", "choice", "nps (0-10), csat (1-5), ces (1-7), choice or text",
            ("kind", "survey type", "question type", "tipo", "tipo de pregunta",
             "tipo de encuesta"), needed=True,
            words=_words(
                nps=("net promoter score", "recommend", "recomendación", "recomendacion"),
                csat=("satisfaction", "satisfacción", "satisfaccion"),
                ces=("effort", "customer effort", "esfuerzo"),
                choice=("single choice", "opción", "opcion", "elección"),
                text=("open", "comment", "texto", "abierta", "comentario"),
            ),
        ),
        Field("question", "text", "what was asked", ("question", "pregunta", "survey", "encuesta")),
        Field(
            "score", "number", "the answer as a number",
            ("score", "rating", "satisfaction rating", "satisfaction score", "puntuacion", "nota",
             "valoracion", "nps", "csat", "ces"), may_be_negative=True,
        ),
        Field(
            "answer", "text", "the answer in words",
            ("answer", "comment", "feedback", "feedback text", "respuesta", "comentario",
             "opinion"),
        ),
        Field("channel", "text", "the channel that the answer is about", _CHANNEL_NAMES),
    ),
    key=("id",),
    signs=(("day", "kind", "score"), ("day", "question", "answer"), ("day", "question", "score")),
)  # fmt: skip

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (CUSTOMERS, ATTRIBUTES, PRODUCTS, SPEND, INTERACTIONS, SUBSCRIPTIONS, ANSWERS)
}
"""What a source may be besides orders, by the name that volver.toml gives its kind."""
