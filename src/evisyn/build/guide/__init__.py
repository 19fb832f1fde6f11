"""The documents of a project, and the reference of the package, as pages of the site."""
