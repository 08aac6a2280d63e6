"""The addresses that emails point to: campaigns/links.py writes them, a test holds both together."""

from django.urls import path

from portal.views_confirm import confirm
from portal.views_door import door
from portal.views_join import join
from portal.views_lesson import answer, lesson
from portal.views_look import look
from portal.views_media import media
from portal.views_newsletter import newsletter
from portal.views_sign_up import confirm_sign_up, sign_up
from portal.views_stop import stop, undo_stop
from portal.views_stop_news import stop_news, undo_stop_news

app_name = "portal"
urlpatterns = [
    path("l/<str:token>/", lesson, name="lesson"),
    path("l/<str:token>/answer/<int:number>/", answer, name="answer"),
    path("l/<str:token>/door/", door, name="door"),
    path("n/<str:token>/", newsletter, name="newsletter"),
    path("stop-news/<str:token>/", stop_news, name="stop_news"),
    path("stop-news/<str:token>/undo/", undo_stop_news, name="undo_stop_news"),
    path("stop/<str:token>/", stop, name="stop"),
    path("stop/<str:token>/undo/", undo_stop, name="undo_stop"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("sign-up/", sign_up, name="sign_up"),
    path("sign-up/<str:token>/", confirm_sign_up, name="confirm_sign_up"),
    path("join/<str:code>/", join, name="join"),
    path("media/<str:name>", media, name="media"),
    path("look.css", look, name="look"),
]
