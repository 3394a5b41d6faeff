"""Event files: what TensorBoard reads, written by the package itself.

    log = EventLog("out/run")
    for step in range(100):
        log.scalar("loss", loss, step)
    log.close()
"""

from ._log import EventLog, event_files
from ._messages import NodeRecord

__all__ = ["EventLog", "NodeRecord", "event_files"]
