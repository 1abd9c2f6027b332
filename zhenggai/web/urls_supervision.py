"""Addresses of supervision: what is urged, the five papers; how somebody wants to be told of it."""

from __future__ import annotations

from django.urls import path

from zhenggai.web.pages import notices, supervision

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
    path("notices/", notices.notices, name="notices"),
    path("notices/choose/", notices.choose, name="notices-choose"),
    path("notices/feed/", notices.make_feed, name="feed-make"),
    path("notices/feed/revoke/", notices.revoke_feed, name="feed-revoke"),
    path("feed/<str:token>.ics", notices.feed, name="feed"),
]
