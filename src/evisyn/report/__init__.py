"""Results as display tables and sentences: data first, then renderers."""
