"""Writing the register: schools with their history, links, groups, authorities and neighbours.

Facts come from files alone. Each loader takes a typed frame, the number of the loading and the day the file describes,
writes only what differs, and works in the caller's transaction.
"""

from commonroom.schools.services.frames import urns_of_laestabs
from commonroom.schools.services.house import CannotMix, facts_changed, guard_house, release_house
from commonroom.schools.services.lists import (
    load_authorities,
    load_group_links,
    load_groups,
    load_links,
    load_neighbours,
    memberships_without_trust,
    note_authorities,
    remove_lists,
    trusts_of,
)
from commonroom.schools.services.register import (
    Comparison,
    Newer,
    apply_register,
    compare_register,
    first_register,
    forget_schools,
    held_hashes,
    is_empty,
    touched_by,
    undo_register,
)
from commonroom.schools.services.words import rebuild_words

__all__ = [
    "CannotMix",
    "Comparison",
    "Newer",
    "apply_register",
    "compare_register",
    "facts_changed",
    "first_register",
    "forget_schools",
    "guard_house",
    "held_hashes",
    "is_empty",
    "load_authorities",
    "load_group_links",
    "load_groups",
    "load_links",
    "load_neighbours",
    "memberships_without_trust",
    "note_authorities",
    "rebuild_words",
    "release_house",
    "remove_lists",
    "touched_by",
    "trusts_of",
    "undo_register",
    "urns_of_laestabs",
]
