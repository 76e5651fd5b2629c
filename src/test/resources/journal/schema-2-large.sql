-- The tables of schema 2, as the courier made them until schema 3; never to be changed.
CREATE TABLE scope (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, resource_version TEXT NOT NULL, baseline INTEGER NOT NULL, reached INTEGER NOT NULL);
CREATE TABLE run (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, partitionkey TEXT NOT NULL, owner TEXT, snapshot INTEGER, last INTEGER NOT NULL, gone INTEGER, scope INTEGER);
CREATE INDEX run_owner ON run (owner) WHERE owner IS NOT NULL;
CREATE INDEX run_gone ON run (gone) WHERE gone IS NOT NULL;
CREATE TABLE told (run INTEGER NOT NULL, moment TEXT NOT NULL, PRIMARY KEY (run, moment)) WITHOUT ROWID;
CREATE TABLE pod (name TEXT NOT NULL, run INTEGER NOT NULL, uid TEXT, PRIMARY KEY (name, run)) WITHOUT ROWID;
CREATE INDEX pod_run ON pod (run);
CREATE TABLE snapshot (id INTEGER PRIMARY KEY, length INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE event (seq INTEGER PRIMARY KEY, run INTEGER NOT NULL, moment TEXT NOT NULL, type TEXT NOT NULL, namespace TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, partitionkey TEXT NOT NULL, appended INTEGER NOT NULL, attributes TEXT NOT NULL, snapshot INTEGER NOT NULL);
CREATE TABLE subscription (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, start INTEGER NOT NULL, position INTEGER NOT NULL, delivered INTEGER NOT NULL DEFAULT 0, filtered INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0, dropped INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'idle', error TEXT NOT NULL DEFAULT '', error_at INTEGER NOT NULL DEFAULT 0);
CREATE TABLE exception (subscription INTEGER NOT NULL, seq INTEGER NOT NULL, state INTEGER NOT NULL, partitionkey TEXT NOT NULL, attempts INTEGER NOT NULL, first_failure INTEGER NOT NULL, counted INTEGER NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (subscription, seq)) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 2;

-- 2,500 runs of four events each: 5,980 are done with (100 of them dead), one run of 20 events is parked, the rest waits.
INSERT INTO scope VALUES (1, 'test|taskruns||', '17', 1, 1767225600000);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
INSERT INTO run SELECT i, 'run-' || i, 'taskrun', 'ci', 'build-' || i, 'run-' || i, NULL, 1, 4 * i, NULL, 1 FROM n;
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
INSERT INTO event SELECT i, (i + 3) / 4, 'unknown/0/' || (i % 4), 'dev.tekton.event.taskrun.unknown.v1', 'ci', 'taskrun', '',
  'run-' || ((i + 3) / 4), 1767225600000 + i,
  '{"id":"run-' || ((i + 3) / 4) || '/unknown/0/' || (i % 4) || '","type":"dev.tekton.event.taskrun.unknown.v1","sequence":"' || printf('%020d', i) || '"}', 1
  FROM n;
INSERT INTO told SELECT run, moment FROM event;
INSERT INTO told VALUES (1, 'queued');
INSERT INTO subscription (id, name, start, position, delivered, filtered, dead) VALUES (1, 'audit', 0, 6000, 4880, 1000, 100);
INSERT INTO exception SELECT 1, seq, 2, partitionkey, 3, appended, 1, 'HTTP 422' FROM event WHERE seq <= 4000 AND seq % 40 = 0;
INSERT INTO exception SELECT 1, seq, 1, 'run-parked', 0, 0, 0, '' FROM event WHERE seq > 5980 AND seq <= 6000;
INSERT INTO meta VALUES ('retained', 0), ('schema', 2);
