package exposure

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"holdfast"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// addr is short for the type that all of this is about.
type addr = netip.Addr

// atOnce is how many addresses are swept at the same time.
const atOnce = 4

// The rates and windows of sweeps.
const (
	rateWatch   = 500  // tries per second of a scheduled look, where no pace is set
	rateFull    = 5000 // of a look at everything
	windowWatch = 512
	windowFull  = 8192
	hurry       = 24 // how much faster the first round is
)

// askPlan is what one look asks of one address.
type askPlan struct {
	watch  []uint16 // asked first
	blocks []int    // slices of the sweep
	owed   float64  // share of a block left for the next look
	full   bool
}

// addrTask is a plan and the place of its address in the list.
type addrTask struct {
	index int
	plan  askPlan
}

// plan decides what to ask of an address now.
func (p *prober) plan(look holdfast.Look, at *place, mem *memory) askPlan {
	if look.Full {
		return askPlan{watch: p.watch(at), blocks: at.oldest(len(at.blocks)), full: true}
	}
	if some := confirmed(look.Confirm); len(some) > 0 {
		return askPlan{watch: some, owed: at.owed}
	}
	n, owed := 0, at.owed
	if len(look.Confirm) == 0 {
		n, owed = p.due(at, mem)
	}
	return askPlan{watch: p.watch(at), blocks: at.oldest(n), owed: owed}
}

// watch returns the ports that every look asks: those that must be open, were
// open, or are dangerous, as far as they are in question.
func (p *prober) watch(at *place) []uint16 {
	list := slices.Concat(p.set.Expect, at.watched(), p.set.Allow, ports.Numbers(ports.Dangerous()))
	if p.order.list == nil {
		return list
	}
	return slices.DeleteFunc(list, func(port uint16) bool {
		_, found := slices.BinarySearch(p.order.list, port)
		return !found && !slices.Contains(p.set.Expect, port)
	})
}

// due returns how many blocks this look should ask so that a round takes as
// long as the setting says, and what share of one is left over.
func (p *prober) due(at *place, mem *memory) (int, float64) {
	period := p.set.Sweep.Std()
	if at.firstRound() {
		period /= hurry
	}
	gone := time.Minute
	if !mem.at.IsZero() {
		gone = p.env.Clock().Sub(mem.at)
	}
	gone = min(max(gone, 0), max(time.Minute, p.set.Sweep.Std()/48))
	owed := at.owed + float64(len(at.blocks))*float64(gone)/float64(period)
	n := min(int(owed), len(at.blocks))
	return n, min(owed-float64(n), 0.999999)
}

// confirmed returns the ports that fault keys speak of.
func confirmed(keys []string) []uint16 {
	var list []uint16
	for _, key := range keys {
		_, number, ok := strings.Cut(key, "/")
		if n, err := strconv.ParseUint(number, 10, 16); ok && err == nil {
			list = append(list, uint16(n))
		}
	}
	return list
}

// job is the sweep of one address.
func (p *prober) job(look holdfast.Look, at addr, plan askPlan, progress func(int, []uint16)) sweep.Job {
	list := slices.Clone(plan.watch)
	for _, b := range plan.blocks {
		list = append(list, p.order.block(b)...)
	}
	job := sweep.Job{
		Addr: at, Ports: list, Control: p.control(),
		Rate: rateWatch, Window: windowWatch, Patience: 6 * time.Second,
		Pace: p.env.Pace, Progress: progress,
	}
	if look.Full {
		job.Rate, job.Window, job.Patience = rateFull, windowFull, 15*time.Second
	}
	if p.env.Pace != nil || at.IsLoopback() {
		job.Rate = 0 // the pace decides; our own machine needs none
	}
	return job
}

// total returns about how many ports a plan asks.
func (p *prober) total(plan askPlan) int {
	if plan.full {
		return p.order.n
	}
	return len(plan.watch) + len(plan.blocks)*blockSize
}

// control returns the ports that may serve as the canary, best first.
func (p *prober) control() []uint16 {
	return slices.Concat(p.set.Expect, []uint16{443, 80}, p.set.Allow)
}

// together runs do for all tasks, some at once.
func together(tasks []addrTask, do func(addrTask)) {
	var group sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, t := range tasks {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			do(t)
		})
	}
	group.Wait()
}
