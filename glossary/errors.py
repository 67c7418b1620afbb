"""The faults that glossalign raises on purpose. None of them knows about HTTP or exit codes."""


class GlossaryError(Exception):
    """A fault with a one-line message: what failed, the value, and the remedy."""


class UsageError(GlossaryError):
    """The caller asked for something that can't be: an unknown language, format or parameter."""


class InputError(GlossaryError):
    """A file, folder or manifest that was given to us can't be used."""


class StoreError(GlossaryError):
    """The glossary store can't be opened, read or written."""


class ModelError(GlossaryError):
    """The encoder can't be found, loaded or trusted."""


class ConflictError(GlossaryError):
    """What was to be changed has been changed by somebody else in the meantime."""


class NotFoundError(GlossaryError):
    """No concept, document or language of that name is in the glossary."""
