"""What an optimiser made of the parameters: how far each went, and is from where it started."""

from __future__ import annotations

import torch

from ._captured import Captured
from ._meters import DeviceMeter, HostMeter
from ._names import Names, Site


class Updates:
    """Holds the parameters as they were at the last recorded step, and where they started."""

    def __init__(self, names: Names, host: HostMeter, device: DeviceMeter):
        self._host, self._device = host, device
        self._parameters: list[torch.Tensor] = []
        self._sites: list[Site] = []
        self._names = names
        self._before: list[torch.Tensor] = []
        self._origins: list[torch.Tensor] = []
        self._awaits: Captured | None = None

    def hold(self, captured: Captured) -> None:
        """Keep the parameters of a step whose update is still to come."""
        with torch.no_grad():
            found = [
                (parameter, site) for parameter, site in self._names.parameters
                if parameter.requires_grad]
            parameters = [_data(parameter) for parameter, _ in found]
            if [id(site) for _, site in found] != [id(site) for site in self._sites] or any(
                a.shape != b.shape or a.dtype != b.dtype
                for a, b in zip(parameters, self._before, strict=True)
            ):
                self._sites = [site for _, site in found]
                self._before = [parameter.clone() for parameter in parameters]
                self._origins = [parameter.clone() for parameter in parameters]
            elif parameters:
                torch._foreach_copy_(self._before, parameters)
        self._parameters = [parameter for parameter, _ in found]
        self._awaits = captured

    def measure(self) -> None:
        """Measure the update of the step whose parameters are held, if there is one."""
        captured, self._awaits = self._awaits, None
        if captured is None:
            return
        for parameter, site, before, origin in zip(
            self._parameters, self._sites, self._before, self._origins, strict=True,
        ):
            data = _data(parameter)
            meter = self._host if data.device.type == "cpu" else self._device
            captured.updates[site] = meter.distances(data, before, origin)
        captured.update_transfer = self._device.transfer()
        captured.has_update = True


def _data(parameter: torch.Tensor) -> torch.Tensor:
    data = parameter.detach()
    return data.to_local() if hasattr(data, "to_local") else data
