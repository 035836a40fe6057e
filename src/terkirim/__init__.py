"""Terkirim: every WhatsApp message is delivered, or its owner knows exactly why not."""

__version__ = "0.1.0"
