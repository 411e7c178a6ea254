-- +goose Up
-- A featured version may be proposed again before its time is over: one proposal and one mark may stand beside each other.
DROP INDEX feature_open;
CREATE UNIQUE INDEX feature_judged ON feature (version) WHERE state IN ('proposed', 'differ');
CREATE UNIQUE INDEX feature_marked ON feature (version) WHERE state = 'featured';

-- +goose Down
DROP INDEX feature_marked;
DROP INDEX feature_judged;
CREATE UNIQUE INDEX feature_open ON feature (version) WHERE state IN ('proposed', 'differ', 'featured');
