package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/tongxue-edu/tongxue/internal/commons"
)

// material puts a page that looks like a scan into the class of li, so that the page of class material has something to show.
func (s *seeder) material(ctx context.Context) error {
	li, err := s.actor(ctx, "li")
	if err != nil {
		return err
	}
	sheet := image.NewGray(image.Rect(0, 0, 420, 594))
	for y := range 594 {
		for x := range 420 {
			c := color.Gray{Y: 250}
			if y > 60 && y < 540 && y%36 == 0 && x > 40 && x < 380 {
				c.Y = 120
			}
			sheet.SetGray(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, sheet); err != nil {
		return err
	}
	_, err = s.a.Lessons.AddMaterial(ctx, li, s.urban, "练习册第 12 页（解方程）", commons.Upload{Name: "练习册-12.png", Body: &b})
	if err != nil {
		return fmt.Errorf("seed class material: %w", err)
	}
	return nil
}
