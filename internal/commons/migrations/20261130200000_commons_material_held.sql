-- +goose Up
CREATE INDEX class_material_owner ON class_material (owner, expires);
CREATE INDEX class_material_author ON class_material (author, expires);

-- +goose Down
DROP INDEX class_material_author;
DROP INDEX class_material_owner;
