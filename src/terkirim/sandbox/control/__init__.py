"""The control plane under `/_sandbox/`: everything a test or a person may order."""
