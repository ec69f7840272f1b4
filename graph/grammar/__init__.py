"""What is known about UN symbols, as tables, and how a text is cleaned before they are tried on it."""
