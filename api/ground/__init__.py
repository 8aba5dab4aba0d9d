"""What everything else in the service stands on: settings, errors, the service, turns."""
