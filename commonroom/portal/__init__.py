"""The roof: home, navigation, search and the pages of help."""
