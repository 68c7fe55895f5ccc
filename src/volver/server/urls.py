"""Every address. Each view says itself who may open it; `gate` keeps it."""

from django.urls import include, path

from volver.server.pages import (
    card,
    customers,
    overview,
    people,
    plans,
    reports,
    sheets,
    webhooks,
    welcome,
)

HERE = "<slug:workspace>/"

urlpatterns = [
    path("", welcome.home, name="home"),
    path("welcome", welcome.welcome, name="welcome"),
    path("look", welcome.look, name="look"),
    path("account/password/reset/", welcome.forgotten, name="forgotten"),  # before allauth's own
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path(f"{HERE}overview", overview.overview, name="overview"),
    *(path(f"{HERE}{name}", view, name=name) for name, view in sheets.VIEWS.items()),
    path(f"{HERE}tables/<slug:sheet>/<slug:table>.<slug:kind>", sheets.take, name="take"),
    path(f"{HERE}customers", customers.customers, name="customers"),
    path(f"{HERE}customers/<path:customer>", card.card, name="card"),
    path(f"{HERE}find", customers.find, name="find"),
    path(f"{HERE}plans", plans.plans, name="plans"),
    path(f"{HERE}plans/new", plans.draft, name="draft"),
    path(f"{HERE}plans/<slug:name>", plans.one, name="plan"),
    path(f"{HERE}plans/<slug:name>/approve", plans.approve, name="approve"),
    path(f"{HERE}plans/<slug:name>/start", plans.start, name="start"),
    path(f"{HERE}plans/<slug:name>/close", plans.close, name="close"),
    path(f"{HERE}reports", reports.reports, name="reports"),
    path(f"{HERE}reports/report", reports.report, name="report"),
    path(f"{HERE}reports/book", reports.whole_book, name="whole_book"),
    path(f"{HERE}models", reports.models, name="models"),
    path(f"{HERE}people", people.people, name="people"),
    path(f"{HERE}people/<int:member>/role", people.change_role, name="change_role"),
    path(f"{HERE}people/<int:member>/out", people.shut_out, name="shut_out"),
    path(f"{HERE}trail", people.trail, name="trail"),
    path(f"{HERE}webhooks", webhooks.webhooks, name="webhooks"),
    path(f"{HERE}webhooks/<int:hook>/test", webhooks.test_webhook, name="test_webhook"),
    path(f"{HERE}webhooks/<int:hook>/end", webhooks.end_webhook, name="end_webhook"),
]
handler404 = "volver.server.looks.missing"
