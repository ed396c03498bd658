import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { fetchOutside, isPublic } from './outside.ts'

const never = new AbortController().signal

it('knows the addresses of our own network', () => {
  const ours = ['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1', '0.0.0.0']
  const six = ['::1', '::', '::ffff:10.0.0.1', 'fd00::1', 'fe80::1', 'ff02::1', 'not an address']
  for (const ip of [...ours, ...six]) expect(isPublic(ip), ip).toBe(false)
  for (const ip of ['49.213.114.1', '172.32.0.1', '2001:4860:4860::8888']) {
    expect(isPublic(ip), ip).toBe(true)
  }
})

it('follows the platform to no address of our own network', async () => {
  let target = ''
  const server = createServer((request, response) => {
    if (request.url === '/file') response.end('tệp')
    else response.writeHead(302, { location: target }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  target = '/file'
  expect(await (await fetchOutside(`${own}/moved`, own, never)).text()).toBe('tệp')
  for (const elsewhere of [
    'http://169.254.169.254/latest',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://localhost/x',
    'https://localhost./x',
    'file:///etc/passwd',
    '/moved',
  ]) {
    target = elsewhere
    await expect(fetchOutside(`${own}/moved`, own, never), elsewhere).rejects.toThrow()
  }
  server.close()
})
