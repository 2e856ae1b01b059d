"""Every permission of the house that posts can carry."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a post lets its holder do. The value is how the people page says it."""

    SEE_PUBLISHED = "see published figures of all schools"
    SEE_ALL_OWN_MEASURES = "see the partnership’s own measures for every school"
    SEE_SCHOOLS_OWN_MEASURES = "see the partnership’s own measures for the school of the post"
    SEE_GROUPED_OWN_MEASURES = "see the partnership’s own measures as totals over schools"
    BRING_NATIONAL_FILES = "bring in national files"
    CONFIRM_NATIONAL_FILES = "confirm a national file that a colleague brought in"
    WITHDRAW_NATIONAL_FILES = "withdraw a national file that was wrong"
    BRING_OWN_MEASURES = "bring in the partnership’s own measures"
    WITHDRAW_OWN_MEASURES = "withdraw own measures that were wrong"
    SEE_DATA_PAGE = "see what data is held and how fresh it is"
    SEE_ALL_DOCUMENTS = "see documents of every school"
    SEE_SCHOOLS_DOCUMENTS = "see documents of the school of the post"
    ADD_DOCUMENTS = "add documents"
    SEE_PEOPLE = "see who holds which post"
    INVITE_PEOPLE = "invite people, and give and end posts"
    INVITE_SCHOOLS_STAFF = "invite staff of the school of the post, and end their posts"
    MANAGE_PLATFORM_PEOPLE = "give and end posts for the platform"
    SET_UP_PARTNERSHIP = "change clusters and settings of the partnership"


SEVERAL_SCHOOLS = {
    Permission.SEE_SCHOOLS_OWN_MEASURES: Permission.SEE_ALL_OWN_MEASURES,
    Permission.SEE_SCHOOLS_DOCUMENTS: Permission.SEE_ALL_DOCUMENTS,
    Permission.INVITE_SCHOOLS_STAFF: Permission.INVITE_PEOPLE,
}
"""What a permission for the school of a post becomes where it reaches every school."""
