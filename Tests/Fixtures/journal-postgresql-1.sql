-- The tables of a shared journal as hookrunner 0.1.0 (version 1) left them when it was killed: made with that program, then
-- 'pg_dump -n hookrunner --inserts --no-owner', without comments and settings. The role that could use them is fixture_role.
CREATE SCHEMA hookrunner;
CREATE FUNCTION hookrunner.clock() RETURNS bigint
    LANGUAGE sql
    AS $$
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
$$;
CREATE FUNCTION hookrunner.count_added() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    INSERT INTO hookrunner.tallies SELECT hook, state, count(*) FROM new_runs GROUP BY hook, state;
    RETURN NULL;
END $$;
CREATE FUNCTION hookrunner.count_attempts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    INSERT INTO hookrunner.minutes SELECT finished / 60000, 0, count(*),
        count(*) FILTER (WHERE NOT (exit = 0 AND value = 0 OR exit = 5)) FROM new_attempts GROUP BY 1;
    RETURN NULL;
END $$;
CREATE FUNCTION hookrunner.count_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    INSERT INTO hookrunner.tallies SELECT hook, state, sum(n) FROM (
        SELECT hook, state, 1 AS n FROM new_runs UNION ALL SELECT hook, state, -1 FROM old_runs
    ) AS changes GROUP BY hook, state HAVING sum(n) <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION hookrunner.count_deliveries() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    INSERT INTO hookrunner.minutes SELECT received / 60000, count(*), 0, 0 FROM new_deliveries GROUP BY 1;
    RETURN NULL;
END $$;
CREATE FUNCTION hookrunner.count_removed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    INSERT INTO hookrunner.tallies SELECT hook, state, -count(*) FROM old_runs GROUP BY hook, state;
    RETURN NULL;
