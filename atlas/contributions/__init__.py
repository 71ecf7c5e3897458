"""What people send in: a reply, a screenshot, a spreadsheet or an issue -> report files, and answers."""
