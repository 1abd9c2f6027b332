"""The room that the office sees: pages over the actions and queries of the rooms below."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "zhenggai.web"
    label = "web"
