-- +goose Up
-- The index's tables are new: the log is read into them from its beginning.
DELETE FROM bus_position WHERE consumer = 'commons.index';

-- +goose Down
DELETE FROM bus_position WHERE consumer = 'commons.index';
