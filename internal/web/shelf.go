package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"holdfast/internal/board"
	"holdfast/internal/view"
)

// keepBoard is how long a board and what was made of it are kept: however many
// people look, the work is done once in that time.
const keepBoard = time.Second

// shelf holds the files of one audience, each made when it is first asked for.
type shelf struct {
	w        *Web
	audience func() board.Audience
	staff    bool

	mu    sync.Mutex // protects all below
	made  time.Time
	board board.Board
	files map[string]*made
}

// made is one file, made once.
type made struct {
	once sync.Once
	answer
	ok bool
}

func newShelf(w *Web, staff bool, audience func() board.Audience) *shelf {
	return &shelf{w: w, staff: staff, audience: audience}
}

// now returns the board of this second with what was made of it.
func (s *shelf) now(ctx context.Context) (board.Board, map[string]*made) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil || time.Since(s.made) > keepBoard {
		s.board, s.files, s.made = s.w.board(ctx, s.w.o.View(), s.audience()), map[string]*made{}, time.Now()
	}
	return s.board, s.files
}

// serve answers for a file.
func (s *shelf) serve(rw http.ResponseWriter, r *http.Request, path string) {
	b, files := s.now(r.Context())
	make1, known := s.find(b, path)
	if !known {
		s.missing(rw, r, b)
		return
	}
	s.mu.Lock()
	f := files[path]
	if f == nil {
		f = &made{}
		files[path] = f
	}
	s.mu.Unlock()
	ctx := context.WithoutCancel(r.Context()) // others wait for it too
	f.once.Do(func() { f.answer, f.ok = s.make(ctx, path, make1) })
	if !f.ok {
		text(rw, http.StatusInternalServerError, "this page could not be made; the monitor's log says why")
		return
	}
	f.send(rw, r)
}

// make makes a file.
func (s *shelf) make(ctx context.Context, path string, f file) (answer, bool) {
	body, err := f.make(ctx)
	if err != nil {
		s.w.o.Log.Error("page not made", "page", path, "err", err)
		return answer{}, false
	}
	return s.w.packer.answer(http.StatusOK, f.kind, body, f.open && !s.staff), true
}

// missing is the page of what is not there.
func (s *shelf) missing(rw http.ResponseWriter, r *http.Request, b board.Board) {
	p := s.page(b, "", "Not found")
	p.Root = "/"
	body, err := s.w.fill("missing.html", missingData{page: p, Sentence: "There is nothing at this address."})
	if err != nil {
		s.w.o.Log.Error("page not made", "page", "missing", "err", err)
		text(rw, http.StatusNotFound, "not found")
		return
	}
	s.w.packer.answer(http.StatusNotFound, htmlKind, body, false).send(rw, r)
}

// board makes the board of an audience from a picture of now.
func (w *Web) board(ctx context.Context, v view.View, a board.Audience) board.Board {
	p, err := w.past.get(context.WithoutCancel(ctx), v)
	if err != nil {
		w.o.Log.Error("the past was not read; pages show what was read before", "err", err)
	}
	p.Incidents = current(p.Incidents, v.Open)
	return board.New(v, p, a)
}
