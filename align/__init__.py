"""From a body of texts to aligned concepts: documents, terms, variants, vectors, links, concepts."""
