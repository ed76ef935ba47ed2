"""DynamoDB: how records are laid out, read, queried and written together."""
