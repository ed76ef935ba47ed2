"""What people print or open in a spreadsheet: letters, summaries, QR codes."""
