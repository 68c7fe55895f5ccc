"""Every address. Each view says itself who may open it; `gate` keeps it."""

from django.urls import include, path

from volver.server.api.doors import patterns
from volver.server.api.schema import openapi
from volver.server.pages import (
    begin,
    budget,
    card,
    customers,
    data,
    keys,
    overview,
    people,
    plan_steps,
    plans,
    prices,
    recommendations,
    reports,
    runs,
    sheets,
    welcome,
)
from volver.server.pages import help as helping
from volver.server.pages import segments as of_segments

HERE = "<slug:workspace>/"

urlpatterns = [
    path("", welcome.home, name="home"),
    path("welcome", welcome.welcome, name="welcome"),
    path("look", welcome.look, name="look"),
    path("account/password/reset/", welcome.forgotten, name="forgotten"),  # before allauth's own
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/<slug:workspace>/", include(patterns())),
    path(f"{HERE}overview", overview.overview, name="overview"),
    *(path(f"{HERE}{name}", view, name=name) for name, view in sheets.VIEWS.items()),
    path(f"{HERE}tables/<slug:sheet>/<slug:table>.<slug:kind>", sheets.take, name="take"),
    path(f"{HERE}help", helping.help_page, name="help"),
    path(f"{HERE}segments/new", of_segments.new, name="new_segment"),
    path(f"{HERE}segments/change/<path:name>", of_segments.change, name="change_segment"),
    path(f"{HERE}segments/delete/<path:name>", of_segments.delete, name="delete_segment"),
    path(f"{HERE}segments/members/<path:name>", of_segments.members, name="segment_members"),
    path(f"{HERE}segments/<path:name>", of_segments.one, name="segment"),
    path(f"{HERE}customers", customers.customers, name="customers"),
    path(f"{HERE}customers/<path:customer>", card.card, name="card"),
    path(f"{HERE}find", customers.find, name="find"),
    path(f"{HERE}plans", plans.plans, name="plans"),
    path(f"{HERE}plans/new", plans.draft, name="draft"),
    path(f"{HERE}plans/<slug:name>", plans.one, name="plan"),
    path(f"{HERE}plans/<slug:name>/approve", plan_steps.approve, name="approve"),
    path(f"{HERE}plans/<slug:name>/start", plan_steps.start, name="start"),
    path(f"{HERE}plans/<slug:name>/close", plan_steps.close, name="close"),
    path(f"{HERE}plans/<slug:name>/remark", plan_steps.remark, name="remark"),
    path(
        f"{HERE}plans/<slug:name>/<slug:what>.<slug:kind>", plan_steps.take_plan, name="take_plan"
    ),
    path(f"{HERE}recommendations", recommendations.recommendations, name="recommendations"),
    path(f"{HERE}prices", prices.prices, name="prices"),
    path(f"{HERE}prices.<slug:kind>", prices.take_prices, name="take_prices"),
    path(f"{HERE}budget", budget.budget, name="budget"),
    path(f"{HERE}budget/plans", budget.plans_of_it, name="budget_plans"),
    path(f"{HERE}reports", reports.reports, name="reports"),
    path(f"{HERE}reports/report", reports.report, name="report"),
    path(f"{HERE}reports/book", reports.whole_book, name="whole_book"),
    path(f"{HERE}models", reports.models, name="models"),
    path(f"{HERE}people", people.people, name="people"),
    path(f"{HERE}people/<int:member>/role", people.change_role, name="change_role"),
    path(f"{HERE}people/<int:member>/out", people.shut_out, name="shut_out"),
    path(f"{HERE}trail", people.trail, name="trail"),
    path(f"{HERE}keys", keys.keys, name="keys"),
    path(f"{HERE}keys/<int:key>/end", keys.end_key, name="end_key"),
    path(f"{HERE}start", begin.begin, name="begin"),
    path(f"{HERE}runs", runs.runs, name="runs"),
    path(f"{HERE}runs/refresh", runs.refresh, name="refresh"),
    path(f"{HERE}runs/schedule", runs.plan_refreshes, name="plan_refreshes"),
    path(f"{HERE}runs/<int:job>/stop", runs.stop, name="stop"),
    path(f"{HERE}data", data.data, name="data"),
    path(f"{HERE}data/upload", data.upload, name="upload"),
    path(f"{HERE}data/<slug:upload>/back", data.take_back, name="take_back"),
    path(f"{HERE}data/<slug:upload>/rejected", data.rejected, name="rejected"),
    path(f"{HERE}data/<slug:upload>/rejected.csv", data.rejected_file, name="rejected_file"),
]
handler404 = "volver.server.looks.missing"
