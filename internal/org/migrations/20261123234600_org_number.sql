-- People are found by their number at sign-in.

-- +goose Up
CREATE INDEX org_profile_number ON org_profile (number) WHERE number <> '';

-- +goose Down
DROP INDEX org_profile_number;
