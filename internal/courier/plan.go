package courier

import (
	"slices"

	"holdfast"
)

// errand is what is to be done next in a thread.
type errand struct {
	head holdfast.Delivery // the row to send; its Seq is 0 when nothing waits
	// superseded are rows that need no telling any more.
	superseded []holdfast.Delivery
	rest       []holdfast.Delivery // what waits behind the head
}

// plan decides what a thread sends next. rows are all its deliveries in order.
// It is the place where messages that queued up are folded; everything else in
// the courier only carries out what it says.
func plan(rows []holdfast.Delivery) errand {
	open := waiting(rows)
	if len(open) == 0 {
		return errand{}
	}
	kept, dropped := fold(open)
	head := kept[0]
	head.Notice.Refs = refsBefore(rows, head.Seq)
	if head.Notice.Step == holdfast.StepOpened && head.Notice.Part == "" && !head.Doubt {
		head.Notice.Over = endOf(kept[1:])
	}
	return errand{head: head, superseded: dropped, rest: kept[1:]}
}

// waiting returns the rows that have not ended. One that is found as sending was
// begun by a process that is no more: it is in doubt.
func waiting(rows []holdfast.Delivery) []holdfast.Delivery {
	var open []holdfast.Delivery
	for _, row := range rows {
		if row.State.Ended() {
			continue
		}
		row.Doubt = row.Doubt || row.State == holdfast.DeliverySending
		open = append(open, row)
	}
	return open
}

// fold drops what a later row makes superfluous. A row that may have been taken
// is never dropped: it must be brought to its end.
func fold(open []holdfast.Delivery) (kept, dropped []holdfast.Delivery) {
	var wait holdfast.Delivery // a head that is dropped: its wait goes on
	for i, row := range open {
		if !row.Doubt && superfluous(row.Notice, open[i+1:]) {
			if i == 0 {
				wait = row
			}
			row.State = holdfast.DeliverySuperseded
			dropped = append(dropped, row)
			continue
		}
		kept = append(kept, row)
	}
	if wait.Seq != 0 {
		kept[0].Next, kept[0].Hold = wait.Next, wait.Hold
	}
	return kept, dropped
}

// superfluous reports whether one of the later rows says all that n says: the
// recovery for all that came between, the newest reminder or worsening for those
// before it.
func superfluous(n holdfast.Notice, later []holdfast.Delivery) bool {
	if !between(n.Step) {
		return false
	}
	return slices.ContainsFunc(later, func(d holdfast.Delivery) bool {
		again := d.Notice.Step == n.Step && d.Notice.Part == n.Part && n.Step != holdfast.StepAcknowledged
		return d.Notice.Step == holdfast.StepResolved || again
	})
}

// between reports whether a step is neither the beginning nor the end.
func between(s holdfast.Step) bool {
	return s == holdfast.StepWorse || s == holdfast.StepReminder || s == holdfast.StepAcknowledged
}

// endOf returns the incident as the first recovery among the rows has it, nil
// when none waits.
func endOf(later []holdfast.Delivery) *holdfast.Incident {
	for _, row := range later {
		if row.Notice.Step == holdfast.StepResolved {
			over := row.Notice.Incident
			return &over
		}
	}
	return nil
}

// refsBefore returns the references that the channel gave for the thread's rows
// before seq, oldest first. Under a fixed key one thread can hold several
// incidents: a new opening begins anew.
func refsBefore(rows []holdfast.Delivery, seq int64) []string {
	var refs []string
	for _, row := range rows {
		if row.Seq > seq {
			break
		}
		if row.Notice.Step == holdfast.StepOpened && row.Notice.Part == "" {
			refs = nil
		}
		if row.State == holdfast.DeliveryDone && row.Ref != "" {
			refs = append(refs, row.Ref)
		}
	}
	return refs
}
