"""The handlers, one file a noun; `kiosk_ui.routes` is the table that names them."""
