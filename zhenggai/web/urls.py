"""The office's addresses. Every view behind them declares its action (page.py)."""

from __future__ import annotations

from django.urls import path, re_path

from zhenggai.web.pages import (
    assigning,
    choosing,
    comparing,
    draft,
    duty,
    help,
    issue,
    ledger,
    overview,
    reading,
    session,
)

urlpatterns = [
    path("", ledger.ledger, name="ledger"),
    re_path(r"^menus/(?P<name>department|handler)/$", ledger.menu, name="ledger-menu"),
    path("assign/", assigning.assign_many, name="assign-many"),
    path("views/", ledger.view_save, name="view-save"),
    path("views/<uuid:uuid>/remove/", ledger.view_remove, name="view-remove"),
    re_path(r"^choose/(?P<what>person|office)/$", choosing.choose, name="choose"),
    path("issues/<uuid:uuid>/", issue.issue, name="issue"),
    path("issues/<uuid:uuid>/row/", assigning.row, name="row"),
    path("issues/<uuid:uuid>/assign/", assigning.assign, name="assign"),
    path("issues/<uuid:uuid>/cells/<slug:name>/", assigning.cell, name="cell"),
    path("rounds/<uuid:uuid>/source/", ledger.source, name="source"),
    path("rounds/<uuid:uuid>/ledger.xlsx", ledger.ledger_xlsx, name="ledger-xlsx"),
    path("overview/", overview.overview, name="overview"),
    path("readings/", reading.readings, name="readings"),
    path("readings/receive/", reading.receive, name="receive"),
    path("readings/<uuid:uuid>/", reading.reading, name="reading"),
    path("readings/<uuid:uuid>/progress/", reading.progress, name="reading-progress"),
    path("readings/<uuid:uuid>/draft.json", reading.draft_json, name="draft-json"),
    path("readings/<uuid:uuid>/adopt/", reading.adopt, name="adopt"),
    path("readings/<uuid:uuid>/line/", reading.line, name="reading-line"),
    path("readings/<uuid:uuid>/edit/", draft.edit, name="draft-edit"),
    path("readings/<uuid:uuid>/undo/", draft.undo, name="draft-undo"),
    path("readings/<uuid:uuid>/redo/", draft.redo, name="draft-redo"),
    path("readings/<uuid:uuid>/parts/<slug:key>/", draft.part, name="draft-part"),
    path("readings/<uuid:uuid>/since/", draft.since, name="draft-since"),
    path("readings/<uuid:uuid>/changes/", draft.history, name="draft-changes"),
    path("readings/<uuid:uuid>/compare/", comparing.compare, name="draft-compare"),
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("password/", session.change_password, name="change-password"),
    path("duty/", duty.duty, name="duty"),
    path("keys/", help.keys, name="keys"),
    path("language/", help.language, name="language"),
    path("healthz", help.healthz, name="healthz"),
]
