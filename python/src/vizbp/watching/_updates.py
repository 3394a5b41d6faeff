"""What an optimiser made of the parameters: how far each went, and is from where it started."""

from __future__ import annotations

import torch

from ..statistics import Summary
from . import _meters
from ._captured import Captured
from ._device import DeviceMeter
from ._meters import HostMeter, local
from ._names import Names, Site


class Updates:
    """Holds the parameters as they were at the last recorded step, and where they started."""

    def __init__(self, names: Names, host: HostMeter):
        # Its own, as the step's has numbers of the next step already when updates are measured.
        self._host, self._device = host, DeviceMeter()
        self._parameters: list[torch.Tensor] = []
        self._sites: list[Site] = []
        self._names = names
        self._before: list[torch.Tensor] = []
        self._origins: list[torch.Tensor] = []
        self._awaits: Captured | None = None
        # Which of the parameters are held already, as the update was measured.
        self._followed: set[int] = set()
        #: The statistics of parameters that were found when their update was measured.
        self.values: dict[Site, Summary] = {}

    def hold(self, captured: Captured) -> None:
        """Keep the parameters of a step whose update is still to come."""
        with torch.no_grad():
            found = [
                (parameter, site) for parameter, site in self._names.parameters
                if parameter.requires_grad]
            parameters = [local(parameter.detach()) for parameter, _ in found]
            if [id(site) for _, site in found] != [id(site) for site in self._sites] or any(
                a.shape != b.shape or a.dtype != b.dtype
                for a, b in zip(parameters, self._before, strict=True)
            ):
                self._sites = [site for _, site in found]
                self._before = [parameter.clone() for parameter in parameters]
                self._origins = [parameter.clone() for parameter in parameters]
            elif parameters:
                self._move(parameters)
                several = [
                    (before, parameter)
                    for index, (before, parameter) in enumerate(
                        zip(self._before, parameters, strict=True))
                    if index not in self._followed]
                if several:
                    torch._foreach_copy_(
                        [before for before, _ in several],
                        [parameter for _, parameter in several])
        self._parameters = [parameter for parameter, _ in found]
        self._awaits = captured

    def measure(self, *, is_held_again: bool = False) -> None:
        """Measure the update of the step whose parameters are held, if there is one.

        Args:
            is_held_again: Whether the parameters will be held as they are now, and measured: then
                this is done in the same pass where it can be.
        """
        captured, self._awaits = self._awaits, None
        self._followed, self.values = set(), {}
        if captured is None:
            return
        data = [local(parameter.detach()) for parameter in self._parameters]
        self._move(data)
        there: list[int] = []
        for index, (after, site, before, origin) in enumerate(zip(
                data, self._sites, self._before, self._origins, strict=True)):
            if _meters.is_here(after):
                followed = self._host.follow(after, before, origin) if is_held_again else None
                if followed is None:
                    captured.updates[site] = self._host.distances(after, before, origin)
                    continue
                self._followed.add(index)
                found, captured.updates[site] = followed
                if found is not None:
                    self.values[site] = found
            else:
                there.append(index)
        if there:
            apart = self._device.distances(*(
                [several[index] for index in there]
                for several in (data, self._before, self._origins)))
            sites = (self._sites[index] for index in there)
            captured.updates.update(zip(sites, apart, strict=True))
            captured.update_transfer = self._device.transfer()
        captured.has_update = True

    def _move(self, parameters: list[torch.Tensor]) -> None:
        """Take what is held to where the parameters are now."""
        for index, parameter in enumerate(parameters):
            if parameter.device != self._before[index].device:
                self._before[index] = self._before[index].to(parameter.device)
                self._origins[index] = self._origins[index].to(parameter.device)
