"""People and the posts they hold."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from commonroom.partnerships.models import Partnership


class PersonManager(BaseUserManager["Person"]):
    """Makes people; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, *, name: str) -> Person:
        """A person who can sign in with this address. Without a password none works."""
        person = self.model(email=email.strip().lower(), name=name.strip())
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in. What she may do comes from her posts alone; nobody is a superuser."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    is_demonstration = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_an_address")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Post(models.Model):
    """A role held by a person, in a partnership or for the platform, at a school where the role is a school's,
    between dates. The row policy lets a person's own posts be seen from anywhere, others' only in the partnership.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", null=True)
    role = models.CharField(max_length=40)
    urn = models.IntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    given_at = models.DateTimeField()
    given_by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_post_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | ~models.Q(ended_by_name=""), name="an_end_names_who"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="post_by_person"),
            models.Index(fields=["partnership", "urn"], name="post_by_school"),
        ]

    def __str__(self) -> str:
        return f"{self.role} from {self.starts_on}"

    def holds_on(self, day: date) -> bool:
        """Whether the post is held on a day: begun, and neither over nor ended early."""
        return self.ended_at is None and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Invitation(models.Model):
    """A link by which an invited person sets her password. Only the hash of its secret is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Invitation of {self.person_id}"


class FailedSignIn(models.Model):
    """How often in a row sign-in failed for an address, for a delay that grows. Never a lock-out."""

    email_hash = models.CharField(max_length=64, primary_key=True)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} since {self.last_at}"


class TrustedDevice(models.Model):
    """A device on which a person took the second step; good for 30 days for roles that need it once a device."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    label = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.label
