"""Pure helpers without Django: academic years, value statuses, tables of text, money, identifiers."""
