"""The termbase: concepts, their terms and evidence, the store, lookup and file formats.

This package knows nothing of the encoder, the index or HTTP; `align` and `api` import it, never the other way round.
"""
