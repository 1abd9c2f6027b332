"""The addresses of registers: lists, records, checks, what falls due. A register stands by its code, a record by its
public name."""

from __future__ import annotations

from django.urls import path

from zhenggai.web.pages import (
    bindings,
    checks,
    declarations,
    due,
    records,
    register_import,
    registers,
    rhythm,
    signing,
)

urlpatterns = [
    path("registers/", registers.registers, name="registers"),
    path("registers/<slug:code>/", registers.register, name="register"),
    path("registers/<slug:code>/list.xlsx", registers.register_xlsx, name="register-xlsx"),
    path("registers/<slug:code>/blank.xlsx", registers.register_blank, name="register-blank"),
    path("registers/<slug:code>/views/", registers.register_view, name="register-view"),
    path("registers/<slug:code>/choose/", registers.choose_record, name="choose-record"),
    path("registers/<slug:code>/new/", records.create, name="record-new"),
    path("registers/<slug:code>/look/", records.look, name="record-look"),
    path("registers/<slug:code>/import/", register_import.register_import, name="register-import"),
    path(
        "registers/<slug:code>/import/confirm/",
        register_import.confirm,
        name="register-import-confirm",
    ),
    path("registers/<slug:code>/checks/", checks.checks, name="checks"),
    path("registers/<slug:code>/checks/<slug:id>/", checks.check, name="check"),
    path("registers/<slug:code>/rhythm/", rhythm.rhythm, name="rhythm"),
    path("registers/<slug:code>/sweep/", checks.sweep, name="sweep"),
    path("issues/<uuid:uuid>/checks/", bindings.bound, name="bound-checks"),
    path("issues/<uuid:uuid>/checks/bind/", bindings.bind, name="bind"),
    path("bindings/<uuid:uuid>/end/", bindings.end, name="binding-end"),
    path("calls/<uuid:uuid>/settle/", bindings.settle, name="call-settle"),
    path("calls/<uuid:uuid>/reopen/", bindings.reopen, name="call-reopen"),
    path("records/<uuid:uuid>/code/", signing.code, name="sign-in-code"),
    path("s/<str:token>/", signing.sheet, name="sign-in-sheet"),
    path("declarations/", declarations.declarations, name="declarations"),
    path("declarations/look/", declarations.look, name="declaration-look"),
    path("declarations/publish/", declarations.publish, name="declaration-publish"),
    path("declarations/draft/", declarations.draft, name="declaration-draft"),
    path("results/", checks.results, name="results"),
    path("violations/<int:key>/waive/", checks.waive, name="waive"),
    path("waivers/<int:key>/approve/", checks.approve, name="waiver-approve"),
    path("due/", due.due, name="due"),
    path("due/<uuid:uuid>/finish/", due.finish, name="due-finish"),
    path("due/<uuid:uuid>/excuse/", due.excuse, name="due-excuse"),
    path("records/<uuid:uuid>/", records.record, name="record"),
    path("records/<uuid:uuid>/edit/", records.edit, name="record-edit"),
    path("records/<uuid:uuid>/move/", records.move, name="record-move"),
    path("records/<uuid:uuid>/confirm/", records.confirm, name="record-confirm"),
    path("records/<uuid:uuid>/papers/", records.attach, name="record-attach"),
    path("records/<uuid:uuid>/papers/<int:key>/", records.paper, name="record-paper"),
    path(
        "records/<uuid:uuid>/papers/<int:key>/withdraw/",
        records.withdraw,
        name="record-paper-withdraw",
    ),
    path("records/<uuid:uuid>/correct/", records.correct, name="record-correct"),
    path("records/<uuid:uuid>/reveal/", records.reveal, name="record-reveal"),
    path("records/<uuid:uuid>/void/", records.void, name="record-void"),
    path("records/<uuid:uuid>/issues/", records.link, name="record-link"),
    path("corrections/<uuid:uuid>/settle/", records.settle, name="correction-settle"),
]
