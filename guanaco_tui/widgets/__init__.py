"""What panes share."""
