from django.urls import path

from quotes import views

urlpatterns = [
    path("static", views.static),
    path("quote", views.random_quote),
    path("quote/unlimited", views.random_quote_of_all),
    path("quote/update", views.count_view),
    path("upstream", views.upstream),
    path("fanout", views.fanout),
]

handler400 = "quotes.answers.bad_request"
