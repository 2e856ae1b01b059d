"""The demonstration: an invented England, written as files in the publishers' layouts. Pure: no Django, no clock."""
