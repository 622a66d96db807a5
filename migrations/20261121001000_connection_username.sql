-- Under which name a connection signs in at its broker. The password is never kept here.
ALTER TABLE connection ADD COLUMN username TEXT;
