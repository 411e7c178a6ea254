-- Logins are unique within a realm (a school, or none for the region's staff), and sessions can be named, listed and ended by their
-- owner. Logins that were there before belong to no realm; sessions that were open begin anew.

-- +goose Up
ALTER TABLE authn_credential ADD COLUMN realm @bytes;
DROP INDEX authn_credential_login;
CREATE UNIQUE INDEX authn_credential_region ON authn_credential (login) WHERE realm IS NULL;
CREATE UNIQUE INDEX authn_credential_realm ON authn_credential (realm, login) WHERE realm IS NOT NULL;
DELETE FROM authn_session;
ALTER TABLE authn_session ADD COLUMN ref @bytes;
ALTER TABLE authn_session ADD COLUMN way TEXT NOT NULL DEFAULT 'password';
ALTER TABLE authn_session ADD COLUMN enrolled @bytes;
ALTER TABLE authn_session ADD COLUMN seen @int NOT NULL DEFAULT 0;
ALTER TABLE authn_session ADD COLUMN strong @int NOT NULL DEFAULT 0;
ALTER TABLE authn_session ADD COLUMN hat TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX authn_session_ref ON authn_session (ref);
CREATE INDEX authn_session_expires ON authn_session (expires);

-- +goose Down
DROP INDEX authn_session_expires;
DROP INDEX authn_session_ref;
ALTER TABLE authn_session DROP COLUMN hat;
ALTER TABLE authn_session DROP COLUMN strong;
ALTER TABLE authn_session DROP COLUMN seen;
ALTER TABLE authn_session DROP COLUMN enrolled;
ALTER TABLE authn_session DROP COLUMN way;
ALTER TABLE authn_session DROP COLUMN ref;
DROP INDEX authn_credential_realm;
DROP INDEX authn_credential_region;
ALTER TABLE authn_credential DROP COLUMN realm;
CREATE UNIQUE INDEX authn_credential_login ON authn_credential (login);
