package indicator

import (
	"math"
	"slices"
)

// Thresholds of the rates, as shares of the full mark (0 … 1). A mark at a threshold reaches it; Low is reached below it.
type Thresholds struct {
	Excellent float64 // 优秀率, commonly .85 (also .80, .90)
	Good      float64 // 良好率, commonly .75 (.70 … .85)
	Pass      float64 // 及格率, .60
	Low       float64 // 低分率 counts marks below, commonly .40 (also .30)
}

// DefaultThresholds are the most common ones; a region's preset says its own.
var DefaultThresholds = Thresholds{.85, .75, .60, .40}

// Summary is 一分四率 of one group with what stands beside it. Shares are 0 … 1.
type Summary struct {
	N                          int
	Full                       float64 // full mark
	Mean, SD, CV               float64 // marks; σ of the population; σ/mean
	SE                         float64 // standard error of the mean, s/√n with n−1: what an interval of the mean is made of
	Rate                       float64 // 得分率 mean/full
	Excellent, Good, Pass, Low float64
	FullRate, ZeroRate         float64 // 满分率, 零分率
}

// Summarise computes 一分四率 of the marks of those who sat. All figures are NaN when nobody did.
// Formulas mean, sd, cv, score_rate, excellent, good, pass, low, full_rate, zero_rate.
func Summarise(marks []float64, full float64, t Thresholds) Summary {
	var c Counter
	c.Full, c.Thresholds = hundredths(full), t
	for _, x := range marks {
		c.Add(hundredths(x))
	}
	return c.Summary()
}

func hundredths(x float64) int64 { return int64(math.Round(x * 100)) }

// Counter adds marks up, in hundredths, to a Summary. Counters of disjoint groups merge exactly, in any order.
type Counter struct {
	Full       int64 // in hundredths
	Thresholds Thresholds

	N                          int64
	Sum, Square                int64
	Excellent, Good, Pass, Low int64
	FullMarks, Zeros           int64
}

// Add counts one mark in hundredths.
func (c *Counter) Add(x int64) {
	c.N++
	c.Sum += x
	c.Square += x * x
	// compared in millionths of the full mark, so that 0.85 of 120 is 102 and not a rounding error below
	reach := func(share float64) bool { return x*1_000_000 >= int64(math.Round(share*1_000_000))*c.Full }
	if reach(c.Thresholds.Excellent) {
		c.Excellent++
	}
	if reach(c.Thresholds.Good) {
		c.Good++
	}
	if reach(c.Thresholds.Pass) {
		c.Pass++
	}
	if !reach(c.Thresholds.Low) {
		c.Low++
	}
	if x >= c.Full {
		c.FullMarks++
	}
	if x == 0 {
		c.Zeros++
	}
}

// Merge adds a disjoint group with the same full mark and thresholds.
func (c *Counter) Merge(o Counter) {
	if c.Full == 0 {
		c.Full, c.Thresholds = o.Full, o.Thresholds
	}
	c.N, c.Sum, c.Square = c.N+o.N, c.Sum+o.Sum, c.Square+o.Square
	c.Excellent, c.Good, c.Pass, c.Low = c.Excellent+o.Excellent, c.Good+o.Good, c.Pass+o.Pass, c.Low+o.Low
	c.FullMarks, c.Zeros = c.FullMarks+o.FullMarks, c.Zeros+o.Zeros
}

// Summary is what the counter has counted.
func (c Counter) Summary() Summary {
	n := float64(c.N)
	full := float64(c.Full) / 100
	s := Summary{N: int(c.N), Full: full, Mean: float64(c.Sum) / n / 100}
	v := variance(c.N, c.Sum, c.Square)
	s.SD = math.Sqrt(v)
	s.CV = ratio(s.SD, s.Mean)
	s.SE = math.NaN()
	if c.N > 1 {
		s.SE = math.Sqrt(v / (n - 1))
	}
	s.Rate = ratio(s.Mean, full)
	share := func(k int64) float64 { return float64(k) / n }
	s.Excellent, s.Good, s.Pass, s.Low = share(c.Excellent), share(c.Good), share(c.Pass), share(c.Low)
	s.FullRate, s.ZeroRate = share(c.FullMarks), share(c.Zeros)
	return s
}

// variance of the population, in marks², of n whole hundredths with a sum and a sum of squares. n·Σx² − (Σx)² is taken exactly.
func variance(n, sum, square int64) float64 {
	if n == 0 {
		return math.NaN()
	}
	return float64(moment(n, sum, sum, square)) / (float64(n) * float64(n)) / 1e4
}

// moment is n·Σxy − Σx·Σy, exactly: with 10⁷ pupils and marks to 655.35 the products pass 2⁶³, so they are taken in two words.
func moment(n, sx, sy, sxy int64) float64 {
	hi1, lo1 := mul(n, sxy)
	hi2, lo2 := mul(sx, sy)
	lo := lo1 - lo2
	hi := hi1 - hi2
	if lo > lo1 {
		hi--
	}
	return float64(hi)*(1<<64) + float64(lo)
}

// Z is the standard score (x−μ)/σ; NaN when σ is 0. Formula z.
func Z(x, mean, sd float64) float64 { return ratio(x-mean, sd) }

// T50 is 50+10Z and T500 is 500+100Z. Formulas t50, t500.
func T50(z float64) float64 { return 50 + 10*z }

// T500 is the wider scale of the same.
func T500(z float64) float64 { return 500 + 100*z }

// PercentileRank is 100 − (100·rank − 50)/N with rank 1 the highest; ties share the mean of their ranks. Formula percentile_rank. It
// stands for sets of pupils and never goes to a pupil: with N it is a rank.
func PercentileRank(rank float64, n int) float64 {
	if n == 0 {
		return math.NaN()
	}
	return 100 - (100*rank-50)/float64(n)
}

// PercentileRanks are those of every mark among all.
func PercentileRanks(marks []float64) []float64 {
	order := make([]int, len(marks))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case marks[a] > marks[b]:
			return -1
		case marks[a] < marks[b]:
			return 1
		}
		return 0
	})
	out := make([]float64, len(marks))
	for lo := 0; lo < len(order); {
		hi := lo
		for hi < len(order) && marks[order[hi]] == marks[order[lo]] {
			hi++
		}
		rank := float64(lo+1+hi) / 2
		for _, i := range order[lo:hi] {
			out[i] = PercentileRank(rank, len(marks))
		}
		lo = hi
	}
	return out
}

// Surpass is 超均率 (group mean − reference mean)/reference mean. Formula surpass.
func Surpass(mean, reference float64) float64 { return ratio(mean-reference, reference) }

// InSE is the difference of a part's mean from the rest's in standard errors of that difference, (m − r)/√(se² + se_r²): what a heat
// map is coloured by, because equal percentages mean little in small classes. Formula in_se.
func InSE(mean, se, rest, seRest float64) float64 {
	return ratio(mean-rest, math.Hypot(se, seRest))
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}
