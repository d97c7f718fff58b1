"""Sovereign shards in a notebook.

``session`` starts a governed Spark session, ``read`` reads a manifest's shards in it, ``explain`` says
what a manifest's shards are and which rules decided where they may be. Nothing here decides or
enforces anything: that is the plugin's work, in the JVM, and it is the same for any notebook that
sets the same settings by hand.
"""

from bailiwick._manifest import explain
from bailiwick._session import PLUGIN, read, session, settings

__all__ = ["PLUGIN", "explain", "read", "session", "settings"]
