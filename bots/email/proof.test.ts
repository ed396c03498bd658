import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMail } from './incoming.ts'
import { senderDisproved } from './proof.ts'

const at = {
  place: { uid: 7, validity: '1' },
  arrived: new Date('2026-03-02T02:01:12Z'),
  own: 'hoi@so.example.vn',
}

async function unproven(...headers: string[]): Promise<boolean | undefined> {
  const head = [...headers, 'From: An <an@x.example>', 'Message-ID: <a@x.example>']
  const read = await readMail(new TextEncoder().encode(`${head.join('\r\n')}\r\n\r\nHỏi\r\n`), at)
  if (read.kind !== 'mail') return expect.unreachable()
  return read.mail.unproven
}

const failed =
  'Authentication-Results: mx.so.example.vn;\r\n\tspf=pass smtp.mailfrom=evil.example;\r\n dkim=none; dmarc=fail (p=NONE) header.from=x.example'
const passed =
  'Authentication-Results: mx.so.example.vn; dkim=pass header.d=x.example; dmarc=pass header.from=x.example'

describe('what the receiving server found of the sender', () => {
  it('disproves who fails DMARC', async () => {
    expect(await unproven(failed)).toBe(true)
    expect(await unproven(passed)).toBeUndefined()
    expect(await unproven()).toBeUndefined()
  })

  it('counts only where it stands topmost', async () => {
    expect(await unproven(passed, failed)).toBeUndefined()
    expect(await unproven(failed, passed)).toBe(true)
  })

  it.each([
    ['mx; spf=fail smtp.mailfrom=x; dkim=fail header.d=x', true],
    ['mx; SPF=HardFail; DKIM=Fail', true],
    ['mx 1; spf=fail; dkim=fail; dkim=pass', false],
    ['mx; spf=fail; dkim=none', false],
    ['mx; spf=softfail; dkim=fail', false],
    ['mx; spf=fail; dkim=fail; dmarc=pass', false],
    ['mx; dmarc/1 = fail', true],
    ['mx; dmarc=temperror', false],
    ['mx; dmarc=pass (said (; dmarc=fail; ) by) reason="; dmarc=fail"', false],
    ['mx; none', false],
    ['dmarc=fail', false],
  ])('reads %s', (header, disproved) => {
    expect(senderDisproved(header)).toBe(disproved)
  })

  it('is read from any header without a fault', () => {
    const piece = fc.constantFrom('dmarc=fail', ';', '(', ')', '"', '\\', ' ', 'mx', 'spf=')
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        expect(typeof senderDisproved(pieces.join(''))).toBe('boolean')
      }),
    )
  })
})
