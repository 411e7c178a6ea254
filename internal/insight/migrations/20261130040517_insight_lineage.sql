-- +goose Up
ALTER TABLE insight_version ADD COLUMN parent @bytes;
ALTER TABLE insight_assignment ADD COLUMN opened @int NOT NULL DEFAULT 0;
UPDATE insight_assignment SET opened = (SELECT COUNT(*) FROM insight_sitting t WHERE t.assignment = insight_assignment.assignment);
CREATE INDEX insight_version_work ON insight_version (work);
CREATE INDEX insight_version_parent ON insight_version (parent);
CREATE INDEX insight_version_origin ON insight_version (origin);
CREATE INDEX insight_assignment_school ON insight_assignment (school, given);

-- +goose Down
DROP INDEX insight_assignment_school;
DROP INDEX insight_version_origin;
DROP INDEX insight_version_parent;
DROP INDEX insight_version_work;
ALTER TABLE insight_assignment DROP COLUMN opened;
ALTER TABLE insight_version DROP COLUMN parent;
