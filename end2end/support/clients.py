"""Asks a status page through published Python clients as they are; prints what they understood as JSON.

usage: clients.py ADDRESS
"""

import json
import sys

from discordstatus import DiscordStatus
from statuscheck.services.bases._statuspageio import BaseStatusPageAPI

address = sys.argv[1]

discord = DiscordStatus()
discord.base_target = f"{address}/api/v2"
bodies = {
    name: getattr(discord, name)
    for name in (
        "summary",
        "status",
        "components",
        "unresolved_incidents",
        "all_incidents",
        "upcoming_maintenances",
        "active_maintenances",
        "all_maintenances",
    )
}


class Ours(BaseStatusPageAPI):
    def _get_base_url(self):
        return f"{address}/api/v2/"


summary = Ours().get_summary()
checked = {
    "status": summary.status.description,
    "ok": summary.status.is_ok,
    "components": [component.name for component in summary.components],
    "incidents": [incident.name for incident in summary.incidents],
}
json.dump({"bodies": bodies, "checked": checked}, sys.stdout)
