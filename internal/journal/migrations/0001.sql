-- Times are milliseconds since 1970-01-01 UTC, durations microseconds unless
-- named otherwise. Checks and vantages are numbers here; their names stand once.

create table meta (key text primary key, value text not null) strict, without rowid;

create table checks   (id integer primary key, name text not null unique) strict;
create table vantages (id integer primary key, name text not null unique) strict;

-- What the book was told, in order: replay reads nothing else.
create table event (
  seq   integer primary key,
  epoch integer not null,
  at    integer not null,
  kind  text    not null,
  body  blob    not null
) strict;

-- The book's entities as they are now.
create table book (key text primary key, body blob not null) strict, without rowid;

-- One row a look, kept for days. The minute comes first so that a flush of a
-- thousand checks touches few pages, and one check's day is 1,440 short seeks.
create table result (
  minute     integer not null, -- at / 60,000
  check_id   integer not null,
  ms         integer not null, -- at % 60,000
  vantage_id integer not null,
  status     integer not null, -- 0 unknown, 1 holds, 2 at risk, 3 broken
  flags      integer not null, -- 1 relook, 2 blind, 4 late
  dur_us     integer not null,
  primary key (minute, check_id, ms, vantage_id)
) strict, without rowid;

-- One row an hour, made as looks come in. missing counts due runs that gave no
-- look: n + missing is what was owed, and only n - bad - unknown was seen good.
create table roll_1h (
  hour       integer not null, -- at / 3,600,000
  check_id   integer not null,
  vantage_id integer not null,
  n          integer not null default 0,
  bad        integer not null default 0,
  missing    integer not null default 0,
  unknown    integer not null default 0,
  sum_us     integer not null default 0,
  max_us     integer not null default 0,
  primary key (hour, check_id, vantage_id)
) strict, without rowid;

-- What was seen (status, headline, faults, facts), stored once by hash, and
-- when it changed, with the reason of that moment.
create table finding (hash blob primary key, body text not null) strict, without rowid;
create table change (
  check_id   integer not null,
  at         integer not null,
  vantage_id integer not null,
  hash       blob    not null,
  reason     text    not null,
  primary key (check_id, at, vantage_id)
) strict, without rowid;

-- The last look of each check and what its kind wants to remember.
create table last (
  check_id   integer primary key,
  vantage_id integer not null,
  at         integer not null,
  dur_us     integer not null,
  flags      integer not null,
  hash       blob    not null,
  reason     text    not null,
  measures   text    not null  -- JSON
) strict;
create table kind_state (check_id integer primary key, body blob not null) strict;

create table incident (
  id       text primary key,
  number   integer not null,
  check_id integer not null,
  class    text    not null,
  since    integer not null,
  opened   integer not null,
  resolved integer,            -- null while open
  body     text    not null    -- JSON
) strict;
create index incident_opened on incident (opened);
create index incident_number on incident (number);
create index incident_check on incident (check_id, opened);
create index incident_open on incident (opened) where resolved is null;

-- One row a call of a channel's API, written with the change that owes it.
create table outbox (
  seq       integer primary key autoincrement,
  notice    text    not null unique,
  thread    text    not null,
  incident  text    not null,
  channel   text    not null,
  step      text    not null,
  part      text    not null,
  at        integer not null,
  body      text    not null,             -- JSON
  state     integer not null default 0,   -- 0 due, 1 sending, 2 done, 3 refused, 4 superseded
  attempts  integer not null default 0,
  doubt     integer not null default 0,
  next_at   integer not null default 0,
  next_boot text    not null default '',
  next_up   integer not null default 0,   -- ms since boot
  next_wait integer not null default 0,   -- ms
  hold      integer not null default 0,
  sent_at   integer not null default 0,
  ref       text    not null default '',
  answer    text    not null default '',
  done_at   integer not null default 0
) strict;
create index outbox_open on outbox (seq) where state < 2;
create index outbox_thread on outbox (channel, thread, seq);
create index outbox_incident on outbox (incident, seq);
create index outbox_end on outbox (channel, state, done_at) where state in (2, 3);

create table beat (check_name text primary key, at integer not null) strict, without rowid;
