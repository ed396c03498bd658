/** A row of whole numbers that grows at its end without a copy for each. */
export type Growing = { data: Uint32Array; length: number }

/** A growing row, empty or holding what was saved. */
export function growing(saved?: Uint32Array): Growing {
  if (saved === undefined) return { data: new Uint32Array(16), length: 0 }
  return { data: saved, length: saved.length }
}

export function append(row: Growing, value: number): void {
  if (row.length === row.data.length) row.data = larger(row.data)
  row.data[row.length] = value
  row.length += 1
}

/** What the row holds, without the room behind it. */
export function held(row: Growing): Uint32Array {
  return row.data.subarray(0, row.length)
}

function larger(data: Uint32Array): Uint32Array {
  const roomier = new Uint32Array(Math.ceil(data.length * 1.5) + 16)
  roomier.set(data)
  return roomier
}
