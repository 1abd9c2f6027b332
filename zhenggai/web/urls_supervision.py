"""Addresses of supervision: what is urged, and the five papers."""

from __future__ import annotations

from django.urls import path

from zhenggai.web.pages import supervision

urlpatterns = [
    path("supervision/", supervision.desk, name="supervision"),
    path("issues/<uuid:uuid>/letters/new/", supervision.draft, name="letter-draft"),
    path("letters/<uuid:uuid>/", supervision.letter, name="letter"),
    path("letters/<uuid:uuid>/edit/", supervision.edit, name="letter-edit"),
    path("letters/<uuid:uuid>/sign/", supervision.sign, name="letter-issue"),
    path("letters/<uuid:uuid>/drop/", supervision.drop, name="letter-drop"),
    path("letters/<uuid:uuid>/reply/", supervision.reply, name="letter-reply"),
    path("letters/<uuid:uuid>/return/", supervision.send_back, name="letter-return"),
    path("letters/<uuid:uuid>/settle/", supervision.settle, name="letter-settle"),
    path("letters/<uuid:uuid>/letter.docx", supervision.letter_file, name="letter-file"),
    path("recipients/<uuid:uuid>/deliver/", supervision.deliver, name="letter-deliver"),
    path("recipients/<uuid:uuid>/receive/", supervision.receive, name="letter-receive"),
    path("warnings/<uuid:uuid>/letter.docx", supervision.warning_file, name="warning-file"),
]
