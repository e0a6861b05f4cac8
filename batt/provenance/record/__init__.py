"""What a run leaves beside its pages: the record, and the manifest, sums, page and crate made from it."""
