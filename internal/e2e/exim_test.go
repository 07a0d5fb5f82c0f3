//go:build check

package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"

	"holdfast/internal/netlab"
	"holdfast/internal/proving"
)

// The account that the mail server knows, and whose mailbox it keeps.
const (
	mailUser     = "holdfast"
	mailPassword = "c0rrect-h0rse"
	mailbox      = "staff@lab.invalid"
)

// exim is Debian's mail server with config, queue, log and mailbox in the test's
// own directory: it offers STARTTLS, logins only behind it, and takes mail only
// from who has logged in and for one mailbox.
type exim struct {
	*proving.Server
	dir string
	tls pair
}

// newExim makes one; it is not started yet.
func newExim(t *testing.T) *exim {
	t.Helper()
	netlab.Need(t, "exim4")
	dir := t.TempDir()
	e := &exim{dir: dir, tls: newPair(t, dir)}
	e.own(t)
	address := proving.FreeAddress(t)
	file := filepath.Join(dir, "exim.conf")
	if err := os.WriteFile(file, []byte(eximConfig(dir, e.tls)), 0o644); err != nil {
		t.Fatal(err)
	}
	port := address[len("127.0.0.1:"):]
	e.Server = proving.NewServer(address, "exim4", "-C", file, "-bdf", "-oX", "127.0.0.1."+port, "-oP", filepath.Join(dir, "exim.pid"))
	return e
}

// own makes the directories and gives them to the user that the mail server
// works as.
func (e *exim) own(t *testing.T) {
	t.Helper()
	u, err := user.Lookup("Debian-exim")
	if err != nil {
		t.Fatal(err)
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2, os.Chmod(filepath.Dir(e.dir), 0o755), os.Chmod(e.dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"spool", "log", "mail"} {
		path := filepath.Join(e.dir, name)
		if err := errors.Join(os.Mkdir(path, 0o750), os.Chown(path, uid, gid)); err != nil {
			t.Fatal(err)
		}
	}
}

// letters returns the messages in the mailbox, in the order of their arrival.
func (e *exim) letters(t *testing.T) []letter {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(e.dir, "mail", "new", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var out []letter
	for _, file := range files { // a Maildir name begins with the second of arrival
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, openLetter(t, raw))
	}
	return out
}

// eximConfig is the whole configuration (exim specification, chapters 14, 33, 43).
func eximConfig(dir string, tls pair) string {
	return fmt.Sprintf(`primary_hostname = mail.lab.invalid
spool_directory = %[1]s/spool
log_file_path = %[1]s/log/%%slog
log_selector = +tls_cipher +received_recipients
domainlist ours = lab.invalid
qualify_domain = lab.invalid
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
add_environment = PATH=/usr/bin:/bin
deliver_drop_privilege = true
message_size_limit = 1M
tls_advertise_hosts = *
tls_certificate = %[2]s
tls_privatekey = %[3]s
auth_advertise_hosts = ${if def:tls_in_cipher{*}{}}
acl_smtp_rcpt = rcpt

begin acl
rcpt:
  deny    message = log in first
          !authenticated = *
  accept  recipients = %[4]s
  deny    message = no such mailbox

begin routers
here:
  driver = accept
  domains = +ours
  local_parts = staff
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = %[1]s/mail
  maildir_format
  delivery_date_add
  envelope_to_add
  return_path_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{%[5]s}}{eq{$auth3}{%[6]s}}}}
  server_set_id = $auth2
`, dir, tls.cert, tls.key, mailbox, mailUser, mailPassword)
}
