from __future__ import annotations

from django.urls import path

from sotay.reviews import file_views, monthly_views, review_views, views

app_name = "reviews"
urlpatterns = [
    path("", views.home, name="home"),
    path("people/<uuid:pk>/", monthly_views.person, name="person"),
    path("people/<uuid:pk>/<slug:reviewed>/", monthly_views.month, name="month"),
    path("people/<uuid:pk>/<slug:reviewed>/rate/", monthly_views.rate, name="rate_month"),
    path("people/<uuid:pk>/<slug:reviewed>/answer/", monthly_views.answer, name="answer_month"),
    path("people/<uuid:pk>/<slug:reviewed>/take-back/", monthly_views.take_back, name="take_back_month"),
    path("people/<uuid:pk>/<slug:reviewed>/unrate/", monthly_views.unrate, name="unrate_month"),
    path("cells/<uuid:pk>/<slug:reviewed>/", monthly_views.cell_month, name="cell_month"),
    path("units/<uuid:pk>/open/", views.open_round, name="open"),
    path("rounds/<uuid:pk>/", views.round_, name="round"),
    path("rounds/<uuid:pk>/days/", views.days, name="days"),
    path("rounds/<uuid:pk>/discard/", views.discard, name="discard"),
    path("in-cells/<uuid:pk>/", views.cell_round, name="cell_round"),
    path("in-cells/<uuid:pk>/paper/", views.paper, name="paper"),
    path("in-cells/<uuid:pk>/paper/<slug:ending>/", file_views.summary, name="summary_file"),
    path("in-cells/<uuid:pk>/add-missing/", views.add_missing, name="add_missing"),
    path("in-cells/<uuid:pk>/count/", views.ballot, name="ballot"),
    path("counts/<uuid:pk>/take-back/", views.take_back_ballot, name="take_back_ballot"),
    path("in-cells/<uuid:pk>/send/", views.send, name="send"),
    path("in-cells/<uuid:pk>/recall/", views.recall, name="recall"),
    path("in-cells/<uuid:pk>/decide/", views.decide, name="decide"),
    path("in-cells/<uuid:pk>/announce/", views.announce, name="announce"),
    path("<uuid:pk>/", review_views.review, name="review"),
    path("<uuid:pk>/sheet/<slug:ending>/", file_views.sheet, name="sheet_file"),
    path("<uuid:pk>/write/", review_views.write, name="write"),
    path("<uuid:pk>/reopen/", review_views.reopen, name="reopen"),
    path("<uuid:pk>/comment/", review_views.comment, name="comment"),
    path("<uuid:pk>/appeal/", review_views.appeal, name="appeal"),
    path("<uuid:pk>/appeal/withdraw/", review_views.withdraw_appeal, name="withdraw_appeal"),
    path("<uuid:pk>/appeal/answer/", review_views.answer_appeal, name="answer_appeal"),
]
