"""The Telegram Transparency Atlas: from report files to a checked ledger, a site and its downloads."""
