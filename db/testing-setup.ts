import { mkdtemp, readdir, rm } from 'node:fs/promises'
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
 * Empties every table and starts every counter again. Deleting beats truncating by far on tables
 * of a few rows; as a replica neither foreign keys nor triggers ask for an order.
 */
const EMPTY_ALL = `
create schema testing;
create function testing.empty_all() returns void language plpgsql
set session_replication_role = replica set lock_timeout = '5s' as $$
declare t record;
begin
  for t in
    select c.oid, c.relkind, s.seqstart from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_sequence s on s.seqrelid = c.oid
    where (n.nspname = 'public' and c.relkind in ('r', 'S'))
       or (n.nspname = 'pgboss' and c.relname = 'job')
  loop
    if t.relkind = 'S' then perform setval(t.oid::regclass, t.seqstart, false);
    else execute format('delete from %s', t.oid::regclass);
    end if;
  end loop;
end $$`

const PREFIX = 'hoi-luat-test-'
const CLUSTER = join('postgres', 'cluster')

/** One PostgreSQL for the whole run, with a migrated database that every test file gets a copy of. */
export async function setup(project: TestProject) {
  await clearAbandoned()
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
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
  await template.sql.unsafe(EMPTY_ALL)
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
