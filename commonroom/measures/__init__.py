"""The school data overview: measures, releases, values, comparators, inspections.

Nouns: Measure (what is counted), Release (one loading of one file), Value (one figure of one school), AreaValue (one
figure of an area), Inspection. Published figures are for all who are signed in; a partnership's own measures live in
scoped tables of their own.
"""
