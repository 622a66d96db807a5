-- How the way to a broker is protected: PEM files by their whole path, and the one certificate that is accepted where one is pinned.
ALTER TABLE connection ADD COLUMN ca_file TEXT;
ALTER TABLE connection ADD COLUMN certificate_file TEXT;
ALTER TABLE connection ADD COLUMN key_file TEXT;
ALTER TABLE connection ADD COLUMN pinned_fingerprint TEXT;
