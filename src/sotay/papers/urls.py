from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sotay.papers import life_views, own_views, views

app_name = "papers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("of/<uuid:pk>/", own_views.unit, name="unit"),
    path("of/<uuid:pk>/new/", own_views.choose, name="choose"),
    path("of/<uuid:pk>/new/<slug:shape>/", own_views.begin, name="begin"),
    path("of/<uuid:pk>/terms/", own_views.terms, name="terms"),
    path("of/<uuid:pk>/kinds/", own_views.kinds, name="kinds"),
    path("of/<uuid:pk>/kinds/<str:type_code>/", own_views.kind, name="kind"),
    path("of/<uuid:pk>/kinds/<str:type_code>/template/", own_views.template, name="template"),
    path("check/", life_views.check, name="check"),
    path("check/code/", life_views.by_code, name="by_code"),
    path("c/<slug:print_code>/", life_views.printed, name="printed"),
    path("<uuid:pk>/", views.paper, name="paper"),
    path("<uuid:pk>/pdf/", views.pdf, name="pdf"),
    path("<uuid:pk>/docx/", views.docx, name="docx"),
    path("<uuid:pk>/own-docx/", own_views.own_docx, name="own_docx"),
    path("<uuid:pk>/edit/", own_views.edit, name="edit"),
    path("<uuid:pk>/discard/", own_views.discard, name="discard"),
    path("<uuid:pk>/move/", own_views.move, name="move"),
    path("<uuid:pk>/comment/", own_views.comment, name="comment"),
    path("<uuid:pk>/issue/", own_views.issue, name="issue"),
    path("<uuid:pk>/versions/", life_views.compared, name="compared"),
    path("<uuid:pk>/readers/", life_views.readers, name="readers"),
    path("<uuid:pk>/end/", life_views.end, name="end"),
    path("<uuid:pk>/sign/", life_views.sign_digitally, name="sign_digitally"),
    path("<uuid:pk>/signed/", life_views.signed_pdf, name="signed_pdf"),
    path("<uuid:pk>/words/", views.parts, name="parts"),
    path("<uuid:pk>/words/<str:key>/", views.part, name="part"),
    path("<uuid:pk>/words/<str:key>/revert/", views.revert, name="revert"),
]
