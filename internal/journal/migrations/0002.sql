-- History: what an account of any period needs, exactly.

-- From when on a check had a confirmed status, in the order of confirming: one
-- dated before an earlier one stands instead of it.
create table transition (
  seq      integer primary key,
  check_id integer not null,
  at       integer not null,
  status   integer not null  -- as in result
) strict;
create index transition_check on transition (check_id, seq);
create index transition_at on transition (at);

-- Times in which no monitor ran and the last verdict had run out.
create table off (
  check_id integer not null,
  since    integer not null,
  until    integer not null,
  primary key (check_id, since)
) strict, without rowid;

-- What the config said, from when on: checks, windows, objectives.
create table setup (
  seq  integer primary key,
  at   integer not null,
  hash text    not null,
  body text    not null  -- JSON
) strict;
create index setup_at on setup (at);

-- The looks of an hour, packed to about a byte each: durations to 2 %.
create table chunk (
  hour     integer not null,
  check_id integer not null,
  body     blob    not null,
  primary key (hour, check_id)
) strict, without rowid;

-- Latency of the good looks of an hour, filled in when it is packed.
alter table roll_1h add column sketch blob;

-- A day of a check (UTC), made when it is over. dirty is 1 when something that
-- happened since is dated into it.
create table roll_1d (
  day            integer not null, -- at / 86,400,000
  check_id       integer not null,
  dirty          integer not null default 0,
  n              integer not null,
  bad            integer not null,
  missing        integer not null,
  unknown        integer not null,
  sum_us         integer not null,
  max_us         integer not null,
  up_ms          integer not null,
  down_ms        integer not null,
  at_risk_ms     integer not null,
  unknown_ms     integer not null,
  maintenance_ms integer not null,
  blind_ms       integer not null,
  sketch         blob    not null,
  primary key (day, check_id)
) strict, without rowid;

-- The same without sketches, 32 days of a check in one row, for pages.
create table days (
  check_id integer not null,
  block    integer not null, -- day / 32
  body     blob    not null,
  primary key (check_id, block)
) strict, without rowid;

-- The last look that still saw what a change brought; null while it lasts.
alter table change add column seen integer;
