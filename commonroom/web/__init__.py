"""Page furniture: components, tables, charts, maps, form and view bases, and the test Visitor."""
