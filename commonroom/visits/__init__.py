"""Working with schools: visits and their notes, help that is found, plans, meetings, reviews, queries.

Everything here is confidential to the school that it is about. Leads see every school, an adviser the schools that she
is allotted, a head her own; a chair what the note or the meeting names her for. Nobody else learns that it exists.
"""
