from django.urls import include, path

urlpatterns = [path("staff/sign-in/", include("allauth.account.urls"))]
