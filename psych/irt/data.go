package irt

import (
	"errors"
	"fmt"
)

// Missing is the code of an answer that is not there.
const Missing = 255

// MaxCategories is the largest number of categories of an item.
const MaxCategories = 64

// Data are the answers of n persons to k items, packed into one byte a block of items. Make it with NewData. It is read-only once
// made and may be used by many goroutines.
type Data struct {
	n     int
	items []column
	packs []pack
}

// column is what is known of an item from its answers.
type column struct {
	cats    int   // categories 0..cats-1
	missing bool  // somebody has no answer
	counts  []int // persons in each category
	block   int   // which pack
	power   int   // the weight of the item's digit in the pack's code
	radix   int   // digits: cats, and one more for a missing answer
}

// pack holds the codes of one block for all persons.
type pack struct {
	items []int
	codes int // how many codes there are
	code  []byte
}

// ErrEmpty says that there is nobody or nothing to analyse.
var ErrEmpty = errors.New("irt: no persons or no items")

// A CodeError says which answer is not a category code.
type CodeError struct{ Person, Item, Code int }

func (e *CodeError) Error() string {
	return fmt.Sprintf("irt: person %d, item %d: code %d is not a category", e.Person+1, e.Item+1, e.Code)
}

// NewData packs answers given person by person: answers[p*k+i] is the category of person p on item i, 0, 1, 2 …, or Missing.
// The number of categories of an item is one more than its largest code, at least 2.
func NewData(answers []uint8, k int) (*Data, error) {
	if k <= 0 || len(answers) == 0 {
		return nil, ErrEmpty
	}
	if len(answers)%k != 0 {
		return nil, fmt.Errorf("irt: %d answers do not make whole persons of %d items", len(answers), k)
	}
	d := &Data{n: len(answers) / k, items: make([]column, k)}
	if err := d.survey(answers); err != nil {
		return nil, err
	}
	d.layout()
	for b := range d.packs {
		d.fill(b, answers)
	}
	return d, nil
}

// survey finds the categories of each item.
func (d *Data) survey(answers []uint8) error {
	k := len(d.items)
	seen := make([][256]int, k)
	for p := range d.n {
		for i, c := range answers[p*k : (p+1)*k] {
			seen[i][c]++
		}
	}
	for i := range d.items {
		it := &d.items[i]
		it.missing = seen[i][Missing] > 0
		it.cats = 2
		for c := MaxCategories; c < Missing; c++ {
			if seen[i][c] > 0 {
				return &CodeError{Person: first(answers, k, i, uint8(c)), Item: i, Code: c}
			}
		}
		for c := range MaxCategories {
			if seen[i][c] > 0 {
				it.cats = max(it.cats, c+1)
			}
		}
		it.counts = append([]int(nil), seen[i][:it.cats]...)
		it.radix = it.cats
		if it.missing {
			it.radix++
		}
	}
	return nil
}

func first(answers []uint8, k, item int, code uint8) int {
	for p := range len(answers) / k {
		if answers[p*k+item] == code {
			return p
		}
	}
	return 0
}

// most is the number of codes of a block. More would save multiplications, but their tables would leave the cache of a core, and for few
// persons cost more than the persons.
func most(persons int) int {
	if persons < 4096 {
		return 64
	}
	return 128
}

// layout puts items into blocks, in order, as many as fit the codes. Items of the same radix stand together, so that mixed tests
// waste little.
func (d *Data) layout() {
	limit := most(d.n)
	order := make([]int, 0, len(d.items))
	for radix := 2; radix <= MaxCategories+1; radix++ {
		for i := range d.items {
			if d.items[i].radix == radix {
				order = append(order, i)
			}
		}
	}
	for _, i := range order {
		it := &d.items[i]
		last := len(d.packs) - 1
		if last < 0 || d.packs[last].codes*it.radix > limit {
			d.packs = append(d.packs, pack{codes: 1})
			last++
		}
		b := &d.packs[last]
		it.block, it.power = last, b.codes
		b.codes *= it.radix
		b.items = append(b.items, i)
	}
}

func (d *Data) fill(b int, answers []uint8) {
	k := len(d.items)
	code := make([]byte, d.n)
	for _, i := range d.packs[b].items {
		it := d.items[i]
		for p := range code {
			digit := int(answers[p*k+i])
			if digit == Missing {
				digit = it.cats
			}
			code[p] += byte(digit * it.power)
		}
	}
	d.packs[b].code = code
}

// Persons is the number of persons.
func (d *Data) Persons() int { return d.n }

// Items is the number of items.
func (d *Data) Items() int { return len(d.items) }

// Categories is the number of categories of an item.
func (d *Data) Categories(item int) int { return d.items[item].cats }

// At is the answer of a person to an item, or Missing.
func (d *Data) At(person, item int) uint8 {
	it := d.items[item]
	digit := int(d.packs[it.block].code[person]) / it.power % it.radix
	if digit == it.cats {
		return Missing
	}
	return uint8(digit)
}
