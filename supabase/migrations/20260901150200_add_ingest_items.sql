-- What ingest works with: an event, and beside it its deliveries by the event's place in the batch. Two doors make them
-- (ingest_events of a document, ingest_lines of lines) and everything behind works on these rows alone. Documents that
-- are only kept are json, not jsonb: taking a jsonb apart and together again costs more than all inserts of the event.
set role tl_owner;

create type data.ingest_item as (
  "workspaceId" uuid,
  epoch integer,
  "eventId" uuid,
  "receivedAt" timestamptz,
  "occurredAt" timestamptz,
  "dedupUntil" timestamptz,
  "bodyHash" text,
  "sourceId" uuid,
  type text,
  name text,
  reduced boolean,
  body json,
  "identitySealed" text,
  network json,
  "lookupKeys" uuid[],
  "subjectKeys" uuid[],
  "blindedKeys" uuid[],
  "signalsId" text,
  signals json,
  "inputsId" text,
  inputs json,
  "fanOut" smallint,
  filtered json,
  "configVersion" integer,
  "policyVersion" integer
);

create type data.ingest_delivery as (
  ordinality bigint,
  "destinationId" uuid,
  state text,
  verdict text,
  mode text,
  reason text,
  gate text,
  "dueAt" timestamptz,
  "expiresAt" timestamptz,
  purposes text[],
  "plainSealed" text,
  consent text,
  rule text,
  warnings text[]
);

-- What one event of a batch tells the ledger.
create type data.ingest_news as (ordinality bigint, "workspaceId" uuid, links jsonb, choices jsonb);

reset role;
