"""From the store's structs to what a page is sent. Pure; personal data is masked here."""
