"""What is stored of a user."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models

import oauth2

from .provider import Person


class Profile(models.Model):
    """What the provider says of a user, and the access token that it gave for them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile", editable=False
    )
    # By this a person is known again.  Not by a name, which can be changed, and taken by another.
    provider_id = models.CharField(max_length=255, unique=True, editable=False)
    name = models.TextField()
    picture = models.TextField(blank=True)
    # Whoever has these can act for the user.  They are what the site signs with, so a hash will not
    # do; a database that others read wants them encrypted.  Not editable: no form shows them.
    token = models.TextField(editable=False)
    secret = models.TextField(editable=False)

    def __str__(self) -> str:
        """Return the name, and nothing that is secret."""
        return str(self.name)

    @classmethod
    def keep(cls, person: Person, token: oauth2.Token) -> "Profile":
        """Store what is new of a person; who signs in for the first time gets a user."""
        said = {
            "name": person.name,
            "picture": person.picture,
            "token": token.key,
            "secret": token.secret,
        }
        profile, _ = cls.objects.update_or_create(
            provider_id=person.id, defaults=said, create_defaults={**said, "user": _new_user}
        )
        kept: Profile = profile
        return kept


def _new_user() -> Any:
    # The name says nothing, so that it is nobody else's: taken from the provider, it could be that
    # of a user who is here already, an administrator's even.  No password fits, and an e-mail
    # address that nobody gave is not made up.
    user = get_user_model()(username=uuid4().hex)
    user.set_unusable_password()
    user.save()
    return user
