"""What people send in: bot replies, screenshots, spreadsheets and issues -> report files and answers."""
