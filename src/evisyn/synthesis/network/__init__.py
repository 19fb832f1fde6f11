"""Network meta-analysis: many treatments, compared directly and through others."""
