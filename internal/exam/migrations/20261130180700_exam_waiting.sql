-- The page a person begins the day with asks which of the own intakes of marks wait.
-- +goose Up
CREATE INDEX exam_intake_asker ON exam_intake (asker, state);
-- +goose Down
DROP INDEX exam_intake_asker;
