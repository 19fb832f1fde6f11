"""What-if panels for notebooks: controls beside figures and ratings that follow them.

Everything that is computed or drawn is done by the rooms below; this room only asks and shows.
"""
