from __future__ import annotations

from django.urls import path

from sotay.registers import views
from sotay.registers.books import views as books
from sotay.registers.discipline import views as discipline
from sotay.registers.dues import views as dues
from sotay.registers.honours import views as honours
from sotay.registers.posts import views as posts
from sotay.registers.training import views as training

app_name = "registers"
urlpatterns = [
    path("", views.home, name="home"),
    path("cells/<uuid:pk>/", views.cell, name="cell"),
    path("cells/<uuid:pk>/dues/", dues.dues, name="dues"),
    path("cells/<uuid:pk>/dues/workbook/", dues.dues_workbook, name="dues_workbook"),
    path("cells/<uuid:pk>/dues/remit/", dues.remit, name="remit"),
    path("cells/<uuid:pk>/dues/<uuid:member>/pay/", dues.pay, name="pay"),
    path("cells/<uuid:pk>/dues/<uuid:member>/terms/", dues.terms, name="terms"),
    path("payments/<uuid:pk>/take-back/", dues.take_back, name="take_back"),
    path("remittances/<uuid:pk>/take-back/", dues.remit_take_back, name="remit_take_back"),
    path("units/<uuid:pk>/dues/", dues.dues_unit, name="dues_unit"),
    path("units/<uuid:pk>/discipline/", discipline.disciplines, name="disciplines"),
    path("units/<uuid:pk>/discipline/add/", discipline.record_unit, name="discipline_unit_add"),
    path("members/<uuid:pk>/discipline/add/", discipline.record, name="discipline_add"),
    path("discipline/<uuid:pk>/", discipline.discipline, name="discipline"),
    path("discipline/<uuid:pk>/decide/", discipline.decide, name="discipline_decide"),
    path("discipline/<uuid:pk>/appeal/", discipline.appeal, name="discipline_appeal"),
    path("discipline/<uuid:pk>/take-out/", discipline.take_back, name="discipline_out"),
    path("appeals/<uuid:pk>/answer/", discipline.answer, name="appeal_answer"),
    path("units/<uuid:pk>/badges/", honours.badges, name="badges"),
    path("members/<uuid:pk>/badge/", honours.propose, name="badge_propose"),
    path("badges/<uuid:pk>/forward/", honours.forward, name="badge_forward"),
    path("badges/<uuid:pk>/award/", honours.award, name="badge_award"),
    path("badges/<uuid:pk>/back/", honours.badge_back, name="badge_back"),
    path("cells/<uuid:pk>/commendations/", honours.commendations, name="commendations"),
    path("cells/<uuid:pk>/commendations/add/", honours.commend, name="commend"),
    path("commendations/<uuid:pk>/take-out/", honours.commendation_out, name="commendation_out"),
    path("cells/<uuid:pk>/posts/", posts.posts, name="posts"),
    path("members/<uuid:pk>/post/", posts.post_add, name="post_add"),
    path("posts/<uuid:pk>/end/", posts.post_end, name="post_end"),
    path("posts/<uuid:pk>/take-out/", posts.post_out, name="post_out"),
    path("units/<uuid:pk>/courses/", training.courses, name="courses"),
    path("units/<uuid:pk>/courses/add/", training.course_add, name="course_add"),
    path("courses/<uuid:pk>/", training.course, name="course"),
    path("courses/<uuid:pk>/mark/", training.mark, name="course_mark"),
    path("courses/<uuid:pk>/take-out/", training.course_out, name="course_out"),
    path("cells/<uuid:pk>/resolutions/", books.resolutions, name="resolutions"),
    path("cells/<uuid:pk>/statuses/", books.statuses, name="statuses"),
    path("units/<uuid:pk>/report/", books.report, name="report"),
]
