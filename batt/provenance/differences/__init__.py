"""What sets two folders of reports apart: numbers, words, bytes, and what can have changed them."""
