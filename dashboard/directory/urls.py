"""Addresses of the directory."""

from django.urls import path

from dashboard.directory.page import views

urlpatterns = [
    path("", views.index, name="directory"),
    path("<slug:name>/", views.show, name="directory_list"),
    path("<slug:name>/refresh/", views.refresh, name="directory_refresh"),
    path("<slug:name>/more/", views.more, name="directory_more"),
    path("<slug:name>/names/", views.load_names, name="directory_names"),
    path("<slug:name>/download.csv", views.download, {"form": "csv"}, name="directory_csv"),
    path("<slug:name>/download.json", views.download, {"form": "json"}, name="directory_json"),
    path("<slug:name>/<int:number>/", views.row, name="directory_row"),
]
