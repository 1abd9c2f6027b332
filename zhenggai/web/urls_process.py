"""Addresses of a round's process: stages, leading group, instructions, meetings, plan, lists."""

from __future__ import annotations

from django.urls import path

from zhenggai.web.pages import group, rounds

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<uuid:uuid>/", rounds.round, name="round"),
    path("rounds/<uuid:uuid>/profile/", rounds.profile, name="round-profile"),
    path("rounds/<uuid:uuid>/event/", rounds.event, name="round-event"),
    path("rounds/<uuid:uuid>/trigger/", rounds.trigger, name="round-trigger"),
    path("rounds/<uuid:uuid>/sign/", rounds.sign, name="sign-receipt"),
    path("rounds/<uuid:uuid>/stages/<slug:name>/", rounds.stage, name="stage"),
    path("rounds/<uuid:uuid>/stages/<slug:name>/term/", rounds.term, name="stage-term"),
    path("rounds/<uuid:uuid>/stages/<slug:name>/papers/", rounds.paper, name="stage-paper"),
    path("measures/<uuid:uuid>/ask-again/", rounds.ask_again, name="ask-again"),
    path("papers/<uuid:uuid>/file/", rounds.paper_file, name="paper-file"),
    path("papers/<uuid:uuid>/withdraw/", rounds.withdraw_paper, name="paper-withdraw"),
    path("rounds/<uuid:uuid>/group/", group.group, name="group"),
    path("rounds/<uuid:uuid>/group/found/", group.found, name="group-found"),
    path("rounds/<uuid:uuid>/group/edit/", group.edit, name="group-edit"),
    path("rounds/<uuid:uuid>/group/join/", group.join, name="group-join"),
    path("members/<uuid:uuid>/leave/", group.leave, name="group-leave"),
    path("rounds/<uuid:uuid>/instructions/", group.instructions, name="instructions"),
    path("rounds/<uuid:uuid>/instructions/register/", group.register, name="instruction-register"),
    path("instructions/<uuid:uuid>/follow/", group.follow, name="instruction-follow"),
]
