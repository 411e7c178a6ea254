-- +goose Up
ALTER TABLE monitoring ADD COLUMN exam @bytes;

-- +goose Down
ALTER TABLE monitoring DROP COLUMN exam;
