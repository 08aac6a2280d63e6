"""The addresses that emails point to: campaigns/emails/links.py writes them, a test holds both together."""

from django.urls import path

from portal.views_call_back import call_back
from portal.views_confirm import confirm
from portal.views_door import door
from portal.views_earlier import earlier
from portal.views_fresh_link import fresh_link
from portal.views_join import join
from portal.views_lesson import answer, clear, lesson
from portal.views_look import look
from portal.views_media import media
from portal.views_my_data import my_data
from portal.views_newsletter import newsletter
from portal.views_plan import plan
from portal.views_settings import settings
from portal.views_sign_up import confirm_sign_up, sign_up
from portal.views_stop import break_instead, stop, undo_stop
from portal.views_stop_everything import stop_everything, undo_everything
from portal.views_stop_news import stop_news, undo_stop_news
from portal.views_stopped import stopped

app_name = "portal"
urlpatterns = [
    path("l/<str:token>/", lesson, name="lesson"),
    path("l/<str:token>/answer/<int:number>/", answer, name="answer"),
    path("l/<str:token>/answer/<int:number>/clear/", clear, name="clear"),
    path("l/<str:token>/call-back/", call_back, name="call_back"),
    path("l/<str:token>/door/", door, name="door"),
    path("l/<str:token>/fresh/", fresh_link, name="fresh_link"),
    path("l/<str:token>/lessons/", earlier, name="earlier"),
    path("l/<str:token>/my-data/", my_data, name="my_data"),
    path("l/<str:token>/plan/", plan, name="plan"),
    path("l/<str:token>/settings/", settings, name="settings"),
    path("n/<str:token>/", newsletter, name="newsletter"),
    path("stop-news/<str:token>/", stop_news, name="stop_news"),
    path("stop-news/<str:token>/undo/", undo_stop_news, name="undo_stop_news"),
    path("stop/<str:token>/", stop, name="stop"),
    path("stop/<str:token>/undo/", undo_stop, name="undo_stop"),
    path("stopped/<str:token>/", stopped, name="stopped"),
    path("stop/<str:token>/break/", break_instead, name="break_instead"),
    path("stop-all/<str:token>/", stop_everything, name="stop_everything"),
    path("stop-all/<str:token>/undo/", undo_everything, name="undo_everything"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("sign-up/", sign_up, name="sign_up"),
    path("sign-up/<str:token>/", confirm_sign_up, name="confirm_sign_up"),
    path("join/<str:code>/", join, name="join"),
    path("media/<str:name>", media, name="media"),
    path("look.css", look, name="look"),
]
