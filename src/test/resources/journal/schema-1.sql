-- The tables of schema 1, as the courier made them until schema 2; never to be changed.
CREATE TABLE scope (key TEXT PRIMARY KEY, resource_version TEXT NOT NULL, baseline INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE run (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, partitionkey TEXT NOT NULL, owner TEXT, snapshot INTEGER, last INTEGER NOT NULL, gone INTEGER);
CREATE INDEX run_owner ON run (owner) WHERE owner IS NOT NULL;
CREATE INDEX run_gone ON run (gone) WHERE gone IS NOT NULL;
CREATE TABLE told (run INTEGER NOT NULL, moment TEXT NOT NULL, PRIMARY KEY (run, moment)) WITHOUT ROWID;
CREATE TABLE snapshot (id INTEGER PRIMARY KEY, length INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE event (seq INTEGER PRIMARY KEY, run INTEGER NOT NULL, moment TEXT NOT NULL, type TEXT NOT NULL, namespace TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, partitionkey TEXT NOT NULL, appended INTEGER NOT NULL, attributes TEXT NOT NULL, snapshot INTEGER NOT NULL);
CREATE TABLE subscription (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, start INTEGER NOT NULL, position INTEGER NOT NULL, delivered INTEGER NOT NULL DEFAULT 0, filtered INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0, dropped INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'idle', error TEXT NOT NULL DEFAULT '', error_at INTEGER NOT NULL DEFAULT 0);
CREATE TABLE exception (subscription INTEGER NOT NULL, seq INTEGER NOT NULL, state INTEGER NOT NULL, partitionkey TEXT NOT NULL, attempts INTEGER NOT NULL, first_failure INTEGER NOT NULL, counted INTEGER NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (subscription, seq)) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;

-- A run that goes on and one that is gone, an event each, the second a dead letter.
INSERT INTO scope VALUES ('test|taskruns||', '17', 1);
INSERT INTO run VALUES (1, 'alive', 'taskrun', 'ns-a', 'alive', 'alive', NULL, 1, 1, NULL);
INSERT INTO run VALUES (2, 'gone', 'taskrun', 'ns-g', 'gone', 'gone', 'parent', 2, 2, 1767225600000);
INSERT INTO told VALUES (1, 'queued'), (1, 'started'), (2, 'queued');
INSERT INTO event VALUES (1, 1, 'queued', 'dev.tekton.event.taskrun.queued.v1', 'ns-a', 'taskrun', '', 'alive', 1767225600000, '{"id":"alive/queued"}', 1);
INSERT INTO event VALUES (2, 2, 'queued', 'dev.tekton.event.taskrun.queued.v1', 'ns-g', 'taskrun', '', 'gone', 1767225600000, '{"id":"gone/queued"}', 2);
INSERT INTO subscription (id, name, start, position, delivered, dead) VALUES (1, 'audit', 0, 2, 1, 1);
INSERT INTO exception VALUES (1, 2, 2, 'gone', 3, 1767225600000, 1, 'no');
INSERT INTO meta VALUES ('retained', 0);
