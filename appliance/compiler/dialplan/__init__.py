"""The dialplan: contexts, extensions and steps as values, split by where a call goes."""
