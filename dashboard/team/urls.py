"""Addresses of the team."""

from __future__ import annotations

from django.urls import path

from dashboard.team import views

urlpatterns = [
    path("", views.team, name="team"),
    path("invite/", views.invite, name="team_invite"),
    path("invitations/<int:pk>/withdraw/", views.withdraw, name="team_withdraw"),
    path("<int:pk>/", views.member, name="team_member"),
    path("<int:pk>/role/", views.role, name="team_role"),
    path("<int:pk>/disable/", views.disable, name="team_disable"),
    path("<int:pk>/enable/", views.enable, name="team_enable"),
    path("<int:pk>/reset-factor/", views.reset_factor, name="team_reset_factor"),
    path("<int:pk>/let-go/", views.remove_member, name="team_let_go"),
]
