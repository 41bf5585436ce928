"""The address of the components; `config/urls.py` leaves it out of production."""

from django.urls import path

from dashboard.styleguide import views

urlpatterns = [path("", views.styleguide, name="styleguide")]
