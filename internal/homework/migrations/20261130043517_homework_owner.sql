-- +goose Up
CREATE INDEX assignment_owner ON assignment (owner, due);

-- +goose Down
DROP INDEX assignment_owner;
