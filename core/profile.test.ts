import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tellFault } from './fault.ts'
import { loadProfile, readProfile } from './profile.ts'

const shipped = readFileSync(new URL('../profiles/lao-cai-skhcn.yaml', import.meta.url), 'utf8')

/** The faults of the Lào Cai profile after one change, as told to a Vietnamese reader. */
function faultsAfter(change: (text: string) => string): string[] {
  const changed = change(shipped)
  expect(changed).not.toBe(shipped)
  const read = readProfile(changed)
  return 'faults' in read ? read.faults.map((fault) => tellFault('vi', fault)) : []
}

const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length

describe('the shipped profiles', () => {
  it('describes Lào Cai as its plan does', () => {
    const profile = loadProfile('lao-cai-skhcn')
    const lead = (code: string) => profile.fields.find((field) => field.code === code)?.leads
    expect(profile.units.find((unit) => unit.focal)?.name).toBe('Văn phòng Sở')
    expect([lead('so-huu-tri-tue'), lead('do-luong'), lead('ai'), lead('khac')]).toEqual([
      'qlcn',
      'tdc',
      'cds',
      'vp',
    ])
    expect(profile.communes).toHaveLength(99)
    expect(profile.targets).toMatchObject({ satisfied: 90, resolved: 80, classes: 4 })
    expect(profile.terms).toEqual({ acknowledge: 1, classify: 1, answer: 15, complex: 30 })
  })

  it('describes Bắc Ninh with its two divisions', () => {
    const profile = loadProfile('bac-ninh-stp')
    expect(profile.units.map((unit) => unit.code)).toEqual(['pbtd', 'ctvb'])
    expect(profile.consultants.network).toBe(true)
  })

  it('refuses names that lead elsewhere', () => {
    expect(() => loadProfile('../package')).toThrow('no profile')
  })
})

describe('reading a profile', () => {
  it('names the line of a wrong value', () => {
    const line = lineOf(shipped, 'terms: { acknowledge')
    expect(faultsAfter((text) => text.replace('answer: 15,', 'answer: 0.3,'))).toEqual([
      `dòng ${line}: terms.answer không dùng được giá trị “0.3”`,
    ])
    expect(faultsAfter((text) => text.replace('answer: 15,', 'answer: 7.5,'))).toHaveLength(1)
  })

  it('names what is missing and what does not belong', () => {
    const line = lineOf(shipped, '- { code: qlkh')
    expect(
      faultsAfter((text) => text.replace('{ code: qlkh, name:', '{ code: qlkh, nmae:')),
    ).toEqual([
      `dòng ${line}: thiếu units.1.name`,
      `dòng ${line}: không có mục “nmae” trong units.1`,
    ])
  })

  it('finds a unit nobody described', () => {
    const changed = (text: string) => text.replace('leads: tdc', 'leads: tdd')
    const line = lineOf(changed(shipped), 'leads: tdd')
    expect(faultsAfter(changed)).toEqual([`dòng ${line}: không có đơn vị nào mang mã “tdd”`])
  })

  it('tells every fault at once, in order', () => {
    const told = faultsAfter((text) =>
      text
        .replace('focal: true', 'focal: false')
        .replace('satisfied: 90', 'satisfied: rất cao')
        .replace('Xã Y Tý', 'Y Tý')
        .replace('day: 2026-04-26', 'day: 2026-04-30'),
    )
    expect(told.map((each) => each.replace(/^dòng \d+: /, ''))).toEqual([
      'phải có đúng một đơn vị đầu mối (focal: true), đang có 0',
      'targets.satisfied không dùng được giá trị “rất cao”',
      '“2026-04-30” xuất hiện hai lần',
      '“Y Tý” phải bắt đầu bằng Xã, Phường hoặc Đặc khu',
    ])
  })

  it('points at broken YAML', () => {
    expect(faultsAfter((text) => text.replace('units:', 'units: ['))[0]).toMatch(
      /^dòng \d+: sai cú/,
    )
  })

  it.each(['', 'chào', '[]', '12', 'null'])('takes no profile from %j', (text) => {
    expect(readProfile(text)).toHaveProperty('faults.0')
  })
})
