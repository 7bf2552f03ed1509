-- What ingest_events takes, named as in supabase/queries/records.ts. The head is what the first pass needs: fewer
-- fields are cheaper to read out of the document.
set role tl_owner;

create type data.ingest_head as (
  "workspaceId" uuid,
  "eventId" uuid,
  epoch integer,
  "receivedAt" timestamptz,
  "bodyHash" text,
  "dedupUntil" timestamptz
);

create type data.ingest_item as (
  "workspaceId" uuid,
  "eventId" uuid,
  "receivedAt" timestamptz,
  "occurredAt" timestamptz,
  "sourceId" uuid,
  type text,
  name text,
  reduced boolean,
  body jsonb,
  "identitySealed" text,
  network jsonb,
  "lookupKeys" uuid[],
  "subjectKeys" uuid[],
  "blindedKeys" uuid[],
  "signalsId" text,
  "inputsId" text,
  "fanOut" smallint,
  filtered jsonb,
  "configVersion" integer,
  "policyVersion" integer,
  deliveries jsonb
);

create type data.ingest_signals as (
  "workspaceId" uuid,
  "eventId" uuid,
  "receivedAt" timestamptz,
  "signalsId" text,
  signals jsonb,
  "inputsId" text,
  inputs jsonb,
  deliveries jsonb
);

create type data.ingest_delivery as (
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

reset role;
