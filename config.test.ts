import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig, settingNames, WrongSettings } from './config.ts'

test('no setting at all is a desk with web chat on port 8080', () => {
  expect(readConfig({})).toMatchObject({
    port: 8080,
    publicUrl: 'http://localhost:8080',
    dataDir: '.data',
    profile: 'lao-cai-skhcn',
    roles: ['web', 'worker'],
    timeZone: 'Asia/Ho_Chi_Minh',
    telegram: undefined,
    admin: undefined,
  })
})

test('an empty value counts as absent', () => {
  expect(readConfig({ PORT: '', TELEGRAM_BOT_TOKEN: ' ' })).toMatchObject({
    port: 8080,
    telegram: undefined,
  })
})

test('every fault is reported at once, and no value is repeated', () => {
  const wrong = {
    PORT: 'tám',
    ROLES: 'web,cook',
    TZ_NAME: 'Moon/Base',
    DATABASE_URL: 'mysql://secret@host/x',
    TELEGRAM_WEBHOOK_SECRET: 'abc',
    ADMIN_EMAIL: 'a@b.vn',
  }
  const fault = (() => {
    try {
      readConfig(wrong)
    } catch (error) {
      return error
    }
  })()
  expect(fault).toBeInstanceOf(WrongSettings)
  const text = String(fault)
  for (const name of [
    'PORT',
    'ROLES',
    'TZ_NAME',
    'DATABASE_URL',
    'TELEGRAM_BOT_TOKEN',
    'ADMIN_PASSWORD',
  ]) {
    expect(text).toContain(name)
  }
  expect(text).not.toContain('secret@host')
})

test('a base address works with or without a final slash', () => {
  expect(readConfig({ PUBLIC_URL: 'https://hoiluat.laocai.gov.vn/' }).publicUrl).toBe(
    'https://hoiluat.laocai.gov.vn',
  )
})

test('.env.example names every setting and nothing else', () => {
  const named = readFileSync(new URL('./.env.example', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => line.split('=')[0])
  expect(named).toEqual(settingNames)
})

test("README's table explains every setting", () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  const rows = readme.split('\n').filter((line) => /^\| `[A-Z_]+`/.test(line))
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)])
  expect(named.map(([, name]) => name).sort()).toEqual([...settingNames].sort())
})
