"""Names under which files keep each field, English and Spanish, the most telling first.

Written as `normal` leaves a name: small letters, no accents, words apart.
"""

import re
import unicodedata
from collections.abc import Sequence

SYNONYMS: dict[str, tuple[str, ...]] = {
    "customer": (
        *("customer id", "cust id", "customer no", "customer number", "customer code"),
        *("client id", "id cliente", "cliente id", "codigo cliente", "numero cliente"),
        *("n cliente", "cliente n", "cod cliente", "codigo de cliente"),
        *("numero de cliente", "id de cliente"),
        *("customer", "client", "cliente", "user id", "buyer id", "account id", "member id"),
        *("shopper id", "household id", "household key", "contact id", "customer key"),
        *("customer email", "email", "e mail", "correo", "correo electronico"),
    ),
    "date": (
        *("order date", "invoice date", "purchase date", "transaction date", "sale date"),
        *("ordered at", "placed at", "order placed at", "order timestamp", "purchase timestamp"),
        *("fecha pedido", "fecha de pedido", "fecha compra", "fecha de compra", "fecha factura"),
        *("fecha de factura", "fecha venta", "fecha de venta", "created at", "date", "fecha"),
        *("order datetime", "datetime", "timestamp", "paid at", "order time", "day", "dia"),
    ),
    "order": (
        *("order id", "order no", "order number", "order code", "invoice no", "invoice id"),
        *("invoice number", "transaction id", "receipt id", "receipt no", "basket id"),
        *("numero pedido", "numero de pedido", "n pedido", "pedido n", "id pedido", "pedido id"),
        *("codigo pedido", "numero factura", "numero de factura", "n factura", "order key"),
        *("sales order number", "order", "invoice", "receipt", "pedido", "factura", "ticket"),
    ),
    "amount": (
        *("amount", "net amount", "line total", "line amount", "amount paid", "sales amount"),
        *("revenue", "net revenue", "net sales", "sales value", "sales", "total price"),
        *("order total", "order value", "order amount", "total amount", "total", "subtotal"),
        *("importe", "importe neto", "importe linea", "importe total", "total linea", "venta"),
        *("paid", "price paid", "pagado", "ventas", "ingresos", "total pedido"),
        *("total factura", "spend", "value", "valor"),
    ),
    "quantity": (
        *("quantity", "qty", "order quantity", "quantity ordered", "units", "pieces", "pcs"),
        *("cantidad", "unidades", "uds", "piezas"),
    ),
    "unit_price": (
        *("unit price", "price per unit", "price each", "item price", "price", "unit amount"),
        *("precio unitario", "precio unidad", "precio", "pvp"),
    ),
    "cost": (
        *("cost", "line cost", "total cost", "cogs", "cost of goods"),
        *("coste", "costo", "coste total", "costo total", "coste linea"),
    ),
    "unit_cost": (
        *("unit cost", "cost per unit", "cost per item", "cost price", "standard cost"),
        *("product standard cost", "coste unitario", "costo unitario", "precio coste"),
    ),
    "currency": ("currency", "currency code", "ccy", "moneda", "divisa", "codigo moneda"),
    "status": (
        *("status", "order status", "financial status", "payment status"),
        *("estado", "estado pedido", "estado del pedido", "estado pago"),
    ),
    "product": (
        *("product id", "sku", "product code", "product sku", "stock code", "item id"),
        *("item code", "item sku", "article number", "asin", "variant sku", "product key"),
        *("codigo producto", "id producto", "codigo articulo", "referencia", "product", "item"),
        *("producto", "articulo", "product name", "item name", "description", "descripcion"),
    ),
    "category": (
        *("category", "product category", "product type", "department", "category name"),
        *("categoria", "categoria producto", "familia", "departamento", "seccion"),
    ),
    "refund_of": (
        *("refund of", "original order id", "original order", "original order no"),
        *("refunded order id", "refunded order", "parent order id", "original invoice"),
        *("pedido original", "factura original", "factura rectificada", "devolucion de"),
    ),
    "goods_back": (
        *("goods back", "goods returned", "goods came back", "item returned", "items returned"),
        *("returned to stock", "back in stock", "restocked", "restock"),
        *("mercancia devuelta", "genero devuelto", "producto devuelto", "articulo devuelto"),
        *("devuelto al almacen", "devuelta al almacen", "vuelve al almacen", "reingreso"),
    ),
    "line_id": (
        *("line id", "order line id", "line item id", "order item id", "line number", "line no"),
        *("id linea", "numero linea", "n linea"),
    ),
}


def normal(name: str) -> str:
    """A column's name as `SYNONYMS` spells names.

    >>> normal(" Cust ID "), normal("InvoiceNo"), normal("Unit Price (£)"), normal("Nº de pedido")
    ('cust id', 'invoice no', 'unit price', 'n de pedido')
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"[(\\[].*?[)\\]]", " ", name).replace("º", " "))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", bare)
    return " ".join(re.findall("[a-z0-9]+", apart.lower()))


def fit(field: str, name: str) -> float:
    """How well a column's name fits a field: 0 not at all, 1 to the letter.

    >>> fit("customer", "customer id"), round(fit("customer", "order customer id"), 2)
    (1.0, 0.8)
    """
    return fit_to(SYNONYMS[field], name)


def fit_to(synonyms: Sequence[str], name: str) -> float:
    """How well a column's name fits some names, the most telling first."""
    words = normal(name)
    return max(
        (_fit_one(words, synonym) - 0.002 * place for place, synonym in enumerate(synonyms)),
        default=0.0,
    )


def _fit_one(words: str, synonym: str) -> float:
    if words == synonym or words.replace(" ", "") == synonym.replace(" ", ""):
        return 1.0
    if words.endswith(" " + synonym):
        return 0.8
    return 0.6 if words.startswith(synonym + " ") and " " in synonym else 0.0
