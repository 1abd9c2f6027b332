"""Addresses of figures: statistics, cut-offs, dispatch tables."""

from __future__ import annotations

from django.urls import path

from zhenggai.web.pages import assessments, figures, leader, outcomes, surveys

urlpatterns = [
    path("leader/", leader.leader, name="leader"),
    path("leader/<uuid:uuid>/sign/", leader.sign, name="leader-sign"),
    path("leader/<uuid:uuid>/return/", leader.send_back, name="leader-return"),
    path("leader/extensions/<uuid:uuid>/", leader.extension, name="leader-extension"),
    path("comparison/", figures.comparison, name="comparison"),
    path("rounds/<uuid:uuid>/figures/", figures.statistics, name="statistics"),
    path("rounds/<uuid:uuid>/figures/freeze/", figures.freeze, name="cutoff-freeze"),
    path("rounds/<uuid:uuid>/dispatch/<slug:name>/", figures.dispatch, name="dispatch"),
    path(
        "rounds/<uuid:uuid>/dispatch/<slug:name>.xlsx", figures.dispatch_xlsx, name="dispatch-xlsx"
    ),
    path("rounds/<uuid:uuid>/outcomes/", outcomes.outcomes, name="outcomes"),
    path("rounds/<uuid:uuid>/outcomes/rule/", outcomes.rule, name="outcome-rule"),
    path("rounds/<uuid:uuid>/outcomes/money/", outcomes.money, name="outcome-money"),
    path("rounds/<uuid:uuid>/outcomes/person/", outcomes.person, name="outcome-person"),
    path("outcomes/<uuid:uuid>/voucher/", outcomes.voucher, name="outcome-voucher"),
    path("outcomes/<uuid:uuid>/withdraw/<slug:kind>/", outcomes.withdraw, name="outcome-withdraw"),
    path("rounds/<uuid:uuid>/assessments/", assessments.assessments, name="assessments"),
    path("rounds/<uuid:uuid>/assessments/record/", assessments.record, name="assessment-record"),
    path("assessments/<uuid:uuid>/", assessments.sheet, name="assessment"),
    path("rounds/<uuid:uuid>/surveys/", surveys.surveys, name="surveys"),
    path("rounds/<uuid:uuid>/surveys/make/", surveys.make, name="survey-make"),
    path("surveys/<uuid:uuid>/", surveys.survey, name="survey"),
    path("surveys/<uuid:uuid>/slips/", surveys.slips, name="survey-slips"),
    path("surveys/<uuid:uuid>/close/", surveys.close, name="survey-close"),
    path("answer/<str:token>/", surveys.answer, name="survey-answer"),
    path("cutoffs/<uuid:uuid>/", figures.cutoff, name="cutoff"),
    path("cutoffs/<uuid:uuid>/departments.xlsx", figures.cutoff_xlsx, name="cutoff-xlsx"),
]
