-- +goose Up
-- The revision of the draft with which a session began, so that what was written there meanwhile is not lost; 0 for sessions before this.
ALTER TABLE prep_session ADD COLUMN base @int NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE prep_session DROP COLUMN base;
