"""Pages of the register. Each that shows a record stands behind an opening with a purpose."""
