"""The addresses of registers: lists, records, checks, what falls due. A register stands by its code, a record by its
public name."""

from __future__ import annotations

from django.urls import path

from zhenggai.web.pages import records, registers

urlpatterns = [
    path("registers/", registers.registers, name="registers"),
    path("registers/<slug:code>/", registers.register, name="register"),
    path("registers/<slug:code>/list.xlsx", registers.register_xlsx, name="register-xlsx"),
    path("registers/<slug:code>/views/", registers.register_view, name="register-view"),
    path("registers/<slug:code>/choose/", registers.choose_record, name="choose-record"),
    path("registers/<slug:code>/new/", records.create, name="record-new"),
    path("registers/<slug:code>/look/", records.look, name="record-look"),
    path("records/<uuid:uuid>/", records.record, name="record"),
    path("records/<uuid:uuid>/edit/", records.edit, name="record-edit"),
    path("records/<uuid:uuid>/move/", records.move, name="record-move"),
    path("records/<uuid:uuid>/confirm/", records.confirm, name="record-confirm"),
    path("records/<uuid:uuid>/papers/", records.attach, name="record-attach"),
    path("records/<uuid:uuid>/papers/<int:key>/", records.paper, name="record-paper"),
    path("records/<uuid:uuid>/papers/<int:key>/withdraw/", records.withdraw, name="paper-withdraw"),
    path("records/<uuid:uuid>/correct/", records.correct, name="record-correct"),
    path("records/<uuid:uuid>/reveal/", records.reveal, name="record-reveal"),
    path("records/<uuid:uuid>/void/", records.void, name="record-void"),
    path("records/<uuid:uuid>/issues/", records.link, name="record-link"),
    path("corrections/<uuid:uuid>/settle/", records.settle, name="correction-settle"),
]
