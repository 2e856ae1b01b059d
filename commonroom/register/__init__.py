"""The confidential register of schools at risk: entries, who may see them, notices, letters and disclosures.

Its nouns: Entry, Step, Grant, Opening, Conflict, Notice, NoticeMove, Letter, Disclosure. Who may enter: the head of
service and the school improvement lead; an adviser for the schools allocated to her; a school's own head and chair;
and whoever holds a live grant. For everybody else nothing here exists.
"""
