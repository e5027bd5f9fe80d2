from django.urls import path

from quotes import views

urlpatterns = [
    path("static", views.static),
    path("quote", views.random_quote),
]
