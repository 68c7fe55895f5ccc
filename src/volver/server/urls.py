"""Every address. Each view says itself who may open it; `gate` keeps it."""

from django.urls import include, path

from volver.server.openid import views as openid
from volver.server.pages import (
    card,
    customers,
    overview,
    people,
    plans,
    reports,
    sessions,
    settings,
    sheets,
    welcome,
)

HERE = "<slug:workspace>/"

urlpatterns = [
    path("", welcome.home, name="home"),
    path("welcome", welcome.welcome, name="welcome"),
    path("look", welcome.look, name="look"),
    path("account/password/reset/", welcome.forgotten, name="forgotten"),  # before allauth's own
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/others/end", sessions.end_others, name="end_others"),
    path("account/sessions/<int:session>/end", sessions.end_session, name="end_session"),
    path("account/openid/", openid.begin, name="openid_connect_login"),
    path("account/openid/callback/", openid.come_back, name="openid_connect_callback"),
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
    path(f"{HERE}settings", settings.settings, name="settings"),
    path(f"{HERE}settings/mail", settings.trial_letter, name="trial_letter"),
]
handler404 = "volver.server.looks.missing"
handler429 = "volver.server.looks.too_often"
