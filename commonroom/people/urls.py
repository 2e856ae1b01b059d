"""Addresses of signing in, of oneself, and of the platform's people."""

from django.urls import include, path, re_path

from commonroom.people.views import oneself, posts, signing_in

urlpatterns = [
    path("sign-in/login/", signing_in.SignInView.as_view(), name="account_login"),
    path("sign-in/demonstration/", signing_in.demonstration_sign_in, name="demonstration_sign_in"),
    re_path(r"^sign-in/oidc/(?P<provider_id>[^/]+)/login/$", signing_in.provider_sign_in, name="openid_connect_login"),
    re_path(
        r"^sign-in/oidc/(?P<provider_id>[^/]+)/login/callback/$",
        signing_in.provider_callback,
        name="openid_connect_callback",
    ),
    path("sign-in/", include("allauth.urls")),
    path("invitation/<str:secret>/", signing_in.accept_invitation, name="accept_invitation"),
    path("me/", oneself.me, name="me"),
    path("me/here/", oneself.here, name="here"),
    path("me/sessions/end/", oneself.end_sessions, name="end_sessions"),
    path("me/devices/forget/", oneself.forget_devices, name="forget_devices"),
    path("people/", posts.people, name="platform_people"),
    path("people/invite/", posts.invite, name="platform_invite"),
    path("people/who-may-do-what/", posts.roles, name="platform_roles"),
    path("people/<int:pk>/", posts.person, name="platform_person"),
    path("people/<int:pk>/close/", posts.close_account, name="platform_close_account"),
    path("people/posts/<int:pk>/end/", posts.end_post, name="platform_end_post"),
]
