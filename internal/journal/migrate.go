package journal

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a SQLite file as ours: "HFJ1" in its header.
const applicationID = 0x48464a31

// smallJournal is the size in bytes up to which a journal is checked whole when
// it is opened; that takes about 5 ms a megabyte. SQLite itself notices damage in
// larger ones when it comes to the place.
const smallJournal = 32 << 20

// inspect refuses what is no journal, what is damaged and what is too new. It
// returns the schema's version, 0 for an empty file.
func inspect(ctx context.Context, db *sql.Conn, size int64) (int, error) {
	var app, version, tables int
	row := db.QueryRowContext(ctx, "select (select application_id from pragma_application_id), (select user_version from pragma_user_version), (select count(*) from sqlite_schema)")
	if err := row.Scan(&app, &version, &tables); err != nil {
		return 0, diagnose(err)
	}
	known, err := steps()
	switch {
	case err != nil:
		return 0, err
	case app == 0 && version == 0 && tables == 0:
		return 0, nil
	case app != applicationID:
		return 0, fmt.Errorf("%w (another program's SQLite file)%s", ErrForeign, cure(ErrForeign))
	case version > len(known):
		return 0, fmt.Errorf("%w: schema %d, this one knows up to %d; update Holdfast, or name another directory with data", ErrNewer, version, len(known))
	case size <= smallJournal:
		return version, quickCheck(ctx, db)
	default:
		return version, nil
	}
}

// quickCheck reads every page of a small journal.
func quickCheck(ctx context.Context, db *sql.Conn) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "pragma quick_check(1)").Scan(&verdict); err != nil {
		return diagnose(err)
	}
	if verdict != "ok" {
		verdict = verdict[strings.LastIndexByte(verdict, '\n')+1:]
		return fmt.Errorf("%w (%s)%s", ErrDamaged, verdict, cure(ErrDamaged))
	}
	return nil
}

// migrate brings the schema from version to the newest, a transaction a step.
func migrate(ctx context.Context, db *sql.Conn, version int) error {
	known, err := steps()
	if err != nil {
		return err
	}
	for i := version; i < len(known); i++ {
		script := fmt.Sprintf("begin immediate; %s; pragma application_id = %d; pragma user_version = %d; commit", known[i], applicationID, i+1)
		if _, err := db.ExecContext(ctx, script); err != nil {
			_, _ = db.ExecContext(ctx, "rollback")
			return fmt.Errorf("bring the schema from %d to %d: %w", i, i+1, diagnose(err))
		}
	}
	return nil
}

// steps lists the migrations, oldest first; the n-th makes schema n.
func steps() ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var list []string
	for _, name := range names { // sorted
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		list = append(list, string(text))
	}
	return list, nil
}