END $$;
CREATE FUNCTION hookrunner.lane_name(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
    SELECT CASE WHEN octet_length(value) > 400
        THEN left(value, 50) || encode(sha256(convert_to(value, 'UTF8')), 'hex') ELSE value END
$$;
CREATE TABLE hookrunner.alerts (
    name text NOT NULL COLLATE pg_catalog."C",
    watched bigint NOT NULL,
    started bigint,
    ended bigint,
    held bigint,
    figure bigint,
    tell bigint,
    attempts bigint NOT NULL,
    telling bigint NOT NULL
);
CREATE TABLE hookrunner.attempts (
    run bigint NOT NULL,
    number bigint NOT NULL,
    started bigint NOT NULL,
    finished bigint NOT NULL,
    exit bigint NOT NULL,
    value bigint NOT NULL,
    reason text,
    output bytea NOT NULL,
    bytes bigint NOT NULL
);
CREATE TABLE hookrunner.deliveries (
    key bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    endpoint text NOT NULL,
    provider text NOT NULL,
    event text NOT NULL,
    received bigint NOT NULL,
    fingerprint bytea,
    body bytea NOT NULL
);
ALTER TABLE hookrunner.deliveries ALTER COLUMN key ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookrunner.deliveries_key_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE hookrunner.fingerprints (
    key bytea NOT NULL,
    delivery text NOT NULL COLLATE pg_catalog."C",
    received bigint NOT NULL,
    since bigint NOT NULL
);
CREATE TABLE hookrunner.hooks (
    id bigint NOT NULL,
    endpoint text NOT NULL,
    name text NOT NULL
);
ALTER TABLE hookrunner.hooks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookrunner.hooks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE hookrunner.minutes (
    minute bigint NOT NULL,
    deliveries bigint NOT NULL,
    attempts bigint NOT NULL,
    failures bigint NOT NULL
);
CREATE TABLE hookrunner.runs (
    key bigint NOT NULL,
    delivery bigint NOT NULL,
    hook bigint NOT NULL,
    lane text,
    state bigint NOT NULL,
    due bigint NOT NULL,
    attempts bigint DEFAULT 0 NOT NULL,
    failures bigint DEFAULT 0 NOT NULL,
    stop bigint DEFAULT 0 NOT NULL,
    claimed bigint,
    claimer bigint,
    command bigint,
    lease bigint
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.02');
ALTER TABLE hookrunner.runs ALTER COLUMN key ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookrunner.runs_key_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE hookrunner.schema_version (
    version bigint NOT NULL
);
CREATE TABLE hookrunner.tallies (
    hook bigint NOT NULL,
    state bigint NOT NULL,
    runs bigint NOT NULL
);
INSERT INTO hookrunner.alerts VALUES ('silence 24h on *', 1795858476372, NULL, NULL, NULL, NULL, NULL, 0, 0);
INSERT INTO hookrunner.attempts VALUES (1, 1, 1795858476953, 1795858476982, 0, 0, NULL, '\x', 0);
INSERT INTO hookrunner.attempts VALUES (2, 1, 1795858477428, 1795858477488, 0, 7, NULL, '\x6f75740a', 4);
INSERT INTO hookrunner.attempts VALUES (6, 1, 1795858478763, 1795858480225, 0, 0, NULL, '\x0a', 1);
INSERT INTO hookrunner.attempts VALUES (3, 1, 1795858477695, 1795858480226, 0, 0, NULL, '\x', 0);
INSERT INTO hookrunner.deliveries OVERRIDING SYSTEM VALUE VALUES (1, '01M8GR3BJHQF7Q6NEAA1QN7DS6', '/circularo', 'circularo', 'ok', 1795858476625, '\x5db9fd60885eb2bca354e483ca98d7f72c284b036593834ae07662a0639e05f1', '\x7b226576656e74223a226f6b222c226e223a317d');
INSERT INTO hookrunner.deliveries OVERRIDING SYSTEM VALUE VALUES (2, '01M8GR3C54JTGM84X68BCBWA15', '/circularo', 'circularo', 'bad', 1795858477220, '\xe2520ec0b177481b5993ac173b2ebd3ef51617ba86e639a6a89b66c5023acdc1', '\x7b226576656e74223a22626164222c226e223a327d');
INSERT INTO hookrunner.deliveries OVERRIDING SYSTEM VALUE VALUES (3, '01M8GR3CFCZ3WWAXJ87BA061GT', '/circularo', 'circularo', 'lane', 1795858477548, '\xe1279cdb2c7e90b33f3f2d902ab8e3f9ff566000a77ddb3ea42dc016e1fcc8b7', '\x7b226576656e74223a226c616e65222c226e223a332c22646f63756d656e744964223a22445c753030303078227d');
INSERT INTO hookrunner.deliveries OVERRIDING SYSTEM VALUE VALUES (4, '01M8GR3CXMHX2YKE1W53VMGVVE', '/circularo', 'circularo', 'lane', 1795858478004, '\xa59de34f48ed49d6dc1b541c83bca12fc538b560e834635d9b8a230e5ccdc98d', '\x7b226576656e74223a226c616e65222c226e223a342c22646f63756d656e744964223a22445c753030303078227d');
INSERT INTO hookrunner.deliveries OVERRIDING SYSTEM VALUE VALUES (5, '01M8GR3DBGK65YSNG5E5A3C20X', '/circularo', 'circularo', 'lane', 1795858478448, '\xc35277c935ddc6d1db71c298f04594039c0c3f50832e635fb46b3d28ded14816', '\x7b226576656e74223a226c616e65222c226e223a352c22646f63756d656e744964223a22445c753030303078227d');
INSERT INTO hookrunner.deliveries OVERRIDING SYSTEM VALUE VALUES (6, '01M8GR3DKGHB5TE2E2K8FK3NGH', '/circularo', 'circularo', 'lane', 1795858478704, '\x465e75026670f09e3ce3e2d694ae8d5675206b6554518145d2b4b2b8b2964bfc', '\x7b226576656e74223a226c616e65222c226e223a362c22646f63756d656e744964223a22706c61696e227d');
INSERT INTO hookrunner.deliveries OVERRIDING SYSTEM VALUE VALUES (7, '01M8GR3DS8A8FNPE54RP79XS7Y', '/circularo', 'circularo', 'lane', 1795858478888, '\x36550b2e29c13e015bb347fb4aeb37b9584a4e31af8d0553e6670f9756875cf4', '\x7b226576656e74223a226c616e65222c226e223a372c22646f63756d656e744964223a22706c61696e227d');
INSERT INTO hookrunner.fingerprints VALUES ('\x5db9fd60885eb2bca354e483ca98d7f72c284b036593834ae07662a0639e05f1', '01M8GR3BJHQF7Q6NEAA1QN7DS6', 1795858476625, 1795772076625);
INSERT INTO hookrunner.fingerprints VALUES ('\xe2520ec0b177481b5993ac173b2ebd3ef51617ba86e639a6a89b66c5023acdc1', '01M8GR3C54JTGM84X68BCBWA15', 1795858477220, 1795772077220);
INSERT INTO hookrunner.fingerprints VALUES ('\xe1279cdb2c7e90b33f3f2d902ab8e3f9ff566000a77ddb3ea42dc016e1fcc8b7', '01M8GR3CFCZ3WWAXJ87BA061GT', 1795858477548, 1795772077548);
INSERT INTO hookrunner.fingerprints VALUES ('\xa59de34f48ed49d6dc1b541c83bca12fc538b560e834635d9b8a230e5ccdc98d', '01M8GR3CXMHX2YKE1W53VMGVVE', 1795858478004, 1795772078004);
INSERT INTO hookrunner.fingerprints VALUES ('\xc35277c935ddc6d1db71c298f04594039c0c3f50832e635fb46b3d28ded14816', '01M8GR3DBGK65YSNG5E5A3C20X', 1795858478448, 1795772078448);
INSERT INTO hookrunner.fingerprints VALUES ('\x465e75026670f09e3ce3e2d694ae8d5675206b6554518145d2b4b2b8b2964bfc', '01M8GR3DKGHB5TE2E2K8FK3NGH', 1795858478704, 1795772078704);
INSERT INTO hookrunner.fingerprints VALUES ('\x36550b2e29c13e015bb347fb4aeb37b9584a4e31af8d0553e6670f9756875cf4', '01M8GR3DS8A8FNPE54RP79XS7Y', 1795858478888, 1795772078888);
INSERT INTO hookrunner.hooks OVERRIDING SYSTEM VALUE VALUES (1, '/circularo', 'ok');
INSERT INTO hookrunner.hooks OVERRIDING SYSTEM VALUE VALUES (2, '/circularo', 'bad');
INSERT INTO hookrunner.hooks OVERRIDING SYSTEM VALUE VALUES (3, '/circularo', 'lane');
INSERT INTO hookrunner.minutes VALUES (29930974, 7, 4, 1);
INSERT INTO hookrunner.runs OVERRIDING SYSTEM VALUE VALUES (1, 1, 1, NULL, 3, 1795858476982, 1, 0, 0, 1795858476870, NULL, 1, 1795858506908);
INSERT INTO hookrunner.runs OVERRIDING SYSTEM VALUE VALUES (2, 2, 2, NULL, 4, 1795858477488, 1, 1, 0, 1795858477307, NULL, 2, 1795858507353);
INSERT INTO hookrunner.runs OVERRIDING SYSTEM VALUE VALUES (5, 5, 3, 'D␀x', 1, 1795858478448, 0, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO hookrunner.runs OVERRIDING SYSTEM VALUE VALUES (6, 6, 3, 'plain', 3, 1795858480225, 1, 0, 0, 1795858478732, NULL, 6, 1795858508745);
INSERT INTO hookrunner.runs OVERRIDING SYSTEM VALUE VALUES (3, 3, 3, 'D␀x', 3, 1795858480226, 1, 0, 0, 1795858477640, NULL, 3, 1795858507643);
INSERT INTO hookrunner.runs OVERRIDING SYSTEM VALUE VALUES (4, 4, 3, 'D␀x', 2, 1795858478004, 1, 0, 0, 1795858480229, 7407546202758215440, 4, 1795858511029);
INSERT INTO hookrunner.runs OVERRIDING SYSTEM VALUE VALUES (7, 7, 3, 'plain', 2, 1795858478888, 1, 0, 0, 1795858480229, 7407546202758215440, 7, 1795858511029);
INSERT INTO hookrunner.schema_version VALUES (1);
INSERT INTO hookrunner.tallies VALUES (3, 3, 2);
INSERT INTO hookrunner.tallies VALUES (1, 3, 1);
INSERT INTO hookrunner.tallies VALUES (3, 1, 1);
INSERT INTO hookrunner.tallies VALUES (3, 2, 2);
INSERT INTO hookrunner.tallies VALUES (2, 4, 1);
SELECT pg_catalog.setval('hookrunner.deliveries_key_seq', 7, true);
SELECT pg_catalog.setval('hookrunner.hooks_id_seq', 3, true);
SELECT pg_catalog.setval('hookrunner.runs_key_seq', 7, true);
ALTER TABLE ONLY hookrunner.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (name);
ALTER TABLE ONLY hookrunner.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (run, number);
ALTER TABLE ONLY hookrunner.deliveries
    ADD CONSTRAINT deliveries_id_key UNIQUE (id);
ALTER TABLE ONLY hookrunner.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (key);
ALTER TABLE ONLY hookrunner.fingerprints
    ADD CONSTRAINT fingerprints_pkey PRIMARY KEY (key);
ALTER TABLE ONLY hookrunner.hooks
    ADD CONSTRAINT hooks_endpoint_name_key UNIQUE (endpoint, name);
ALTER TABLE ONLY hookrunner.hooks
    ADD CONSTRAINT hooks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY hookrunner.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (key);
CREATE INDEX deliveries_by_event ON hookrunner.deliveries USING btree ("left"(event, 100) COLLATE "C", id);
CREATE INDEX minutes_in_order ON hookrunner.minutes USING btree (minute);
CREATE INDEX runs_by_delivery ON hookrunner.runs USING btree (delivery);
CREATE INDEX runs_by_state ON hookrunner.runs USING btree (state, delivery);
CREATE INDEX runs_due ON hookrunner.runs USING btree (hook, due, key) WHERE (state = 0);
CREATE INDEX runs_first_in_lanes ON hookrunner.runs USING btree (hook, lane) WHERE ((lane IS NOT NULL) AND (state = ANY (ARRAY[(0)::bigint, (2)::bigint])));
CREATE INDEX runs_held ON hookrunner.runs USING btree (hook, due) WHERE (state = 1);
CREATE INDEX runs_in_lanes ON hookrunner.runs USING btree (hook, lane, key) WHERE ((lane IS NOT NULL) AND (state < 3));
CREATE TRIGGER attempts_added AFTER INSERT ON hookrunner.attempts REFERENCING NEW TABLE AS new_attempts FOR EACH STATEMENT EXECUTE FUNCTION hookrunner.count_attempts();
CREATE TRIGGER deliveries_added AFTER INSERT ON hookrunner.deliveries REFERENCING NEW TABLE AS new_deliveries FOR EACH STATEMENT EXECUTE FUNCTION hookrunner.count_deliveries();
CREATE TRIGGER runs_added AFTER INSERT ON hookrunner.runs REFERENCING NEW TABLE AS new_runs FOR EACH STATEMENT EXECUTE FUNCTION hookrunner.count_added();
CREATE TRIGGER runs_changed AFTER UPDATE ON hookrunner.runs REFERENCING OLD TABLE AS old_runs NEW TABLE AS new_runs FOR EACH STATEMENT EXECUTE FUNCTION hookrunner.count_changed();
CREATE TRIGGER runs_removed AFTER DELETE ON hookrunner.runs REFERENCING OLD TABLE AS old_runs FOR EACH STATEMENT EXECUTE FUNCTION hookrunner.count_removed();
GRANT USAGE ON SCHEMA hookrunner TO fixture_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE hookrunner.alerts TO fixture_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE hookrunner.attempts TO fixture_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE hookrunner.deliveries TO fixture_role;
GRANT USAGE ON SEQUENCE hookrunner.deliveries_key_seq TO fixture_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE hookrunner.fingerprints TO fixture_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE hookrunner.hooks TO fixture_role;
GRANT USAGE ON SEQUENCE hookrunner.hooks_id_seq TO fixture_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE hookrunner.minutes TO fixture_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE hookrunner.runs TO fixture_role;
GRANT USAGE ON SEQUENCE hookrunner.runs_key_seq TO fixture_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE hookrunner.schema_version TO fixture_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE hookrunner.tallies TO fixture_role;
