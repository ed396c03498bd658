import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect } from './client.ts'
import { startEmbedded } from './embedded.ts'
import { endProcessesIn } from './embedded-processes.ts'
import { migrateUp } from './migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    testServer: { url: string; template: string }
  }
}

const TEMPLATE = 'template_hoi_luat'

/**
 * A function that empties every table and starts every counter again. Each statement stands in it as it is, those that
 * refer before those they refer to: its plans are kept, and an empty table costs next to nothing.
 */
const MAKE_EMPTYING = `
create schema testing;
do $$
declare
  names text[] := (
    select array_agg(oid::regclass::text) from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace);
  next text[];
  deletions text := '';
begin
  while names <> '{}' loop
    next := array(
      select name from unnest(names) as name where not exists (
        select from pg_constraint
        where contype = 'f' and confrelid = name::regclass and conrelid <> confrelid
          and conrelid::regclass::text = any(names)));
    if next = '{}' then raise exception 'these refer to each other: %', names; end if;
    deletions := deletions || (select string_agg(format('delete from %s;', name), ' ') from unnest(next) as name);
    names := array(select name from unnest(names) as name where name <> all(next));
  end loop;
  execute format($f$
    create function testing.empty_all() returns void language plpgsql set lock_timeout = '5s' as $body$
    begin
      %s
      if to_regclass('pgboss.job') is not null then delete from pgboss.job; end if;
      perform setval(seqrelid::regclass, seqstart, false) from pg_sequence
      where pg_sequence_last_value(seqrelid) is not null;
    end $body$ $f$, deletions);
end $$`

const PREFIX = 'hoi-luat-test-'
const CLUSTER = join('postgres', 'cluster')

/**
 * One PostgreSQL for the whole run, with a migrated database that every test file gets a copy of. Whatever tests write
 * goes into the same folder, and away with it.
 */
export async function setup(project: TestProject) {
  await clearAbandoned()
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
  // Others' programs find their way in, as they do through the system's own.
  await chmod(folder, 0o711)
  project.config.env = { ...project.config.env, TMPDIR: folder }
  const quiet = { info: () => {}, warn: () => {}, error: () => {} }
  const server = await startEmbedded(folder, quiet, { fast: true })
  await makeTemplate(server.url)
  project.provide('testServer', { url: server.url, template: TEMPLATE })
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeTemplate(serverUrl: string) {
  const server = connect(serverUrl, { max: 1 })
  await server.sql.unsafe(`create database ${TEMPLATE}`)
  await server.close()
  const url = new URL(serverUrl)
  url.pathname = TEMPLATE
  await migrateUp(url.href)
  const template = connect(url.href, { max: 1 })
  await template.sql.unsafe(MAKE_EMPTYING)
  await template.close()
}

/** A run that was killed leaves its server behind; nobody else would ever end it. */
async function clearAbandoned() {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX) || isAlive(Number(name.split('-')[3]))) continue
    const folder = join(tmpdir(), name)
    for (const inside of await readdir(folder, { recursive: true }).catch(() => [])) {
      if (inside.endsWith(CLUSTER)) await endProcessesIn(join(folder, inside)).catch(() => {})
    }
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
