import type { Names } from './names.ts';

/**
 * Each step is run once, in this order, and never changed afterwards. JSON is kept as `json`: `jsonb` refuses U+0000. Indexes are of the
 * first characters of texts, for they refuse long ones.
 */
export const steps = ({ runs, bodies, revocations }: Names): readonly string[] => [
  `create table ${runs} (
    id text collate "C" primary key,
    operation text not null,
    task text not null,
    caller text,
    owner text,
    path text not null,
    state text not null,
    started timestamptz not null,
    queued_at timestamptz,
    finished timestamptz,
    log json not null default '[]',
    outputs json not null default '{}',
    error text,
    snapshot json,
    retry int not null,
    attempt int not null default 0,
    worker text,
    claim text,
    lease_until timestamptz,
    key_scope text unique,
    fingerprint text,
    answer_status int,
    answer_headers json,
    answer_body bytea,
    answer_is_text boolean not null default false,
    expires_at timestamptz,
    expired boolean not null default false
  );
  create table ${bodies} (
    run_id text collate "C" not null references ${runs} on delete cascade,
    part int not null,
    bytes bytea not null,
    primary key (run_id, part)
  );
  create table ${revocations} (jti text primary key, expires timestamptz not null);
  create index on ${revocations} (expires);
  create index on ${runs} (left(operation, 100), id desc) where not expired;
  create index on ${runs} (left(caller, 100), id desc) where not expired;
  create index on ${runs} (state, id desc) where not expired;
  create index on ${runs} (started);
  create index on ${runs} (lease_until) where state = 'running';
  create index on ${runs} (queued_at) where state = 'queued';
  create index on ${runs} (expires_at) where expires_at is not null`,
];
