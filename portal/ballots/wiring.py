"""What ballots put into the registries of the floors below."""

from portal.core.targets import page_targets

page_targets.register("ballots:poll", ("poll", "code"))
