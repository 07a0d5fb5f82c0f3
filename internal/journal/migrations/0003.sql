-- Reports: what was made, and who is owed it.

-- A period's report as it was sent.
create table report (
  period text    primary key,
  due    integer not null,
  made   integer not null,
  body   blob    not null    -- JSON, gzip
) strict, without rowid;

-- One mail of a report to one person, written before its first byte leaves.
create table letter (
  period    text    not null,
  recipient text    not null,
  channel   text    not null,
  id        text    not null,             -- Message-ID
  due       integer not null,
  body      blob    not null,             -- the mail, empty once it has ended
  state     integer not null default 0,   -- as in outbox
  attempts  integer not null default 0,
  doubt     integer not null default 0,
  next_at   integer not null default 0,
  sent_at   integer not null default 0,
  done_at   integer not null default 0,
  answer    text    not null default '',
  primary key (period, recipient)
) strict;
create index letter_open on letter (due) where state < 2;

-- Who wants no more reports.
create table unsubscribed (recipient text primary key, at integer not null) strict, without rowid;
