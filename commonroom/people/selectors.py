"""Reads about people and posts, within what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import access
from commonroom.people.models import Person, Post
from commonroom.people.permissions import Permission
from commonroom.people.roles import ROLES, SCHOOL_STAFF, Role, givable
from commonroom.schools.models import School


@dataclass(frozen=True)
class PostRow:
    """A post as a page shows it."""

    post: Post
    person: Person
    role: Role
    school: str
    is_current: bool


@dataclass(frozen=True)
class HolderRow:
    """A person with all posts of one role, as a list of people shows them; `same_days`: all begin and end together."""

    person: Person
    role: Role
    posts: tuple[PostRow, ...]
    same_days: bool


@dataclass(frozen=True)
class DemonstrationPerson:
    """Somebody whom the demonstration's sign-in page offers."""

    person: Person
    role: Role
    school: str
    place_group: str
    also: tuple[str, ...] = ()


def posts_of_partnership(partnership: Partnership | None) -> QuerySet[Post]:
    """Posts of a partnership, or of the platform for None, with their people."""
    return Post.objects.filter(partnership=partnership).select_related("person")


def rows(posts: Iterable[Post], *, on: date | None = None) -> list[PostRow]:
    """Posts with the names of their roles and schools, by the holder's name. Two queries, however many posts."""
    day = on or timezone.localdate()
    found = [post for post in posts if post.role in ROLES]
    names = dict(School.objects.filter(urn__in={p.urn for p in found if p.urn}).values_list("urn", "name"))
    made = [PostRow(post, post.person, ROLES[post.role], _school(post, names), post.holds_on(day)) for post in found]
    return sorted(made, key=lambda row: (row.person.name.casefold(), row.role.name, row.post.pk))


def holders(posts: Iterable[PostRow]) -> list[HolderRow]:
    """Posts gathered into one row for a person and role, in the order of the first; its posts by school."""
    held: dict[tuple[int, str], list[PostRow]] = {}
    for row in posts:
        held.setdefault((row.person.pk, row.role.slug), []).append(row)
    return [
        HolderRow(
            mine[0].person,
            mine[0].role,
            tuple(sorted(mine, key=lambda row: (row.school.casefold(), row.post.pk))),
            len({(row.post.starts_on, row.post.ends_on) for row in mine}) == 1,
        )
        for mine in held.values()
    ]


def _school(post: Post, names: dict[int, str]) -> str:
    return "" if post.urn is None else names.get(post.urn, f"URN {post.urn}")


def visible_posts(*, to: Person, partnership: Partnership | None, ended: bool = False) -> QuerySet[Post]:
    """The posts that a person may see: all for those who keep people, her own school's for a headteacher."""
    posts = posts_of_partnership(partnership).filter(_seen(to, partnership))
    if not ended:
        day = timezone.localdate()
        posts = posts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), ended_at__isnull=True)
    return posts


def _seen(to: Person, partnership: Partnership | None) -> Q:
    wide = Permission.MANAGE_PLATFORM_PEOPLE if partnership is None else Permission.SEE_PEOPLE
    if access.can(to, wide, partnership=partnership):
        return Q()
    return Q(urn__in=managed_schools(to, partnership)) if partnership else Q(pk__in=[])


def managed_schools(person: Person, partnership: Partnership) -> set[int]:
    """The schools whose staff a person invites: those where she holds a post with that permission."""
    return {
        held.urn
        for held in access.posts_in(person, partnership)
        if held.urn is not None and Permission.INVITE_SCHOOLS_STAFF in held.permissions
    }


def roles_to_give(*, by: Person, partnership: Partnership | None) -> list[Role]:
    """The roles that a person may give here, in the order of the table."""
    slugs = {role.slug for held in access.posts_in(by, partnership) for role in givable(ROLES[held.role])}
    return [role for role in ROLES.values() if role.slug in slugs]


def may_keep(post: Post, *, by: Person) -> bool:
    """Whether a person may end a post: the ones she could give, at a school that is hers to keep."""
    if post.role not in {role.slug for role in roles_to_give(by=by, partnership=post.partnership)}:
        return False
    wide = Permission.INVITE_PEOPLE if post.partnership else Permission.MANAGE_PLATFORM_PEOPLE
    if access.can(by, wide, partnership=post.partnership):
        return True
    return post.role in SCHOOL_STAFF and access.can(
        by, Permission.INVITE_SCHOOLS_STAFF, partnership=post.partnership, urn=post.urn
    )


def school_choices(partnership: Partnership, *, by: Person) -> list[tuple[int, str]]:
    """Schools at which a person may give posts: the area's open ones, or her own."""
    schools = School.objects.filter(is_open=True, la_code__in=partnership.la_codes)
    if not access.can(by, Permission.INVITE_PEOPLE, partnership=partnership):
        schools = School.objects.filter(urn__in=managed_schools(by, partnership))
    return list(schools.order_by("name", "urn").values_list("urn", "name"))


def demonstration_people() -> list[DemonstrationPerson]:
    """The people of the demonstration, one line each, partnership by partnership in the order of the roles."""
    order = list(ROLES)
    found = []
    for partnership in [*Partnership.objects.order_by("pk"), None]:
        if partnership is None:
            held = rows(_demonstration(None))
        else:
            with entered(partnership):
                held = rows(_demonstration(partnership))
        held = sorted((row for row in held if row.is_current), key=lambda row: order.index(row.role.slug))
        place = partnership.name if partnership else "The platform"
        mine: dict[int, list[PostRow]] = {}
        for row in held:
            mine.setdefault(row.person.pk, []).append(row)
        found += [
            DemonstrationPerson(first.person, first.role, _places(first, others), place, _also(first, others))
            for first, *others in mine.values()
        ]
    return found


def _places(first: PostRow, others: Sequence[PostRow]) -> str:
    """The school of a post; how many where the same post is held at several."""
    more = sum(1 for row in others if row.role == first.role and row.school)
    return f"{more + 1} schools" if more else first.school


def _also(first: PostRow, others: Sequence[PostRow]) -> tuple[str, ...]:
    """The names of the other roles held, each once."""
    return tuple(dict.fromkeys(row.role.name for row in others if row.role != first.role))


def _demonstration(partnership: Partnership | None) -> QuerySet[Post]:
    return posts_of_partnership(partnership).filter(person__is_demonstration=True, person__is_active=True)
