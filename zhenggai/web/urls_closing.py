"""Addresses of closure: applications, reviews, what follows a closure, extensions, measures said to be done."""

from __future__ import annotations

from django.urls import path

from zhenggai.web.pages import closing

urlpatterns = [
    path("closures/", closing.closures, name="closures"),
    path("closures/apply/", closing.apply_many, name="apply-many"),
    path("closures/review/", closing.review_many, name="review-many"),
    path("closures/<uuid:uuid>/", closing.closure, name="closure"),
    path("closures/<uuid:uuid>/review/", closing.review, name="closure-review"),
    path("closures/<uuid:uuid>/return/", closing.send_back, name="closure-return"),
    path("issues/<uuid:uuid>/apply/", closing.apply, name="apply-closure"),
    path("issues/<uuid:uuid>/withdraw/", closing.withdraw, name="withdraw-closure"),
    path("issues/<uuid:uuid>/stage-done/", closing.stage_done, name="stage-done"),
    path("issues/<uuid:uuid>/next-stage/", closing.next_stage, name="next-stage"),
    path("issues/<uuid:uuid>/lookback/", closing.lookback, name="lookback"),
    path("issues/<uuid:uuid>/consolidate/", closing.consolidate, name="consolidate"),
    path("issues/<uuid:uuid>/correct/", closing.correct, name="correct"),
    path("issues/<uuid:uuid>/reopen/", closing.reopen, name="reopen"),
    path("issues/<uuid:uuid>/extend/", closing.extend, name="extend"),
    path("extensions/<uuid:uuid>/decide/", closing.decide_extension, name="decide-extension"),
    path("extensions/<uuid:uuid>/withdraw/", closing.withdraw_extension, name="withdraw-extension"),
    path("measures/<uuid:uuid>/finish/", closing.finish, name="finish-measure"),
    path("measures/<uuid:uuid>/verify/", closing.verify, name="verify-measure"),
    path("measures/<uuid:uuid>/return/", closing.return_measure, name="return-measure"),
]
