from __future__ import annotations

from django.urls import path

from sotay.library import collection_views, library_views, views

app_name = "library"
urlpatterns = [
    path("", library_views.library, name="library"),
    path("read-all", library_views.read_all, name="read_all"),
    path("units/<uuid:pk>/add", library_views.add, name="add"),
    path("units/<uuid:pk>/collections/", collection_views.collections, name="collections"),
    path("units/<uuid:pk>/collections/new", collection_views.make, name="collection_new"),
    path("items/<uuid:pk>/edit", library_views.edit, name="edit"),
    path("items/<uuid:pk>/files", library_views.attach, name="attach"),
    path("items/<uuid:pk>/relations", library_views.relate, name="relate"),
    path("items/<uuid:pk>/remove", library_views.remove, name="remove"),
    path("items/<slug:source>/<uuid:pk>/", library_views.item, name="item"),
    path("items/<slug:source>/<uuid:pk>/bookmark", library_views.bookmark, name="bookmark"),
    path("items/<slug:source>/<uuid:pk>/read", library_views.mark_read, name="mark_read"),
    path("relations/<uuid:pk>/remove", library_views.unrelate, name="unrelate"),
    path("collections/<uuid:pk>/", collection_views.collection, name="collection"),
    path("collections/<uuid:pk>/edit", collection_views.edit, name="collection_edit"),
    path("collections/<uuid:pk>/remove", collection_views.remove, name="collection_remove"),
    path("collections/<uuid:pk>/move", collection_views.move, name="collection_move"),
    path(
        "collections/<uuid:pk>/items/<slug:source>/<uuid:item>",
        collection_views.put,
        name="collection_put",
    ),
    path("<uuid:pk>/", views.document, name="document"),
    path("<uuid:pk>/purge", views.purge, name="purge"),
]
